"""The keys of agents' pages: the list that the help shows is the list that the script does."""

import re
from collections import Counter

from parvis.kernel.ui.keys import DIGITS, ELSEWHERE, KEYS, usual
from tests.environment import ROOT

SCRIPT = ROOT.joinpath("src/parvis/kernel/ui/scripts/keyboard.js").read_text()


def test_the_script_does_each_key_of_the_list_and_no_other():
    acts = re.search(r"const ACTS = \{(.*?)\n\};", SCRIPT, re.S)
    assert acts is not None
    done = re.findall(r"^  (\w+)(?::|,)", acts[1], re.M)
    assert sorted(done) == sorted(key.does for key in KEYS)
    assert "event.key ===" not in SCRIPT  # no key beside the list


def test_no_key_is_named_twice_and_all_but_chords_are_single_characters():
    assert max(Counter(key.pressed for key in KEYS).values()) == 1
    assert all(key.single or key.pressed == "Escape" or key.pressed.startswith("Ctrl+") for key in KEYS)


def test_every_key_of_an_element_stands_on_the_page_where_keys_are_changed():
    named = set()
    for template in ROOT.glob("src/parvis/*/templates/**/*.html"):
        if template.parent.name in ("components", "demo"):
            continue
        text = template.read_text()
        named |= set(re.findall(r'data-key(?:="|": ")([^"{]+)"', text))
        named |= set(re.findall(r'(?<![\w-])key="([^"{])"', text))
    named |= set(
        re.findall(r'data-key="(.)"', ROOT.joinpath("src/parvis/kernel/templates/components/files.html").read_text())
    )
    of_the_script = {key.pressed for key in KEYS}
    assert named - of_the_script == {pressed for pressed, _words in ELSEWHERE}
    assert len(usual()) == len(ELSEWHERE) + sum(key.single for key in KEYS)
    assert not set(usual()) & set(DIGITS)
