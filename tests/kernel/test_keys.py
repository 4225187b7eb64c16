"""The keys of agents' pages: the list that the help shows is the list that the script does."""

import re
from collections import Counter

from parvis.kernel.ui.keys import KEYS
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
