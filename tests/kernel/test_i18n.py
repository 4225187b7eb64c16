"""Translations: compiled when they changed, and compared with what the sources ask for."""

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError
from django.utils import dates
from django.utils.translation import override

from parvis.kernel import i18n

_PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Your requests"
msgstr "Vos demandes"

msgid "Forgotten"
msgstr ""

msgid "Asked by nobody"
msgstr "Personne"

msgid "%(n)s request"
msgid_plural "%(n)s requests"
msgstr[0] "%(n)s demande"
msgstr[1] "%(n)s demandes"
"""
_PYTHON = """
from django.utils.translation import gettext as _, ngettext
_("Your requests"); _("Forgotten"); _("New")
ngettext("%(n)s request", "%(n)s requests", 2)
"""
_PAGE = "<h1>{{ _('Your requests') }}</h1>{% trans %}In\n  a block{% endtrans %}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    module = tmp_path / "cases"
    (module / "locale/fr/LC_MESSAGES").mkdir(parents=True)
    (module / "templates/cases").mkdir(parents=True)
    (module / "__init__.py").write_text(_PYTHON)
    (module / "templates/cases/list.html").write_text(_PAGE)
    (module / "locale/fr/LC_MESSAGES/django.po").write_text(_PO)
    return tmp_path


def test_a_catalogue_is_compiled_once_per_change(root: Path) -> None:
    (made,) = i18n.compile_all(root)
    with made.open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Your requests") == "Vos demandes"
    assert french.ngettext("%(n)s request", "%(n)s requests", 2) == "%(n)s demandes"
    assert i18n.compile_all(root) == []
    source = i18n.catalogues(root)[0]
    later = made.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert i18n.compile_all(root) == [made]


def test_differences_are_found(root: Path) -> None:
    assert {(finding.message, finding.kind) for finding in i18n.check(root)} == {
        ("Asked by nobody", "asked for nowhere"),
        ("Forgotten", "empty or fuzzy"),
        ("New", "not translated"),
        ("In a block", "not translated"),
    }


def test_two_translations_of_one_message_are_found(root: Path) -> None:
    other = root / "identity"
    (other / "locale/fr/LC_MESSAGES").mkdir(parents=True)
    (other / "__init__.py").write_text("")
    (other / "locale/fr/LC_MESSAGES/django.po").write_text(_PO.replace("Vos demandes", "Vos requêtes"))
    found = [finding for finding in i18n.check(root) if finding.kind == "translated in two ways"]
    assert [(finding.module, finding.message) for finding in found] == [("identity", "Your requests")]


def test_a_translation_with_other_values_than_its_message_is_found(root: Path) -> None:
    path = i18n.catalogues(root)[0]
    path.write_text(path.read_text().replace("Vos demandes", "Vos demandes d’ici le %(day)s"))
    found = [finding.message for finding in i18n.check(root) if finding.kind == "shows values that it is not given"]
    assert found == ["Your requests"]


def test_a_broken_catalogue_is_refused(root: Path) -> None:
    i18n.catalogues(root)[0].write_text('msgid "a"\nmsgstr "b"\nnonsense')
    with pytest.raises(PoFileError):
        i18n.compile_all(root)


def test_no_word_of_ours_takes_the_place_of_a_month_or_a_day():
    """Catalogues are merged: "May" as a verb in one of ours made every 4 May a "4 peut"."""
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    with override("fr"):
        assert [str(dates.MONTHS[number]).lower() for number in range(1, 13)] == months
        assert [str(dates.WEEKDAYS[number]).lower() for number in range(7)] == days
