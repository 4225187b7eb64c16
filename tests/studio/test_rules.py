"""Rules in the studio: written with and without the editor's script, checked beside the row, saved with the pen."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.conditions.domain.editor import HEADER
from parvis.studio.data import Edit, SetEligibility
from parvis.studio.domain.elements import find
from tests.studio.conftest import written

pytestmark = pytest.mark.django_db
RULE = "element/email/regle/affichage/0/"


def inputs(page: str) -> dict[str, str | list[str]]:
    """What the editor's form would send: its inputs as they stand."""
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or "checked" in tag:
            found[attributes.get("name", "")] = attributes.get("value", "").replace("&#34;", '"').replace("&gt;", ">")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        first = re.findall(r'<option value="([^"]*)"', options)
        found[name] = chosen[0] if chosen else (first[0] if first else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = text.replace("&#34;", '"').replace("&gt;", ">").replace("&lt;", "<")
    return {name: value for name, value in found.items() if name.startswith("rule-")}


def condition(draft, element: str = "email"):
    place = find(draft.row.document, element)
    assert place is not None
    return place.element.get("condition")


def test_a_condition_is_written_button_by_button(draft):
    page = draft.page(RULE)
    sent = inputs(page)
    sent = inputs(draft.post(RULE, {**sent, "rule-act": "add:r"}).content.decode())
    sent = inputs(draft.post(RULE, {**sent, "rule-r-0-subject": "setting", "rule-act": "refresh:r"}).content.decode())
    answer = draft.post(RULE, {**sent, "rule-r-0-op": "equal", "rule-act": "refresh:r"})
    assert "Dans une enceinte sportive" in answer.content.decode()
    sent = {**inputs(answer.content.decode()), "rule-r-0-value": "sports_ground"}
    sent = inputs(draft.post(RULE, {**sent, "rule-act": "wrap:r-0"}).content.decode())
    assert sent["rule-r-0-kind"] == "group"
    sent |= {"rule-r-0-1-subject": "exceptional"}
    sent = inputs(draft.post(RULE, {**sent, "rule-act": "refresh:r"}).content.decode())
    answer = draft.post(RULE, {**sent, "rule-r-0-1-op": "yes"})
    assert answer.status_code == 302
    assert condition(draft) == {
        "or": [{"===": [{"var": "setting"}, "sports_ground"]}, {"===": [{"var": "exceptional"}, True]}]
    }
    # undone, done again, taken away, as any change of the studio
    draft.act("undo")
    assert condition(draft) is None
    draft.act("redo")
    assert draft.post(RULE, {"remove": "1"}).status_code == 302
    assert condition(draft) is None


def test_the_text_and_the_rows_follow_each_other(draft):
    sent = inputs(draft.page(RULE))
    answer = draft.post(
        RULE,
        {**sent, "rule-text": 'setting = "outside" et (exceptional ou nature parmi ["sport"])', "rule-act": "text:r"},
    )
    sent = inputs(answer.content.decode())
    assert sent["rule-r-1-0-op"] == "yes"
    assert sent["rule-text"] == sent["rule-said"]
    # one changes the rows: the text follows; both: neither is lost, and one chooses
    moved = inputs(draft.post(RULE, {**sent, "rule-act": "up:r-1"}).content.decode())
    assert str(moved["rule-text"]).startswith("(exceptional")
    both = {**sent, "rule-r-1-mode": "all", "rule-text": "exceptional"}
    answer = draft.post(RULE, both)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "choisissez ce qui compte" in page
    assert inputs(page)["rule-text"] == "exceptional"
    assert draft.post(RULE, {**inputs(page), "rule-act": "text:r"}).status_code == 200
    assert draft.post(RULE, {**both, "rule-act": "text:r", "version": 0}).status_code == 200  # a button saves nothing
    assert condition(draft) is None
    answer = draft.post(RULE, {**sent, "rule-text": "exceptional et ("})
    assert answer.status_code == 422
    assert "(caractère" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('setting = "nowhere"', "ne fait pas partie des choix"),
        ("gone = 3", "n’existe pas ici"),
        ("exceptional = 3", "est attendu"),
        ("phone = \"x\"", "demandé plus loin"),
        ('setting = "outside" et setting = "sports_ground"', "n’est jamais vraie"),
        ("rempli(setting) ou vide(setting)", "toujours vraie"),
        ('exceptional et nature = "sport" et non exceptional', "en même temps que la condition 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it(draft, text, said):
    sent = {**inputs(draft.page(RULE)), "rule-text": text}
    answer = draft.studio.client().post(draft.path + RULE, sent, headers={HEADER: "rule"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.strip().startswith("<div")  # the editor alone
    told = re.sub(r"<[^>]+>|\s+", " ", " ".join(re.findall(r"cond-one.*?</p>", page, re.S)))
    assert said in told
    assert condition(draft) is None


def test_a_cycle_and_what_it_makes_wrong_elsewhere_are_said(draft):
    row, _focus = written(draft.studio, Edit(id="nature", values={"condition": None}), draft.row)
    # a computed value that another one reads
    sent = {**inputs(draft.page("element/exceptional_reason/regle/calcul/0/")), "rule-text": "exceptional_reason"}
    page = (
        draft.studio.client()
        .post(draft.path + "element/exceptional_reason/regle/calcul/0/", sent, headers={HEADER: "rule"})
        .content.decode()
    )
    assert "demandé plus loin, ou par cette question même" in page


def test_a_check_has_its_message_and_a_question_its_rules(draft):
    path = "element/email/regle/controle/0/"
    sent = {**inputs(draft.page(path)), "rule-text": 'email contient "@"', "message_fr": "", "message_en": ""}
    assert draft.post(path, sent).status_code == 422
    assert draft.post(path, {**sent, "message_fr": "Donnez une adresse."}).status_code == 302
    page = draft.page("element/email/")
    assert "Donnez une adresse." in page
    assert "contient" in page
    assert draft.page("element/email/regle/controle/1/")
    client = draft.studio.client()
    for wrong in ("element/email/regle/controle/2/", "element/email/regle/autre/0/", "element/gone/regle/affichage/0/",
                  "element/who/regle/obligation/0/", "qui-peut-demander/1/"):  # fmt: skip
        assert client.get(draft.path + wrong).status_code == 404


def test_who_may_ask_is_a_list_of_rules(draft):
    assert "Tout le monde peut demander" in draft.page("qui-peut-demander/")
    sent = {
        **inputs(draft.page("qui-peut-demander/0/")),
        "rule-text": "agreed",
        "message_fr": "Réservé.",
        "message_en": "",
    }
    assert draft.post("qui-peut-demander/0/", sent).status_code == 302
    assert draft.row.document["definition"]["form"]["eligibility"][0]["message"] == {"fr": "Réservé."}
    assert "Réservé." in draft.page("qui-peut-demander/")
    wrong = {"rule": {"===": [{"var": "gone"}, True]}, "message": {"fr": "x"}}
    written(draft.studio, SetEligibility(rules=[wrong]), draft.row)
    assert "n’existe pas ici" in draft.page("qui-peut-demander/")
    assert draft.post("qui-peut-demander/0/", {"remove": "1"}).status_code == 302
    assert "eligibility" not in draft.row.document["definition"]["form"]


def test_two_windows_two_designers_another_organisation(draft):
    studio = draft.studio
    sent = {**inputs(draft.page(RULE)), "rule-text": "exceptional"}
    assert draft.post(RULE, sent, version=draft.row.version).status_code == 302
    answer = draft.post(RULE, {**sent, "rule-text": "agreed"}, version=draft.row.version - 1)
    assert answer.status_code == 409
    assert "agreed" in answer.content.decode()  # what was typed is still there
    assert draft.post(RULE, {**sent, "rule-text": "agreed"}, who=studio.marc).status_code == 409
    assert condition(draft) == {"var": "exceptional"} or condition(draft) == {"===": [{"var": "exceptional"}, True]}
    for host in ("dunkerque.localhost", "cu-dunkerque.localhost"):
        assert studio.client(studio.luc, host).get(draft.path + RULE).status_code == 404
        assert studio.client(studio.luc, host).get(draft.path + "qui-peut-demander/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"rule-r-kind": "group", "rule-r-n": "999999999"},
        {"rule-r-kind": "operand", "rule-r-n": "3"},
        {"rule-r-kind": "group", "rule-r-n": "1", "rule-r-0-subject": "setting", "rule-r-0-op": "age_at_least"},
        {"rule-r-kind": "group", "rule-act": "remove:r-9-i-c-x-é"},
        {"rule-r-kind": "group", "rule-act": "nonsense"},
        {"rule-r-kind": "group", "rule-text": "(" * 19_000, "rule-act": "text:r"},
        {"rule-r-kind": "group", "rule-r-n": "1", "rule-r-0-kind": "written", "rule-r-0-text": "`var`([1,2])"},
        {f"rule-r{'-0' * n}-{part}": value for n in range(60) for part, value in (("kind", "group"), ("n", "1"))},
    ],
)
def test_hand_made_nonsense_is_no_error_of_ours(draft, sent):
    assert draft.post(RULE, sent).status_code in (200, 302, 422)
    answer = draft.studio.client().post(draft.path + RULE, sent, headers={HEADER: "rule"})
    assert answer.status_code == 200


def test_it_is_tried_with_imagined_answers(draft):
    sent = {**inputs(draft.page(RULE)), "rule-text": 'setting = "outside" et opens_at > 2 ou exceptional'}
    sent["rule-text"] = 'setting = "outside" et exceptional'
    page = draft.post(RULE, {**sent, "try": "1", "try-setting": "outside", "try-exceptional": "no"}).content.decode()
    told = re.sub(r"<[^>]+>|\s+", " ", page[page.index("Ce qu’elle donne") :])
    assert re.search(r"non .*Tout cela est vrai.*oui .*Où la buvette.*non .*exceptionnelle", told)
    assert condition(draft) is None


def test_statements_do_not_grow_with_questions(draft):
    with CaptureQueriesContext(connection) as few:
        draft.page(RULE)
    rule = {"or": [{"===": [{"var": "exceptional"}, True]}] * 40}
    written(draft.studio, Edit(id="email", values={"condition": rule}), draft.row)
    with CaptureQueriesContext(connection) as many:
        draft.page(RULE)
        draft.page("element/email/")
    assert len(many) <= 2 * len(few) + 2


def test_the_preview_says_why_its_questions_show(draft):
    where = "apercu/"
    client = draft.studio.client()
    page = client.get(f"{draft.path}{where}?page=event").content.decode()
    answers = re.search(r'name="answers" value="([^"]*)"', page)
    assert answers is not None
    sent = {"page": "event", "answers": answers[1], "f-setting": "sports_ground", "why": "1"}
    page = client.post(draft.path + where, sent).content.decode()
    told = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"De quelle nature est la manifestation\s*\?\s+affichée", told)
    assert "ici : Dans une enceinte sportive" in told
    assert re.search(r"pas affichée\s.*Hors d’une enceinte", told)
    assert "regle/affichage/0/" in page
    # back where one was, with what was answered
    kept = re.search(r'name="answers" value="([^"]*)"', page)
    assert kept is not None
    page = client.post(draft.path + where, {"page": "event", "answers": kept[1], "show": "1"}).content.decode()
    assert re.search(r'value="sports_ground"[^>]*checked', page)
