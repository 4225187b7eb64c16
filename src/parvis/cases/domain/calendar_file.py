"""A visit as a calendar file (iCalendar, RFC 5545): pure."""

import datetime as dt
import uuid

_FOLD = 75  # octets in a line (RFC 5545 § 3.1)


def calendar_file(
    visit_id: uuid.UUID,
    *,
    starts_at: dt.datetime,
    minutes: int,
    title: str,
    place: str,
    details: str,
    address: str,
    made_at: dt.datetime,
) -> bytes:
    """The file of one visit. Moments are in UTC, so that no change of clocks moves it; it rings a day before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Parvis//Visits//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{visit_id}@parvis",
        f"DTSTAMP:{_moment(made_at)}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(starts_at + dt.timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(details)}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(title)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """TEXT of RFC 5545 § 3.3.11."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return "".join(letter for letter in plain.replace("\n", "\\n") if letter.isprintable() or letter == " ")


def _folded(line: str) -> str:
    """No line of more than 75 octets, none cut inside a character."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _FOLD:
            pieces.append(piece)
            piece, size = "", 1  # the space that begins what goes on
        piece += letter
        size += width
    return "\r\n ".join([*pieces, piece])
