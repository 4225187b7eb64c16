"""On which channels people are told, and what agents see of what did not arrive."""

import pytest

from parvis.cases import api as cases
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.models import Letter
from parvis.notifications import api as notifications
from parvis.notifications.data import Channel
from parvis.notifications.domain.delivering import WAITS, deliver
from parvis.notifications.models import Mail, TextMessage
from tests.cases.conftest import AT, VISITOR
from tests.mailroom.conftest import POSTAL, postal_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db, settings):
    settings.PARVIS_SMS_GATEWAY = "simulator"
    return postal_town()


def submitted(town, told=(), **changes):
    draft_id, token = town.draft(**changes)
    with acting(Reach(actor="web", token=token)):
        return cases.submit(draft_id, by=VISITOR, at=AT, told=told)


def sent(town, made):
    with town.inside():
        return {
            Channel.EMAIL: Mail.objects.filter(case_id=made.case_id).count(),
            Channel.SMS: TextMessage.objects.filter(case_id=made.case_id).count(),
            Channel.LETTER: Letter.objects.filter(case_id=made.case_id).count(),
        }


@pytest.mark.parametrize(
    ("told", "changes", "expected"),
    [
        ((), {"home": POSTAL}, (1, 0, 0)),
        ((), {"email": None, "home": POSTAL}, (0, 1, 0)),
        ((), {"email": None, "phone": None, "home": POSTAL}, (0, 0, 1)),
        ((), {"email": None, "phone": "+33328262626", "home": POSTAL}, (0, 0, 1)),
        (("email", "sms", "letter"), {"home": POSTAL}, (1, 1, 1)),
        (("letter",), {"home": POSTAL}, (0, 0, 1)),
        (("letter",), {}, (1, 0, 0)),
        (("pigeon",), {"home": POSTAL}, (1, 0, 0)),
    ],
)
def test_the_receipt_goes_out_as_it_was_chosen(town, told, changes, expected):
    made = submitted(town, told, **changes)
    assert tuple(sent(town, made).values()) == expected


def test_a_text_says_little_and_fits_two_segments(town):
    made = submitted(town, ("sms",))
    with town.inside():
        text = TextMessage.objects.get(case_id=made.case_id)
    assert made.reference in text.text
    assert f"/s/{made.reference.replace('-', '')}/" in text.text
    assert "Corsaires" not in text.text
    assert text.segments <= 2
    assert notifications.length(text.text).encoding == "GSM-7"


def test_an_email_that_failed_for_good_stands_on_the_case_and_goes_another_way(town, settings, client):
    made = submitted(town, home=POSTAL)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with town.inside():
        mail = Mail.objects.get(case_id=made.case_id)
    for _ in range(len(WAITS) + 1):
        deliver(mail_id=str(mail.id), wall_id=str(town.wall_id))
    with town.inside():
        entry = TimelineEntry.objects.get(case_id=made.case_id, kind="not_reached")
        assert (entry.audience, entry.data["channel"], entry.data["topic"]) == ("agents", "email", "receipt")
        from parvis.cases.domain import revisions, sending
        from parvis.notifications.data import Topic, Unreached

        case = Case.objects.get(id=made.case_id)
        published = revisions.load(case.revision_id)
        assert sending.tell_again(case, published, Topic.RECEIPT, Channel.LETTER)
        assert sending.tell_again(case, published, Topic.RECEIPT, Channel.SMS)
        assert not sending.tell_again(case, published, Topic.DECISION, Channel.SMS)
        case.answers = {**case.answers, "home": None}
        with pytest.raises(Unreached):
            sending.tell_again(case, published, Topic.RECEIPT, Channel.LETTER)
    assert tuple(sent(town, made).values()) == (1, 1, 1)
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        assert not TimelineEntry.objects.filter(kind="not_reached").exists()


def test_a_choice_of_the_account_narrows_topic_by_topic():
    preferred = {"receipt": ("letter",), "message": ("email",)}
    kept = cases.contacting.told_by(["email", "letter"], preferred)
    assert kept == {"receipt": ["letter"], "message": ["email"], "decision": ["email", "letter"]}
    assert cases.contacting.told_by([], preferred) == {"receipt": ["letter"], "message": ["email"]}
    assert cases.contacting.told_by(["sms"], preferred)["receipt"] == ["sms"]
    assert cases.contacting.told_by([], {}) == {}
