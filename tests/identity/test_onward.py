"""Where somebody was going is kept by their browser: signed, of this host, without what opens a session."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from parvis.identity import onward


def kept(path: str, tamper=lambda value: value) -> str:
    response = HttpResponse()
    onward.remember(response, path)
    if onward.COOKIE not in response.cookies:
        return ""
    request = RequestFactory().get("/")
    request.COOKIES[onward.COOKIE] = tamper(response.cookies[onward.COOKIE].value)
    return onward.remembered(request)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/demandes/", "/demandes/"),
        ("/connexion/vers-le-site/?site=1&state=" + "a" * 64 + "&next=%2Fdemandes%2F",
         "/connexion/vers-le-site/?site=1&next=%2Fdemandes%2F"),
        ("", ""),
        ("https://elsewhere.example/", ""),
        ("//elsewhere.example/", ""),
        ("/" + "x" * 2000, ""),
    ],
)  # fmt: skip
def test_a_path_of_this_host_alone_is_kept(path, found):
    assert kept(path) == found


def test_what_was_altered_leads_nowhere():
    assert kept("/demandes/", tamper=lambda value: "x" + value) == ""
    assert onward.remembered(RequestFactory().get("/")) == ""
