"""Where the people of a case want their answers, as far as that is believed: a sender is easily forged. Pure."""

from switchboard.contracts.case import Case, Contact
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Nature


def honored(case: Case, contact: Contact) -> bool:
    """Tell whether answers go where a contact wants them, instead of to its sender.

    Whoever opened a case decides that, also where staff have merged it into another one. Nobody who writes later
    does, and nobody who is unknown: by a forged sender, answers would go to whoever has forged it.
    """
    if contact.reply_to is None or not contact.identities:
        return False
    unconfirmed = {identity_key(one) for one in case.unconfirmed}
    if not unconfirmed.isdisjoint(map(identity_key, contact.identities)):
        return False
    people = (one for one in case.inquiries if one.nature is Nature.INQUIRY)
    first = next(people, None)
    # What came by a merge was sent on with such a wish only where it was honored there.
    return bool(contact.through) or (first is not None and first.inquiry_id == contact.inquiry_id)
