"""Staff of a test's directory, and what they say at the desk."""

from switchboard.bus.port import Draft
from switchboard.contracts.case import Case
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Staff
from switchboard.contracts.events import Action, InquiryReceived
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Recipient
from switchboard.directory import staff_key
from tests.desk.matter import acted, asked, later, stood
from tests.desk.office import Office, until

MIA = Staff(staff_id="m.hansen", name="Mia Hansen", departments=("service",), languages=("en",))
ALI = Staff(staff_id="a.meier", name="Ali Meier", departments=("service", "sales"))
EVA = Staff(
    staff_id="e.kurz", departments=("sales",), reach=(Recipient("mailto:service@example.com"),)
)
GONE = Staff(staff_id="g.one", name="Gone", departments=("service",), disabled_at=later(-60))
FAR = Staff(staff_id="f.ar", name="Far", departments=("accounts",))


async def employs(office: Office, *staff: Staff) -> None:
    """Have the directory know them."""
    drafts = [Draft(DIRECTORY, 0, staff_key(one.staff_id), encode_entry(one)) for one in staff]
    await office.bus.publish(drafts)
    await until(lambda: all(one.staff_id in office.desk.directory.staff for one in staff))


async def actions(office: Office) -> list[Action]:
    """Return what was done."""
    events = await office.events()
    return [event for event in events if isinstance(event, Action)]


async def settle(office: Office, stands: Case, refused_because: str = "") -> Action:
    """Do as the router does with the newest action in the log; `stands` is the case after it."""
    event = (await actions(office))[-1]
    assert not isinstance(event, InquiryReceived)
    await office.read(asked(event), stood(acted(stands, event, refused_because)))
    return event
