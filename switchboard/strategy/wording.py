"""Whether what is searched for can be found, and whether what is said can be said in every language."""

from collections.abc import Iterator, Mapping

from switchboard.contracts.delivery import WORDED, Purpose
from switchboard.strategy import words
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.facts import FACTS
from switchboard.strategy.language import detectable
from switchboard.strategy.model import Strategy, When
from switchboard.strategy.search import compile_pattern
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.templates import GENERAL, Shelf, named, ours, shelve

_Path = tuple[str | int, ...]


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note words and patterns that can't be searched for, and names that lack a language."""
    for when, path in conditions(strategy):
        _words(when, sheet, path)
        _pattern(when, sheet, path)
    _names(strategy, strategy.organization.name, sheet, "organization", "name")
    for name, department in strategy.departments.items():
        _names(strategy, department.name, sheet, "departments", name, "name")
    unseen = set(strategy.organization.languages) - set(detectable(strategy.organization.languages))
    for language in sorted(unseen):
        told = f"{language} can't be told from a text: it is used only where the source names it"
        sheet.say("W603", told, "organization", "languages")


def conditions(strategy: Strategy) -> Iterator[tuple[When, _Path]]:
    """Yield every condition of the strategy and where it stands."""
    for number, rule in enumerate(strategy.understand.evidence):
        yield rule.when, ("understand", "evidence", number, "when")
    for number, stage in enumerate(strategy.understand.stage):
        yield stage.when, ("understand", "stage", number, "when")
    for number, route in enumerate(strategy.route):
        yield route.when, ("route", number, "when")
        for other, inform in enumerate(route.inform):
            yield inform.when, ("route", number, "inform", other, "when")
    for number, when in enumerate(strategy.acknowledge.unless):
        yield when, ("acknowledge", "unless", number)


def _words(when: When, sheet: Sheet, path: _Path) -> None:
    for language, listed in (when.words or {}).items():
        for number, word in enumerate(listed):
            complaint = words.complaint(word)
            if complaint:
                sheet.say("E301", complaint, *path, "words", language, number)


def _pattern(when: When, sheet: Sheet, path: _Path) -> None:
    if when.pattern is None:
        return
    try:
        compile_pattern(when.pattern)
    except ValueError as refused:
        sheet.say("E302", str(refused), *path, "pattern")


def _names(strategy: Strategy, names: Mapping[str, str], sheet: Sheet, *path: str) -> None:
    spoken = strategy.organization.languages
    for language in names:
        if language != "*":
            sheet.need("language", language, spoken, *path, language)
    missing = [language for language in spoken if language not in names and "*" not in names]
    if missing:
        sheet.say("W602", f"no name in {', '.join(missing)}: another language's is used", *path)


def check_letters(strategy: Strategy, sheet: Sheet, bundle: Bundle) -> None:
    """Note templates that are broken or missing."""
    spoken, default = strategy.organization.languages, strategy.defaults.language
    shelf = shelve(bundle, sheet.problems)
    for purpose in WORDED:
        for language in spoken:
            path = f"templates/{purpose}/{GENERAL}.{language}.txt"
            if path in bundle.files or (purpose, GENERAL, language) in shelf:
                continue
            if language == default:
                sheet.say(
                    "E508",
                    f"{path} is missing: what every {purpose} falls back to",
                    "defaults",
                    "language",
                )
            else:
                told = f"{path} is missing: customers get {default} instead"
                sheet.say("W604", told, "organization", "languages")
    _included(strategy, sheet, bundle, shelf)
    _one_sided(spoken, sheet, shelf)
    _wordless(spoken, sheet, shelf)
    for written, kind, language in shelf:
        if language not in spoken:
            told = f"templates/{written}/{kind}.{language}.txt is in a language that isn't declared"
            sheet.say("W605", told, "organization", "languages")


def _included(strategy: Strategy, sheet: Sheet, bundle: Bundle, shelf: Shelf) -> None:
    """Note acknowledgements that don't say what each of them must."""
    for (purpose, _, _), template in shelf.items():
        if purpose != Purpose.ACKNOWLEDGEMENT:
            continue
        said = named(bundle.files[template.path])
        for number, fact in enumerate(strategy.acknowledge.include):
            if fact not in said:
                told = f"{template.path} does not name it: it stands beneath the letter"
                sheet.say("W618", told, "acknowledge", "include", number)


def _wordless(spoken: list[str], sheet: Sheet, shelf: Shelf) -> None:
    """Note languages in which neither the bundle nor we have words for what is sent of our own accord."""
    known = {
        (purpose, language) for purpose, kind, language in (*shelf, *ours()) if kind == GENERAL
    }
    for number, language in enumerate(spoken):
        lacking = [one for one in FACTS if one not in WORDED and (one, language) not in known]
        if lacking:
            told = (
                f"no words in {language} for {', '.join(lacking)}: another language is spoken there"
            )
            sheet.say("W628", told, "organization", "languages", number)


def _one_sided(spoken: list[str], sheet: Sheet, shelf: Shelf) -> None:
    """Note kinds that have a letter of their own in some languages only."""
    for purpose, kind in sorted({(purpose, kind) for purpose, kind, _ in shelf}):
        lacking = [one for one in spoken if (purpose, kind, one) not in shelf]
        if kind != GENERAL and lacking:
            told = f"no {purpose} for {kind} in {', '.join(lacking)}: {GENERAL} is sent there"
            sheet.say("W619", told, "organization", "languages")
