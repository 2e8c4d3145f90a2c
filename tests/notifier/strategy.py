"""The smallest strategy that words letters in two languages."""

from switchboard.strategy.bundle import Bundle

YAML = """\
switchboard: 1
organization: {name: {en: Acme Pumps, de: Acme Pumpen}, languages: [en, de], timezone: Europe/Berlin}
defaults: {department: front_desk, sla: standard, language: en}
calendars: {always: {weekly: {"mon-sun": ["00:00-24:00"]}}}
departments: {front_desk: {name: {en: Front desk, de: Zentrale}, calendar: always}}
sla: {standard: {first_response: 8h}}
"""

RECEIVED_EN = """\
Subject: We have your message {{ reference }}

Hello {{ name }},
{{ department }} of {{ organization }} has "{{ subject }}" as {{ reference }}.
{% if first_response_by %}We answer by {{ first_response_by }}.{% endif %}
"""

RECEIVED_DE = """\
Subject: Ihre Nachricht {{ reference }}

{{ department }} der {{ organization }} antwortet bis {{ first_response_by }}.
"""

REPLY_EN = """\
Subject: Our answer {{ reference }}

{{ words }}
{{ department }}
"""

REPLY_HTML = "<p>{{ words }}</p>"

BUNDLE = Bundle(
    files={
        "strategy.yaml": YAML,
        "templates/acknowledgement/general.en.txt": RECEIVED_EN,
        "templates/acknowledgement/general.de.txt": RECEIVED_DE,
        "templates/reply/general.en.txt": REPLY_EN,
        "templates/reply/general.en.html": REPLY_HTML,
    }
)
