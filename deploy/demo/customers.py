"""Who writes in the demo, and what: all six kinds in three languages, and what makes routing hard. Pure.

`run` is a fresh word: each run of the demo has customers of its own, so that it never joins an earlier one's cases.
"""

from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple


class Letter(NamedTuple):
    """What one customer writes."""

    who: str
    language: str
    subject: str
    text: str

    def body(self, run: str) -> dict[str, object]:
        """Return it as `POST /v1/inquiries` takes it."""
        sender = {"email": address(self.who, run), "name": self.who.title()}
        return {"from": sender, "subject": self.subject, "text": self.text}

    def mail(self, run: str, **headers: str) -> bytes:
        """Return it as a mail server hands it on."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"{self.who.title()} <{address(self.who, run)}>"
        mail["To"] = "support@switchboard.example"
        mail["Subject"] = self.subject
        mail["Message-ID"] = f"<{self.who}.{run}@customer.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(self.text)
        return mail.as_bytes()


def address(who: str, run: str) -> str:
    return f"{who}.{run}@customer.example"


FORM = (
    Letter(
        "ana",
        "en",
        "Pump stopped",
        "The pump in hall 3 does not start since this morning. Please help.",
    ),
    Letter(
        "bob",
        "en",
        "Which pump?",
        "We plan a new plant. Which pump do you recommend for hot water?",
    ),
    Letter(
        "carol",
        "en",
        "Order",
        "I would like to order 12 gaskets, article 4711, to our usual address.",
    ),
    Letter(
        "dan",
        "en",
        "Yearly service",
        "Please send a technician for the yearly maintenance of two pumps.",
    ),
    Letter(
        "erin",
        "en",
        "Invoice INV-20391",
        "Invoice INV-20391 lists freight twice. Could you check, please?",
    ),
    Letter(
        "frank",
        "en",
        "Complaint",
        "Third delay in a row. This is unacceptable, I want to complain.",
    ),
    Letter(
        "grace",
        "en",
        "Outage!",
        "Complete outage of the water supply, the pump broke down tonight.",
    ),
    Letter("heidi", "en", "Price", "What does the P200 cost, and how long is the delivery time?"),
    Letter("ivan", "en", "Training", "Please arrange a training for our three new operators."),
    Letter(
        "jan",
        "de",
        "Störung",
        "Die Pumpe startet nicht mehr, der Motor brummt nur. Bitte dringend!",
    ),
    Letter(
        "karin",
        "de",
        "Frage zum Angebot",
        "Welche Pumpe empfehlen Sie für Heißwasser, und was kostet sie?",
    ),
    Letter("lars", "de", "Bestellung", "Hiermit bestellen wir 5 Dichtungssätze, Artikel 4711."),
    Letter(
        "mia", "de", "Wartung", "Bitte schicken Sie uns einen Techniker zur jährlichen Wartung."
    ),
    Letter(
        "nils",
        "de",
        "Rechnung RE-88120",
        "Die Rechnung RE-88120 ist doppelt gekommen. Bitte um Prüfung.",
    ),
    Letter(
        "olga",
        "de",
        "Beschwerde",
        "Seit drei Wochen keine Antwort. Das ist unzumutbar, ich beschwere mich.",
    ),
    Letter(
        "paul",
        "de",
        "Ausfall",
        "Ausfall der ganzen Anlage, Steuerung defekt. Rufen Sie bitte zurück.",
    ),
    Letter("rosa", "de", "Ersatzteile", "Haben Sie das Laufrad für die P100 auf Lager?"),
    Letter(
        "sari", "id", "Pompa rusak", "Pompa kami rusak sejak tadi pagi, tidak menyala sama sekali."
    ),
    Letter(
        "tono", "id", "Pertanyaan", "Pompa apa yang cocok untuk air panas, dan berapa harganya?"
    ),
    Letter("umar", "id", "Pesanan", "Kami ingin memesan 20 segel, kode barang 4711."),
    Letter("vina", "id", "Servis", "Mohon kirim teknisi untuk perawatan tahunan pompa kami."),
    Letter("wati", "id", "Faktur FK-5512", "Faktur FK-5512 salah hitung, mohon diperiksa kembali."),
    Letter(
        "yanto",
        "id",
        "Keluhan",
        "Kami sangat kecewa, sudah tiga kali terlambat. Ini keluhan resmi.",
    ),
    Letter("zoe", "en", "Hello", "Hello, could somebody call me back? Thanks."),
)

BURST = (
    Letter("quinn", "en", "Leak", "There is a leak at the inlet."),
    Letter("quinn", "en", "Leak, more", "It gets worse, water is on the floor now."),
    Letter("quinn", "en", "Leak, photo follows", "I will send a photo. Please hurry."),
)
"""One customer, three messages at once: one case."""

MAILS = (
    Letter("xena", "en", "Pump noise", "The pump makes a loud noise since the last maintenance."),
    Letter("lukas", "de", "Lieferverzug", "Unsere Lieferung ist überfällig. Wann kommt sie?"),
    Letter("dewi", "id", "Tagihan", "Mohon kirim ulang tagihan bulan Oktober, terima kasih."),
)

ABSENT = Letter("victor", "en", "Out of office", "I am on leave until Monday and read no mail.")
"""An automatic reply: kept and findable, and never answered."""

RESENT = Letter("ruth", "en", "Broken seal", "The seal of our P100 broke, it drips.")
"""Pressed twice: one Idempotency-Key, one inquiry."""

FOLLOW_UP = Letter("ana", "en", "Any news?", "It is getting urgent: production stands still.")
"""Names the reference of Ana's first inquiry: joins its case."""
