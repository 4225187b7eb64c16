"""What every template and French sentence must respect: the strict policy, our own look, translations, typography."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template.loader import get_template

from parvis.kernel import i18n
from parvis.kernel.ui import assets
from tests.environment import ROOT

SOURCE = ROOT / "src" / "parvis"
TEMPLATES = sorted(path for path in SOURCE.glob("*/templates/**/*") if path.suffix in (".html", ".txt"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
MODULES = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
#: Mail readers take styles from the head alone, and no policy binds them.
MAY_HOLD_STYLES = {"layouts/email.html"}
#: What the shell offers to the modules that send mails.
OFFERED = {"layouts/email.html", "layouts/email.txt"}
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style sheet in the page": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an address with javascript:": re.compile(r"javascript:", re.I),
    # The DSFR's terms forbid it to local authorities; the crown and GDS Transport are the British government's.
    "the State's design system": re.compile(r"dsfr|marianne\b|[\"' ]fr-[a-z]+", re.I),
    "the British crown or font": re.compile(r"govuk-crest|govuk-crown|GDS Transport|govuk-header__logotype", re.I),
    "something from elsewhere": re.compile(r"(?:\ssrc|<link[^>]*\shref|\saction)\s*=\s*[\"'](?:https?:)?//", re.I),
}


def logical(path: Path) -> str:
    """The name under which the engine knows a template."""
    return path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=logical)
def test_no_template_breaks_the_policy_or_borrows_a_look(path):
    text = path.read_text()
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    if logical(path) in MAY_HOLD_STYLES:
        found.remove("a style sheet in the page")
    assert not found, f"{logical(path)} holds {found}"


@pytest.mark.parametrize("path", TEMPLATES, ids=logical)
def test_templates_are_read_by_their_engine(path):
    get_template(logical(path))


def test_every_template_is_used():
    """By its name, in a module's Python (maybe with a part filled in) or in another template; or it takes the place of
    a third party's."""
    texts = {
        path: path.read_text()
        for path in [*TEMPLATES, *SOURCE.rglob("*.py")]
        if path.suffix in (".html", ".txt", ".py")
    }
    filled_in = [
        re.compile(re.sub(r"\\\{.*?\\\}", "[a-z0-9_.-]+", re.escape(name)))
        for path, text in texts.items()
        if path.suffix == ".py"
        for name in re.findall(r'f"([\w/-]+/[^"]*\{[^"]*\.(?:html|txt))"', text)
    ]
    unused = []
    for path in TEMPLATES:
        name = logical(path)
        used = any(f'"{name}"' in text or f"'{name}'" in text for other, text in texts.items() if other != path)
        used = used or any(pattern.fullmatch(name) for pattern in filled_in)
        module, _, mail = name.partition("/email/")  # `notifications.send(template="cases/received")`
        used = used or bool(mail) and any(f'"{module}/{mail.rpartition(".")[0]}"' in text for text in texts.values())
        if not used and name not in OFFERED and not _replaces_a_third_partys(name):
            unused.append(name)
    assert not unused, unused


def _replaces_a_third_partys(name: str) -> bool:
    import allauth

    return (Path(str(allauth.__file__)).parent / "templates" / name).exists()


def test_every_class_of_ours_is_in_a_sheet():
    sheets = "".join((assets.FILES / assets.built(name)).read_text() for name in ("resident.css", "agent.css"))
    known = set(re.findall(r"\.(pv-[a-z_-]+)", sheets))
    unknown = {
        f"{logical(path)}: {name}"
        for path in PAGES
        for attribute in re.findall(r'class="([^"]*)"', re.sub(r"\{[{%].*?[%}]\}", " ", path.read_text()))
        for name in attribute.split()
        if name.startswith("pv-") and not name.endswith(("-", "_")) and name not in known
    }
    assert not unknown, unknown


def test_the_sheets_show_nothing_that_is_not_ours():
    for name in ("resident.css", "agent.css"):
        sheet = (assets.FILES / assets.built(name)).read_text()
        assert not re.search(r"crest|crown|GDS Transport|marianne|https?:", sheet, re.I), name
        assert set(re.findall(r"url\(([^)]+)\)", sheet)) == {
            assets.built("latin.woff2"),
            assets.built("latin-ext.woff2"),
        }


# ── Words


@pytest.fixture(scope="module")
def findings() -> list[i18n.Finding]:
    return i18n.check()


@pytest.mark.parametrize("module", MODULES)
def test_every_message_is_translated(module, findings):
    missing = [str(finding) for finding in findings if finding.module == module]
    assert not missing, "\n".join(missing)


NBSP, NARROW = "\u00a0", "\u202f"
TYPOGRAPHY = {
    "a narrow no-break space before ? ! ;": re.compile(rf"(?<![{NARROW}?!&(«/=])(?<!«{NBSP})[?!;](?![\w=/&])"),
    "a no-break space before a colon": re.compile(rf"(?<![{NBSP}\d]):(?=\s|$)"),
    "no-break spaces inside « »": re.compile(rf"«(?!{NBSP})|(?<!{NBSP})»"),
    "the typographic apostrophe ’": re.compile(r"(?<=[^\W\d])'(?=[^\W\d])"),
    "one character … for three dots": re.compile(r"\.\.\."),
    "« » rather than “ ” or straight quotes": re.compile(r"[“”]|(?<![=\w])\"(?=\w)"),
}


def faults(text: str) -> list[str]:
    """What a French sentence gets wrong. Markup, placeholders and addresses do not count."""
    bare = re.sub(r"<[^>]*>|%\([a-z_]+\)[sd]|https?://\S+|\{[a-z_]*\}|&[a-z]+;", "x", text)
    return [rule for rule, pattern in TYPOGRAPHY.items() if pattern.search(bare)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (f"Que souhaitez-vous faire{NARROW}?", True),
        ("Que souhaitez-vous faire ?", False),
        ("Que souhaitez-vous faire?", False),
        (f"Délai promis{NBSP}: 10 jours", True),
        ("Délai promis : 10 jours", False),
        (f"«{NBSP}Bonjour{NBSP}»", True),
        ("« Bonjour »", False),
        ("l'arrêté", False),
        ("l’arrêté", True),
        ("Patientez...", False),
        ('Voir <a href="/a?b=1;c">la page</a>', True),
        (f"Erreur{NBSP}:", True),
        ("Erreur %(status)s", True),
        ("https://exemple.fr/?a=1", True),
    ],
)
def test_the_rules_of_typography_know_right_from_wrong(text, right):
    assert (faults(text) == []) is right


def _sentences(module: str) -> Iterator[tuple[str, str]]:
    """Every French sentence of a module: its catalogue, and the bilingual texts of its definitions."""
    for path in (SOURCE / module).glob("locale/fr/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            for entry in read_po(file, locale="fr"):
                if entry.id:
                    for text in entry.string if isinstance(entry.string, tuple | list) else [entry.string]:
                        yield f"{path.name}: {entry.id}", text
    for path in (SOURCE / module).rglob("*.json"):
        if "dist" not in path.parts:
            for text in _french(json.loads(path.read_text())):
                yield path.name, text


def _french(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("fr"), str) and "en" in value:
            yield value["fr"]
        for inner in value.values():
            yield from _french(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _french(inner)


@pytest.mark.parametrize("module", MODULES)
def test_french_is_typeset(module):
    wrong = [f"{where}: {text!r} lacks {rules}" for where, text in _sentences(module) if (rules := faults(text))]
    assert not wrong, "\n".join(wrong)
