"""The face of identity: accounts, subjects, sessions, hand-over, what was being typed, attempts."""

from parvis.identity.address import client_address, is_local_path, is_own_machine, throttled_address
from parvis.identity.domain.erasure import erase_person
from parvis.identity.domain.handover import give as give_code, take as take_code
from parvis.identity.domain.kept import discard as discard_kept, find as find_kept, keep as keep_post
from parvis.identity.domain.letters import Letter, letter, send as send_letter
from parvis.identity.domain.people import (
    AlreadyKnown,
    address_of,
    adopt_subject,
    contact,
    find,
    register,
    subject_for,
    subjects_of,
)
from parvis.identity.domain.sessions import end as end_session, end_all as end_sessions, lines as session_lines
from parvis.identity.flood import SAVE_ADDRESS, Flood
from parvis.identity.secrets import digest, fresh
from parvis.identity.throttle import (
    BEGIN_ADDRESS,
    COUNT_ADDRESS,
    DRAFT_MAIL,
    INVITATION_ADDRESS,
    PASSWORD_ADDRESS,
    RESET_ADDRESS,
    RESUME_ADDRESS,
    SECOND_FACTOR,
    SEND_ADDRESS,
    SIGN_IN_ADDRESS,
    SIGN_UP_ADDRESS,
    TRACKING_ADDRESS,
    TRACKING_CASE,
    UPLOAD_ADDRESS,
    WRITE_ADDRESS,
    Limit,
    attempt,
    release,
)

__all__ = [
    "COUNT_ADDRESS",
    "SAVE_ADDRESS",
    "UPLOAD_ADDRESS",
    "WRITE_ADDRESS",
    "SEND_ADDRESS",
    "RESUME_ADDRESS",
    "PASSWORD_ADDRESS",
    "BEGIN_ADDRESS",
    "DRAFT_MAIL",
    "INVITATION_ADDRESS",
    "RESET_ADDRESS",
    "SECOND_FACTOR",
    "SIGN_IN_ADDRESS",
    "SIGN_UP_ADDRESS",
    "TRACKING_ADDRESS",
    "TRACKING_CASE",
    "AlreadyKnown",
    "Flood",
    "Letter",
    "Limit",
    "address_of",
    "adopt_subject",
    "attempt",
    "client_address",
    "contact",
    "digest",
    "discard_kept",
    "end_session",
    "end_sessions",
    "erase_person",
    "find",
    "find_kept",
    "fresh",
    "give_code",
    "is_local_path",
    "is_own_machine",
    "keep_post",
    "letter",
    "register",
    "release",
    "send_letter",
    "session_lines",
    "subject_for",
    "subjects_of",
    "take_code",
    "throttled_address",
]
