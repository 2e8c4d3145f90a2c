"""Pages for people, all of one look: no script, nothing fetched, everything shown escaped. Pure.

A service brings templates of its own, and may bring a `more.css`; the layout and the style are the same everywhere.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

_OURS: Final = PackageLoader("switchboard.http")
_STYLE: Final = "style.css"
_MORE: Final = "more.css"


class Paper(NamedTuple):
    """What one service draws its pages with."""

    templates: ImmutableSandboxedEnvironment
    style: str

    def page(self, template: str, shown: Mapping[str, object]) -> str:
        """Return a page. Raises UndefinedError where the template asks for what is not shown: our mistake."""
        style = Markup(self.style)  # noqa: S704  (our own file, in which nobody else writes)
        return self.templates.get_template(template).render(shown, style=style)

    def policy(self, frames: Sequence[str] = ()) -> str:
        """Return the Content-Security-Policy of such pages: the one style, forms to ourselves, framed by `frames` alone."""
        ancestors = " ".join(frames) or "'none'"
        return (
            f"default-src 'none'; style-src {self.style_source}; "
            f"form-action 'self'; frame-ancestors {ancestors}; base-uri 'none'"
        )

    @property
    def style_source(self) -> str:
        """How a Content-Security-Policy names the one style of these pages."""
        return f"'sha256-{b64encode(sha256(self.style.encode()).digest()).decode()}'"


def paper(package: str) -> Paper:
    """Return what the pages of a package are drawn with, from its folder `templates`."""
    own = PackageLoader(package)
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([own, _OURS]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _OURS.get_source(made, _STYLE)[0]
    try:
        style += own.get_source(made, _MORE)[0]
    except TemplateNotFound:
        return Paper(made, style)
    return Paper(made, style)
