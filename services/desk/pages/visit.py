"""Somebody who came by a genuine link, and what they are answered with. Pure."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from services.desk.desk import Desk
from services.desk.pages.draw import sorry_page
from services.desk.pages.limits import QUERY
from services.desk.pages.lobby import Lobby
from services.desk.pages.speech import Speech
from services.desk.pages.texts import Sorry, languages
from switchboard.contracts.case import Case
from switchboard.contracts.links import Link
from switchboard.http.tongue import tongue


class Asked(NamedTuple):
    """What of a request says in which language its visitor reads."""

    language: str = ""
    """As the address says."""
    accepted: str = ""
    """As the browser says."""

    def speech(self, preferred: str = "") -> Speech:
        """Return how to speak to them: as they ask, else as `preferred`, else as their browser does."""
        spoken = languages()
        known = preferred.partition("-")[0].lower()
        asked = self.language or (known if known in spoken else "")
        return Speech(tongue(asked, self.accepted, spoken))


class Answer(NamedTuple):
    """A page as it leaves us, or where else to look."""

    speech: Speech
    page: str = ""
    status: int = 200
    ending: str = "shown"
    """What became of it, for the figures."""
    headers: Mapping[str, str] = {}


class Visit(NamedTuple):
    """One request behind one genuine link."""

    desk: Desk
    lobby: Lobby
    link: Link
    asked: Asked
    did: str = ""
    """What was pressed before: the id of an action, or of an inquiry."""
    trace: str = ""

    async def speech(self, case: Case, preferred: str) -> Speech:
        """Return how to speak of a case."""
        known = await self.lobby.program(case.strategy_id)
        return self.asked.speech(preferred)._replace(program=known, place=case.department)

    def on(self, speech: Speech, did: str) -> Answer:
        """Send the visitor on to the same page, which then tells what was done: to reload it does nothing twice."""
        place = "?" + urlencode({"lang": speech.language, "did": did})
        return Answer(speech, status=303, ending="taken", headers={"Location": place})


def sorry(speech: Speech, why: Sorry, status: int, ending: str, seconds: int = 0) -> Answer:
    """Return the page where there is nothing to see or to do."""
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return Answer(speech, sorry_page(speech, why, seconds), status, ending, headers)


def gone(visit: Visit) -> Answer:
    """Return the page for a case that is no longer kept, or a person who does nothing here any more."""
    speech = visit.asked.speech()
    return sorry(speech, speech.texts.gone, 410, "gone")


def looked_back(text: str) -> str:
    """Return what an address says of something that was pressed; empty for what none of ours is like."""
    return text if len(text) <= QUERY and text.isascii() and text.isalnum() else ""
