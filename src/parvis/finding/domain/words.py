"""The words of a text and of a question, by one reading, so that whatever a case says is found as it was written.

Pure. What people write in several ways becomes one word: no accents, no capitals, œ as oe; a date, a telephone number,
a plate, a reference are joined (`20260504`, `0612345678`, `ab123cd`, `dk264f7k2h`) and kept in parts as well.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from parvis.cases.api import NotAReference, reference_key

LONGEST = 60
"""Characters of a word that are kept; a question is cut alike, so that a longer one is still found."""
MOST = 3000
"""Different words of a case that are kept: those that come first (reference, title, answers, then messages)."""
READ = 200_000
"""Characters of a case that are read."""
ASKED = 300
"""Characters of a question that are read."""
CLAUSES = 12
"""Parts of a question that are asked for; what comes after narrows no more."""

_SMALL = (
    "a au aux avec ce ces cet cette d dans de des du elle elles en est et eux il ils j je l la le les leur leurs lui m "
    "ma mais me mes moi mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses si son sont sur t ta te tes "
    "toi ton tu un une vos votre vous y the of and or to in is for"
)
STOP = frozenset(_SMALL.split())
"""Words that say nothing beside others. In the words of a case they stay: "Le" and "La" are names, too."""
_ALIKE = {"st": "saint", "saint": "st", "ste": "sainte", "sainte": "ste", "bd": "boulevard", "av": "avenue"}
"""What goes with a word in the index, so that either is found by the other."""
_FRENCH = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_ENGLISH = "january february march april may june july august september october november december"
_MONTHS = (_FRENCH.split(), _ENGLISH.split())
_MONTH = {name: number for names in _MONTHS for number, name in enumerate(names, 1)}
_LIGATURES = str.maketrans({
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
    "ł": "l", "Ł": "L", "ı": "i", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": None, "\u200b": None, "\u200d": None,
})  # fmt: skip
_ELIDED = frozenset({"d", "l", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "presqu"})

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_KNOWN = re.compile(
    "|".join(
        (
            r"(?P<email>[a-z0-9_][a-z0-9_.+-]{0,63}@[a-z0-9][a-z0-9.-]{0,100}[a-z0-9])",
            rf"{_B}(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?![-\d])",
            rf"{_B}(?P<day>\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}}))(?![./-]?\d)",
            rf"{_B}(?P<named>\d{{1,2}}(?:er)?\s+(?:{'|'.join(_MONTH)})\s+\d{{4}}){_E}",
            r"(?<![a-z0-9+])(?P<phone>(?:(?:\+|00)33[\s.-]*(?:\(0\)[\s.-]*)?|0)[1-9](?:[\s.-]*\d{2}){4})(?!\d)",
            r"(?<![a-z0-9])(?P<abroad>\+\d[\d\s.()-]{5,18}\d)(?!\d)",
            rf"{_B}(?P<plate>[a-z]{{2}}[\s-]?\d{{3}}[\s-]?[a-z]{{2}}){_E}",
            rf"{_B}(?P<reference>(?:[a-z][a-z0-9]|[0-9][a-z])[\s-]?[0-9oil]{{2}}[\s-]?[a-z0-9]{{5}}[\s-]?[a-z0-9]){_E}",
            rf"{_B}(?P<iban>[a-z]{{2}}\d{{2}}(?:\s?[a-z0-9]{{4}}){{2,7}}(?:\s?[a-z0-9]{{1,3}})?){_E}",
            _PLAIN := r"(?<!\d)(?P<digits>\d{1,9}(?:[\s.]\d{2,9})+)(?!\d)|(?P<chunk>[^\W_]+(?:[-'.·][^\W_]+)*)",
        )
    )
)
_REST = re.compile(_PLAIN)
_WORD = re.compile(r"[^\W_]+")
_NOT_DIGIT = re.compile(r"\D+")
_NOT_WORD = re.compile(r"[\W_]+")
_ODD = re.compile("[\0\ud800-\udfff]")
_LOOKALIKES = str.maketrans("oilu", "011v")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is asked for; `start`: words that begin with it will do."""

    word: str
    start: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a question: one of its readings, all the terms of which a case must hold. said: as it was typed."""

    said: str
    readings: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that a text says.

    kept: the words that the index keeps of it. readings: how it is looked for, each as words all of which are needed.
    exact: it is whole, not the start of something longer.
    """

    said: str
    kept: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    exact: bool = False


def fold(text: str) -> str:
    """Lower case without accents, ligatures in letters, one kind of apostrophe and of hyphen. Any text will do."""
    small = unicodedata.normalize("NFKD", _ODD.sub(" ", text).translate(_LIGATURES)).lower()
    plain = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_LIGATURES)


def kept(text: str) -> tuple[str, ...]:
    """What is kept of one text, in order: its words, each of at most `LONGEST` characters, and what goes with them."""
    found: dict[str, None] = {}
    for piece in _pieces(fold(text)):
        for word in piece.kept:
            if len(word) > 1 or word.isdigit():
                found[word[:LONGEST]] = None
                if word in _ALIKE:
                    found[_ALIKE[word]] = None
    return tuple(found)


def words_of(
    texts: Iterable[str], references: Iterable[str] = (), read: Callable[[str], tuple[str, ...]] = kept
) -> tuple[str, ...]:
    """The different words of texts, sorted, at most `MOST` of them, each of at most `LONGEST` characters.

    references: keys of references (`DK264F7K2H`), of which the part without the organisation and year is one as well.
    read: `kept`, or the same with a memory.
    """
    found: dict[str, None] = {}
    for key in references:
        found[key.lower()] = found[key.lower()[4:]] = None
    left = READ
    for text in texts:
        if len(found) >= MOST or left <= 0:
            break
        found.update(dict.fromkeys(read(text[:left])))
        left -= len(text)
    return tuple(sorted(list(found)[:MOST]))


def clauses_of(question: str) -> tuple[Clause, ...]:
    """What a question asks for, all of it at once; () if it says nothing. Any text will do.

    Words of one letter and words that say nothing count only where nothing else was typed.
    """
    found: list[Clause] = []
    said_nothing: list[Clause] = []
    for piece in _pieces(fold(question[:ASKED])):
        clause = _clause(piece)
        if clause is not None and clause not in found:
            (said_nothing if piece.said in STOP else found).append(clause)
    return tuple((found or said_nothing)[:CLAUSES])


def holds(words: Iterable[str], clauses: Iterable[Clause]) -> bool:
    """Whether a case of these words answers, before stems and typos: what the index is compared with in tests."""
    kept = set(words)

    def has(term: Term) -> bool:
        return term.word in kept or (term.start and any(word.startswith(term.word) for word in kept))

    return all(any(all(has(term) for term in reading) for reading in clause.readings) for clause in clauses)


def _clause(piece: _Piece) -> Clause | None:
    readings: dict[tuple[Term, ...], None] = {}
    for words in piece.readings:
        worth = [word for word in words if len(word) > 1 or word.isdigit()]
        if not any(map(_has_figures, worth)):  # "ce" is a word of a plate
            worth = [word for word in worth if word not in STOP] or worth
        if worth:
            readings[tuple(Term(word[:LONGEST], False) if piece.exact else _term(word) for word in worth)] = None
    return Clause(piece.said.strip(), tuple(readings)) if readings else None


def _has_figures(word: str) -> bool:
    return any(map(str.isdigit, word))


def _term(word: str) -> Term:
    # The start of a number of one or two figures would be half of all numbers.
    return Term(word[:LONGEST], len(word) > 2 if word.isdigit() else len(word) > 1)


def _pieces(text: str) -> Iterator[_Piece]:
    """What a folded text says, in order."""
    at = 0
    while found := _KNOWN.search(text, at):
        kind = str(found.lastgroup)
        said = found.group(kind)
        piece = _READERS[kind](said)
        if piece is None:  # it looks like one and is none
            found = _REST.match(text, found.start())
            if found is None:
                at += 1
                continue
            kind = str(found.lastgroup)
            piece = _READERS[kind](found.group())
        if piece is not None:
            yield piece
        at = found.end()


def _whole(said: str, joined: str, *, exact: bool = False, kept: tuple[str, ...] = ()) -> _Piece:
    return _Piece(said, (joined, *kept), ((joined,),), exact)


def _chunk(said: str) -> _Piece:
    parts = tuple(_WORD.findall(said))
    joined = "".join(parts)
    if len(parts) > 1 and "'" in said and parts[0] in _ELIDED:
        # l'école is a school; N'Diaye is found as ndiaye all the same
        return _Piece(said, (joined, *parts), (parts,))
    readings = ((joined,), parts) if len(parts) > 1 else (parts,)
    return _Piece(said, (joined, *parts), (*readings, *_as_reference(joined)))


def _as_reference(joined: str) -> tuple[tuple[str], ...]:
    """The start of a reference, or its part without the organisation, as it is kept: O is 0, I and L are 1."""
    if not 4 <= len(joined) <= 10 or not joined.isascii() or joined.isdigit() or joined.isalpha():
        return ()
    key = joined.translate(_LOOKALIKES)
    return ((key,),) if key != joined else ()


def _email(said: str) -> _Piece:
    return _whole(said, said, kept=tuple(_WORD.findall(said)))


def _date(year: int, month: int, day: int, said: str) -> _Piece | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    kept = (_MONTHS[0][month - 1], f"{year:04}", str(day))
    return _whole(said, f"{year:04}{month:02}{day:02}", exact=True, kept=kept)


def _iso(said: str) -> _Piece | None:
    year, month, day = map(int, said.split("-"))
    return _date(year, month, day, said)


def _day(said: str) -> _Piece | None:
    day, month, year = re.split(r"[/.-]", said)
    century = "" if len(year) == 4 else ("20" if int(year) < 50 else "19")
    return _date(int(century + year), int(month), int(day), said)


def _named(said: str) -> _Piece | None:
    day, month, year = said.split()
    return _date(int(year), _MONTH[month], int(day.removesuffix("er")), said)


def _phone(said: str) -> _Piece:
    return _whole(said, "0" + _NOT_DIGIT.sub("", said)[-9:])


def _abroad(said: str) -> _Piece:
    return _whole(said, _NOT_DIGIT.sub("", said))


def _plate(said: str) -> _Piece:
    return _several(said, _NOT_WORD.sub("", said))


def _several(said: str, joined: str) -> _Piece:
    parts = tuple(_WORD.findall(said))
    return _Piece(said, (joined, *parts), ((joined,), parts))


def _reference(said: str) -> _Piece | None:
    try:
        return _several(said, reference_key(said).lower())
    except NotAReference:
        return None


def _iban(said: str) -> _Piece | None:
    joined = _NOT_WORD.sub("", said)
    return _several(said, joined) if sum(map(str.isdigit, joined)) >= 8 else None


def _digits(said: str) -> _Piece:
    return _several(said, _NOT_DIGIT.sub("", said))


_READERS = {
    "email": _email,
    "iso": _iso,
    "day": _day,
    "named": _named,
    "phone": _phone,
    "abroad": _abroad,
    "plate": _plate,
    "reference": _reference,
    "iban": _iban,
    "digits": _digits,
    "chunk": _chunk,
}
