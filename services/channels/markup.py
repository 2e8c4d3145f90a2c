"""HTML to the text that its reader saw: blocks on lines of their own, quotations marked by `>`. Pure."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.channels.history_words import FORWARDED

_LONGEST: Final = 2_000_000
_DEEPEST: Final = 500
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_UNSEEN: Final = frozenset(
    ["head", "script", "style", "title", "template", "noscript", "object", "svg"]
)
_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s<>/]{0,40})[^<>]{0,10000}>?")
_NOT_NESTED: Final = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
    }
    | {"param", "source", "tbody", "td", "th", "thead", "tr", "track", "wbr"}
)
"""Tags that nobody need close."""
_SPACES: Final = re.compile(r"[ \t\n\r\f\u00a0\u200b\u200c\ufeff]+")
_PARAGRAPHS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"})


_SIGNATURES: Final = frozenset(
    {
        "gmail_signature",
        "ms-outlook-mobile-signature",
        "signature",
        "protonmail_signature_block-user",
    }
)
_QUOTES: Final = re.compile(
    r"(?:yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|ms-outlook-mobile-reference-message|"
    r"mail-editor-reference-message-container|isreplycontent|gmx_quote)(?![\w-])"
)
"""What mail programs call the part of a page that is the earlier mail."""
_PASSED_ON: Final = re.compile(FORWARDED, re.IGNORECASE)
_BEGINNING: Final = 300


def as_text(html: str) -> str:
    """Return the text of `html`; beyond two million characters nothing is read."""
    readable = html[:_LONGEST]
    if _is_bottomless(readable):
        return _SPACES.sub(" ", _TAG.sub(" ", readable)).strip()
    return _walked(readable)


def _is_bottomless(html: str) -> bool:
    """Tell whether tags are opened, and not closed, as no mail program does it: a parser takes hours over them."""
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() not in _NOT_NESTED:
            depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > _DEEPEST:
            return True
    return False


def _walked(html: str) -> str:
    page = _Page()
    root = LexborHTMLParser(html).root
    node, depth, down = root, 0, True
    while node is not None:
        child = node.child if down and page.enter(node) else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        page.leave(node)
        if node.next is not None and depth:
            node, down = node.next, True
        else:
            node, depth, down = (node.parent if depth else None), depth - 1, False
    return page.text()


def _names(node: LexborNode) -> str:
    """Return what its program called a block: its classes and its id."""
    given = node.attributes
    return f"{given.get('class') or ''} {given.get('id') or ''}"[:_BEGINNING].lower()


class _Page:
    """What has been read so far, line by line."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._opened: list[int] = []
        """How many quotations each open block began: 0 or 1."""

    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; tell whether what is in it can be seen."""
        tag = node.tag or ""
        if tag == "-text":
            self._say(node)
        elif tag == "br":
            self._end_line()
        elif tag in _BLOCKS:
            self._break()
            self._line += ["- "] if tag == "li" else []
            self._open(node, tag)
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")
        return tag not in _UNSEEN

    def _say(self, node: LexborNode) -> None:
        said = node.text_content or ""
        if node.parent is None or node.parent.tag != "pre":
            self._line.append(_SPACES.sub(" ", said))
            return
        for at, line in enumerate(said.split("\n")):
            if at:
                self._end_line()
            self._line.append(line)

    def _open(self, node: LexborNode, tag: str) -> None:
        names = _names(node)
        quotes = tag == "blockquote" or (bool(_QUOTES.search(names)) and self._is_answered(node))
        if not quotes and _SIGNATURES.intersection(names.split()) and self._lines:
            self._lines.append(">" * self._quotes + "-- ")
        self._opened.append(int(quotes))
        self._quotes += quotes

    def _is_answered(self, node: LexborNode) -> bool:
        """Tell whether the earlier mail is answered rather than passed on; asked of the outermost alone."""
        if self._quotes:
            return False
        return not _PASSED_ON.search(node.text(deep=True)[:_BEGINNING])

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._break()
            self._quotes -= self._opened.pop() if self._opened else 0
        if tag in _PARAGRAPHS:
            self._lines.append(">" * self._quotes)

    def text(self) -> str:
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _break(self) -> None:
        if "".join(self._line).strip():
            self._end_line()
        self._line.clear()

    def _end_line(self) -> None:
        quotes = ">" * self._quotes + " " if self._quotes else ""
        self._lines.append((quotes + "".join(self._line).strip()).rstrip())
        self._line.clear()
