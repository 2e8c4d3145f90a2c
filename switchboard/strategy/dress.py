"""How a letter looks in HTML where its author wrote plain text alone: one column, light and dark, nothing from elsewhere.

All that is not ours is escaped; a link becomes a button only where it stands under a mark, which no fact can hold.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from typing import Final

import msgspec

from switchboard.strategy.phrases import phrases

_BEGIN, _END = "\ue000", "\ue001"
_MARK: Final = re.compile(f"{_BEGIN}([a-z_]+){_END}")
_UNMARKED: Final = str.maketrans("", "", _BEGIN + _END)
_ADDRESS: Final = re.compile(r"https://[^\s<>\"']+")
_FONT: Final = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PARAGRAPH: Final = '<p style="margin:0 0 16px">{}</p>\n'
_BUTTON: Final = (
    '<p style="margin:0 0 16px"><a class="button" href="{}" style="display:inline-block;padding:12px 20px;'
    "background-color:#1d4ed8;color:#ffffff;text-decoration:none;border-radius:6px;font-weight:600;"
    'line-height:20px">{}</a></p>\n'
)
_LINK: Final = '<a href="{}" class="link" style="color:#1d4ed8;word-break:break-word">{}</a>'
QUOTE: Final = (
    '<blockquote class="quote" dir="auto" style="margin:0 0 16px;padding:4px 0 4px 16px;'
    'border-left:3px solid #cbd5e1;color:#334155">{}</blockquote>\n'
)
_CHOICE: Final = (
    '<p style="margin:0 0 10px"><a class="choice" href="{}" style="display:block;padding:12px 16px;'
    "border:1px solid #1d4ed8;color:#1d4ed8;text-decoration:none;border-radius:6px;font-weight:600;"
    'line-height:20px">{}</a></p>\n'
)
_ROWS: Final = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
    'style="margin:0 0 16px;border-collapse:collapse;table-layout:fixed">\n{}</table>\n'
)
_ROW: Final = (
    '<tr><td class="quiet line" width="130" style="padding:4px 12px 4px 0;width:130px;vertical-align:top;color:#475569">'
    '{}</td><td dir="auto" style="padding:4px 0;text-align:left;vertical-align:top;word-wrap:break-word;overflow-wrap:break-word">'
    "{}</td></tr>\n"
)
_ENTRY: Final = (
    '<p class="line" style="margin:0 0 12px;padding:0 0 12px;border-bottom:1px solid #e2e8f0">{}<br>\n'
    '<span class="quiet" style="color:#475569" dir="auto">{}</span></p>\n'
)
_SMALL: Final = '<p class="quiet" style="margin:0 0 16px;font-size:14px;line-height:20px;color:#475569">{}</p>\n'
_PAGE: Final = """\
<!doctype html>
<html lang="{lang}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
@media (prefers-color-scheme: dark) {{
  .ground {{ background-color: #0f172a !important; }}
  .card {{ background-color: #1e293b !important; border-color: #334155 !important; }}
  .head {{ border-color: #334155 !important; }}
  .head, .said, .strong {{ color: #f1f5f9 !important; }}
  .quote, .quiet {{ color: #cbd5e1 !important; border-color: #64748b !important; }}
  .link, .choice {{ color: #93c5fd !important; border-color: #60a5fa !important; }}
  .button {{ background-color: #2563eb !important; }}
  .line {{ border-color: #334155 !important; }}
}}
@media (max-width: 480px) {{
  .ground {{ padding: 0 !important; }}
  .said, .head {{ padding-left: 20px !important; padding-right: 20px !important; }}
}}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:#f1f5f9">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="background-color:#f1f5f9;border-collapse:collapse">
<tr><td class="ground" align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="max-width:600px;background-color:#ffffff;border:1px solid #e2e8f0;border-collapse:separate;border-radius:8px;\
table-layout:fixed">
{head}<tr><td class="said" dir="{direction}" style="padding:24px 32px 8px;{font};font-size:16px;line-height:24px;\
color:#0f172a;word-wrap:break-word;overflow-wrap:break-word">
{said}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""
_HEAD: Final = (
    '<tr><td class="head" style="padding:20px 32px;border-bottom:1px solid #e2e8f0;{font};font-size:16px;'
    'font-weight:600;color:#0f172a;word-wrap:break-word;overflow-wrap:break-word">{sender}</td></tr>\n'
)


class Look(msgspec.Struct, frozen=True):
    """What a letter looks like, apart from what it says."""

    language: str
    subject: str
    sender: str


def marked(name: str) -> str:
    """Return the mark under which a link or a passage stands in a text that is going to be dressed."""
    return f"{_BEGIN}{name}{_END}"


def unmarked(text: str) -> str:
    """Return a fact from outside as it can stand between marks."""
    return text.translate(_UNMARKED)


def escaped(text: str) -> str:
    """Return text as HTML shows it, whatever it holds."""
    return escape("".join(c if c.isprintable() or c in "\n\t" else " " for c in text))


def written(text: str) -> str:
    """Return what one of ours wrote: paragraphs, in which web addresses lead where they say."""
    return "".join(
        _PARAGRAPH.format("<br>\n".join(_with_addresses(line, None) for line in block.split("\n")))
        for block in _blocks(text)
    )


def quoted(text: str) -> str:
    """Return what somebody else wrote: in it nothing leads anywhere."""
    blocks = (escaped(block).replace("\n", "<br>\n") for block in _blocks(text))
    return QUOTE.format("".join(f'<p style="margin:0 0 12px">{block}</p>' for block in blocks))


def button(address: str, label: str) -> str:
    """Return a link that nobody overlooks."""
    return _BUTTON.format(escape(address), escaped(label))


def choices(offered: Iterable[tuple[str, str]]) -> str:
    """Return links of which one is to be chosen, each with its label, none of them louder than another."""
    return "".join(_CHOICE.format(escape(address), escaped(label)) for address, label in offered)


def rows(facts: Iterable[tuple[str, str]]) -> str:
    """Return facts beside what they are called."""
    told = "".join(_ROW.format(escaped(label), escaped(fact)) for label, fact in facts)
    return _ROWS.format(told) if told else ""


def link(address: str, label: str) -> str:
    """Return a link within a line."""
    return _LINK.format(escape(address), escaped(label))


def entry(title: str, address: str, beneath: str) -> str:
    """Return one of several matters: its title, which leads there where there is an address, and a line beneath it."""
    head = _LINK.format(escape(address), escaped(title)) if address else escaped(title)
    return _ENTRY.format(head, escaped(beneath))


def small(lines: Iterable[str]) -> str:
    """Return what is said in passing."""
    return _SMALL.format("<br>\n".join(map(escaped, lines)))


def dressed(
    text: str,
    look: Look,
    links: Mapping[str, str],
    passages: Mapping[str, str],
    addresses: Collection[str],
) -> str:
    """Return the whole HTML of a letter; `addresses` are those that its author wrote into the template."""
    clothes = _Clothes(links, passages, addresses, phrases(look.language).open)
    said = "".join(clothes.block(block) for block in _blocks(text))
    head = _HEAD.format(font=_FONT, sender=escaped(look.sender)) if look.sender else ""
    return _PAGE.format(
        lang=escape(look.language),
        direction=phrases(look.language).direction,
        subject=escaped(look.subject),
        font=_FONT,
        head=head,
        said=said,
    )


def _blocks(text: str) -> Iterator[str]:
    return (block.strip("\n") for block in re.split(r"\n[ \t]*\n", text) if block.strip())


def _with_addresses(line: str, addresses: Collection[str] | None) -> str:
    """Return a line in which web addresses are links: all of them, or those that are named."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,;:!?)")
        if addresses is None or address in addresses:
            parts += [escaped(line[end : found.start()]), link(address, address)]
            end = found.start() + len(address)
    return "".join(parts) + escaped(line[end:])


class _Clothes(msgspec.Struct, frozen=True):
    links: Mapping[str, str]
    passages: Mapping[str, str]
    addresses: Collection[str]
    open: str

    def block(self, block: str) -> str:
        """Return a paragraph: its lines, broken off where a button or a passage stands between them."""
        done: list[str] = []
        lines: list[str] = []
        for line in block.split("\n"):
            whole = _MARK.fullmatch(line.strip())
            label, mark, name = self._labelled(line)
            if whole and whole[1] in self.passages:
                done += [_lines(lines), self.passages[whole[1]]]
                lines = []
            elif mark:
                if not label and lines and lines[-1].endswith(":"):
                    label = lines.pop().removesuffix(":")
                done += [
                    _lines(lines),
                    _BUTTON.format(escape(self.links[name]), label or self.open),
                ]
                lines = []
            else:
                lines.append(self._line(line))
        return "".join([*done, _lines(lines)])

    def _labelled(self, line: str) -> tuple[str, bool, str]:
        """Return what a line that ends in a link says before it, whether it does, and which link it is."""
        found = _MARK.search(line)
        ends = found and not line[found.end() :].strip() and found[1] in self.links
        before = line[: found.start()].strip() if found else ""
        if not found or not ends or (before and not before.endswith(":")):
            return "", False, ""
        return self._line(before.removesuffix(":")), True, found[1]

    def _line(self, line: str) -> str:
        parts, end = [], 0
        for found in _MARK.finditer(line):
            parts.append(_with_addresses(line[end : found.start()], self.addresses))
            parts.append(self._inner(found[1]))
            end = found.end()
        return "".join(parts) + _with_addresses(line[end:], self.addresses)

    def _inner(self, name: str) -> str:
        if name in self.links:
            return link(self.links[name], self.links[name])
        return self.passages.get(name, "")


def _lines(lines: list[str]) -> str:
    return _PARAGRAPH.format("<br>\n".join(lines)) if lines else ""
