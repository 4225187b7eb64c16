"""Telephone numbers of administrations: checked, kept with their link, shown in national form."""

import re

#: the numbering plans of the overseas départements and collectivities, by code of département
_REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_NO_BREAK = "\u00a0"


class NotAPhone(ValueError):
    """The text is no telephone number that can be called from France."""


def read(text: str, county: str = "") -> tuple[str, str]:
    """(shown, link) of a number: ("03 28 59 12 34", "+33328591234"), ("30 13", "3013").

    county: code of the département, for the overseas numbering plans. The spaces shown don't break.
    Raises NotAPhone.
    """
    digits = re.sub(r"[\s.\-()]", "", text)
    # Four-digit numbers of public services (decision 2018-0881 of Arcep, "numéros courts" in 3BPQ and 1X).
    if re.fullmatch(r"(3\d|10)\d\d", digits):
        return f"{digits[:2]}{_NO_BREAK}{digits[2:]}", digits
    import phonenumbers  # 3 MB that a web process does without: numbers are read when a contact is set

    try:
        number = phonenumbers.parse(text, _REGIONS.get(county, "FR"))
    except phonenumbers.NumberParseException as error:
        raise NotAPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(text)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    if number.country_code == 33 or len(re.sub(r"\D", "", shown)) == 10:
        plain = re.sub(r"\D", "", shown)
        shown = " ".join(plain[start : start + 2] for start in range(0, len(plain), 2))
    link = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return shown.replace(" ", _NO_BREAK), link
