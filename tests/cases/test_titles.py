"""What a case is called in lists."""

import pytest

from parvis.cases.domain.answers import title_of


@pytest.mark.parametrize(
    ("paths", "title"),
    [
        (("child.first_names", "child.birth_name"), "Zoé Deswarte"),
        (("association.name", "event"), "Les Amis – Bal"),
        (("holder", "plate"), "AB-123-CD"),
        (("child.birth_name", "parent.birth_name"), "Deswarte – Benali"),
        (("nothing",), ""),
    ],
)
def test_parts_of_one_answer_are_one_name(paths, title):
    answers = {
        "child": {"first_names": "Zoé", "birth_name": "Deswarte"},
        "parent": {"birth_name": "Benali"},
        "association": {"name": "Les Amis"},
        "event": "Bal",
        "plate": "AB-123-CD",
    }
    assert title_of(answers, paths) == title


def test_it_fits_into_its_column():
    assert len(title_of({"name": "x" * 900}, ("name",))) == 300
