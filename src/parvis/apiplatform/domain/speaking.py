"""Which language a caller reads: French, unless Accept-Language likes English better. No cookie has a say."""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def language(request: HttpRequest) -> str:
    """ "fr" or "en"."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        if code.startswith("en"):
            return "en"
        if code.startswith("fr"):
            return "fr"
    return "fr"
