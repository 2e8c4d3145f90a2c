"""How much the pages behind links take and show: every limit that their visitors can meet. Pure."""

from typing import Final

from switchboard.contracts.values import Seconds
from switchboard.http.pace import Rate

WORD: Final = 20_000
"""Characters that a customer may add to their matter at once."""
REMARK: Final = 2_000
"""Characters beside an opinion."""
STAFF_ID: Final = 63
"""Characters by which one of ours is named."""
FORM_BYTES: Final = 300_000
"""One form; a letter of some alphabets takes twelve bytes of it."""
FORM_FIELDS: Final = 20
BUFFERED_BYTES: Final = 20_000_000
"""Forms in memory at once: apart from what systems with a key send."""
FORMS: Final = 100
WITHIN: Final = Seconds(30.0)
"""From the first to the last byte of a form."""
QUERY: Final = 100
"""Characters of what stands in an address behind the link."""
LOOKS: Final = Rate(at_once=120, every=Seconds(0.5))
"""How often one address may open pages: a mail server that looks at every link does so often."""
MESSAGES: Final = 20
"""Of a case, shown to staff; the newest."""
MESSAGE: Final = 20_000
"""Characters of each of them."""
HAPPENINGS: Final = 20
"""Of a case, shown to its customer; the newest."""
COLLEAGUES: Final = 100
"""Names from which staff choose who they are."""
SILENCES: Final = (1, 4)
"""Hours for which alerts can be silenced."""
PATIENCE: Final = Seconds(2.0)
"""For the case to say what became of a button; then the page says that it is under way."""
