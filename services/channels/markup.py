"""HTML to the text that its reader saw: blocks on lines of their own, quotations marked by `>`. Pure."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

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


class _Page:
    """What has been read so far, line by line."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0

    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; tell whether what is in it can be seen."""
        tag = node.tag or ""
        if tag == "-text":
            self._line.append(_SPACES.sub(" ", node.text_content or ""))
        elif tag == "br":
            self._end_line()
        elif tag in _BLOCKS:
            self._break()
            self._line += ["- "] if tag == "li" else []
            self._quotes += tag == "blockquote"
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")
        return tag not in _UNSEEN

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._break()
            self._quotes -= tag == "blockquote"
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
