"""The settings by name, with what each says: for `--help`, which must not wait for what reads them."""

from typing import Final

PREFIX: Final = "SWITCHBOARD_"
SECRETS: Final = (
    "id_key",
    "token_keys",
    "smtp_relay",
    "imap",
    "email_secrets",
    "fax_secrets",
    "fax_hosts",
    "webhook_secrets",
    "api_key",
    "twilio_tokens",
    "destinations",
    "hook_secret",
    "sms",
    "fax",
)
"""They may stand in a file as well: the name with `_FILE` says where."""

SAYS: Final = {
    "bus": "kafka://host:9092[,...] or sqlite:///FILE; empty: sqlite in DATA",
    "data": "folder of the embedded log, the desk's store and the outbox (data)",
    "blobs": "file:///FOLDER or s3://BUCKET/PREFIX; empty: DATA/blobs",
    "strategy": "the response strategy's file (the example's)",
    "http_host": "address to listen on (127.0.0.1)",
    "http_port": "port to listen on; 0: any free one (8080)",
    "smtp": "how mail servers hand mail over: smtp, lmtp or off (smtp)",
    "smtp_host": "address to listen on for mail (127.0.0.1)",
    "smtp_port": "port for incoming mail; 0: any (2525; 0 where HTTP_PORT is)",
    "smtp_socket": "socket file for incoming mail, instead of address and port",
    "smtp_domains": "comma-separated: domains of which every address takes mail",
    "smtp_cert": "file of the certificate chain for STARTTLS (PEM)",
    "smtp_key": "file of its key, where that is not in SMTP_CERT (PEM)",
    "imap": "secret: imaps://user:pass@host/FOLDER,...: mailboxes to read",
    "partitions": "of each topic; fixed when the topics are created (12)",
    "replication": "copies of each topic on Kafka, when created (1)",
    "id_key": "secret: makes inquiry ids; never rotated",
    "token_keys": "secret: signs reply addresses; comma-separated, newest first",
    "smtp_relay": "secret: smtp://user:pass@host:587; empty: mail goes to DATA/outbox",
    "mail_from": "sender of our letters (support@switchboard.example)",
    "own_addresses": "comma-separated: where our mail arrives; nothing is sent there",
    "email_secrets": "secret: PROVIDER=SECRET,... of sendgrid, mailgun, postmark",
    "authserv_ids": "comma-separated: mail servers whose Authentication-Results count",
    "fax_secrets": "secret: PROVIDER=SECRET,... that fax providers show here",
    "fax_hosts": "secret: https://USER:PASS@HOST,... where faxes are fetched",
    "fax_gateways": "comma-separated: senders whose mails with PDF or TIFF are faxes",
    "mail_domain": "domain of our Message-IDs; empty: that of MAIL_FROM",
    "status_url": "address under which GET /v1/inquiries/{id} is reached",
    "webhook_secrets": "secret: NAME=whsec_...,... of those who sign what they post",
    "desk_url": "where commands reach the desk; empty: this machine, HTTP_PORT",
    "api_key": "secret: the key with which commands ask the desk",
    "twilio_tokens": "secret: of the Twilio account that calls us back; comma-separated",
    "public_url": "address under which others reach us, up to the path",
    "destinations": "secret: NAME=URL,...: webhooks, chats, pagers, mail addresses",
    "hook_secret": "secret: whsec_...: signs the webhooks that a strategy names",
    "sms": "secret: twilio://SID:TOKEN@SENDER: the gateway for short messages",
    "fax": "secret: sinch://KEY:SECRET@PROJECT?from=NUMBER: who sends faxes",
    "private_hosts": "comma-separated: hosts and networks of our own that we may call",
    "rates": "comma-separated: LANE=TIMES/SPAN: how often each may be used",
    "region": "country of telephone numbers without one, ISO 3166 (DE)",
    "key_rate": "requests a second that one API key may make, in each process (500)",
    "form": "on or off: the web form GET /form, which needs no key (on)",
    "form_frames": "comma-separated: origins that may show the form in a frame",
    "form_topics": "comma-separated: what GET /form?topic= may say",
    "form_rate": "messages an hour that one address may send by the form (120)",
    "trusted_proxies": "comma-separated: networks whose X-Forwarded-For is believed",
    "workers": "processes that read originals, in each of three lanes (1)",
    "log_level": "debug, info, warning or error: least severe log shown (info)",
}


def variable(field: str) -> str:
    """Return the environment variable of a setting."""
    return f"{PREFIX}{field.upper()}"


def listed() -> str:
    """Return the end of a service's `--help`. (The mark in front keeps the lines as they are.)"""
    wide = max(map(len, SAYS)) + len(PREFIX)
    lines = [f"  {variable(field):{wide}}  {says}" for field, says in SAYS.items()]
    return "\n".join(
        (
            "\b",
            "Settings, from the environment (an option wins):",
            *lines,
            "Each secret may come from a file: SWITCHBOARD_ID_KEY_FILE=/run/secrets/id_key",
        )
    )
