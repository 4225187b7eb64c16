"""Residents who ask for a temporary bar and supervisors who decide, without JavaScript, as stubborn as people are."""

import datetime as dt
import queue
import random
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import unescape

import httpx

from tests.faults.staff import PASSWORD
from tests.faults.traffic import Browser, Traffic
from tests.visitor import Visitor
from tests.waiting import until

#: Seconds that somebody goes on trying: longer than any outage may last.
PATIENCE = 120.0
_RECEIPT = re.compile(r"/demandes/([A-Z0-9-]+)/recu/")
_DRAFT = re.compile(r"/brouillons/([0-9a-f-]{36})/")
_MOVES = re.compile(r"/suite/([a-z_]+)/")
_LIMIT_MET = "Le plafond annuel est atteint"
_HAND_OVER = re.compile(r'href="([^"]*/connexion/retour/[^"]*)"')
#: `ARR-2026-0042` within the card of the decision
_DECISION = re.compile(r"<h2[^>]*>\s*Décision\s*</h2>.*?</p>", re.DOTALL)
_NUMBER = re.compile(r"\b([A-Z]{1,6}-20\d\d-\d{4,})\b")


@dataclass(frozen=True)
class Receipt:
    """What a resident was told: this is your reference."""

    site: str
    reference: str
    draft_id: str
    email: str


@dataclass(frozen=True)
class Ruling:
    """What a supervisor was shown: this was decided, under that number ("" for a closing)."""

    site: str
    reference: str
    number: str
    asked: str


@dataclass
class Notebook:
    """What everybody was told, and no more: the product must agree with every line of it."""

    receipts: list[Receipt] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    #: drafts whose resident gave up after a cut: they may have been sent, or not
    abandoned: list[str] = field(default_factory=list)
    limits_met: int = 0
    conflicts_met: int = 0
    troubles: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged(self) -> int:
        return len(self.receipts) + len(self.rulings)


class Stubborn(Visitor):
    """Somebody who goes back to the page and tries again until an answer comes that is no failure."""

    def once(self, act: Callable[[], httpx.Response]) -> httpx.Response | None:
        """Try; None, and back on the page where they were, if nothing came of it."""
        before = self.page
        try:
            answer = act()
        except httpx.TransportError:
            answer = None
        if answer is None or answer.status_code >= 500:
            self.page = before
            return None
        return answer

    def insist(self, act: Callable[[], httpx.Response], what: str) -> httpx.Response:
        """Try until it works. Fails after `PATIENCE`."""
        answers: list[httpx.Response] = []

        def tried() -> bool:
            answer = self.once(act)
            answers.extend([answer] if answer else [])
            return bool(answers)

        until(tried, PATIENCE, what=f"for {what}")
        return answers[0]


class Resident:
    """One request for a temporary bar, from the start page to the receipt."""

    def __init__(self, site: str, base: str, number: int, seed: int, traffic: Traffic, associations: int) -> None:
        self.site, self.number, self.random = site, number, random.Random(seed)
        self.traffic = traffic
        self.visitor = Stubborn(base, client=Browser(traffic))
        self.email = f"asker-{number}@example.fr"
        opens = dt.date.today() + dt.timedelta(days=self.random.randint(20, 60))
        association = self.random.randrange(associations)
        self.answers: dict[str, str | list[str]] = {
            "f-association-name": f"Les Amis n° {association}",
            "f-association-rna": f"W59{association:07}",
            "f-agreed": "no",
            "f-event_name": f"Fête {number}",
            "f-setting": "outside",
            # Half of them fall under the yearly limit.
            "f-occasion": self.random.choice(["own_event", "public_feast"]),
            "f-place": "Place Jean-Bart",
            **_moment("f-opens_at", opens, "18:00"),
            **_moment("f-closes_at", opens, "23:30"),
            "f-groups": ["1", "3"],
            "f-responsible-first_names": "Jean",
            "f-responsible-family_name": "Deswarte",
            "f-capacity": "Trésorier",
            "f-email": self.email,
            "f-phone": "06 12 34 56 78",
        }

    def ask(self, book: Notebook) -> Receipt | None:
        """Fill in and send; None if they gave up after a cut."""
        try:
            self.visitor.insist(lambda: self.visitor.get("/demarches/buvette-temporaire/"), "the start page")
            self.visitor.insist(lambda: self.visitor.send(), "the first page")
            for _ in range(60):
                page = self._page()
                found = _RECEIPT.search(page.url.path)
                if found:
                    return self._receipt(found[1], page, book)
                if "/page/" in page.url.path:
                    page = self.visitor.insist(
                        lambda: self.visitor.send(self.answers, having="version"), "a page of the form"
                    )
                    assert page.status_code < 400, f"refused: {page.url} {page.text}"
                elif not self._send(book):
                    return None
            raise AssertionError(f"{self.email} never arrived: {self._page().url}")
        finally:
            self.visitor.client.close()

    def _page(self) -> httpx.Response:
        assert self.visitor.page is not None
        return self.visitor.page

    def _draft(self) -> str:
        found = _DRAFT.search(self._page().url.path)
        assert found, self._page().url
        self.draft_id = found[1]
        return found[1]

    def _receipt(self, reference: str, page: httpx.Response, book: Notebook) -> Receipt:
        assert page.status_code == 200, page.text
        assert reference in page.text
        told = Receipt(self.site, reference, self.draft_id, self.email)
        with book.lock:
            book.receipts.append(told)
        return told

    def _send(self, book: Notebook) -> bool:
        """Send as people do: once, or by a double click; after a cut, again, or back to the page, or not at all."""
        draft_id, check = self._draft(), self._page().url
        if self.random.random() < 0.15:
            self._double_click()
            return True
        for _ in range(60):
            if self.visitor.once(self.visitor.send):
                return True
            chance = self.random.random()
            if chance < 0.05:
                with book.lock:
                    book.abandoned.append(draft_id)
                return False
            if chance < 0.5:
                # Back to the page: of a draft that was sent, it is the receipt.
                self.visitor.insist(lambda: self.visitor.get(str(check)), "the answers")
                if self._page().url.path != check.path:
                    return True
            else:
                self.visitor.insist(lambda: self.visitor.send(), "the submission, once more")
                return True
        raise AssertionError(f"{self.email} could not send")

    def _double_click(self) -> None:
        with ThreadPoolExecutor(2) as hands:
            clicks = []
            for _ in range(2):
                twin = Stubborn(str(self.visitor.client.base_url), client=Browser(self.traffic))
                twin.client.cookies.update(self.visitor.client.cookies)
                twin.page = self.visitor.page
                clicks.append((twin, hands.submit(twin.insist, twin.send, "one of two clicks")))
            for _twin, click in clicks:
                click.result()
        assert clicks[0][0].page is not None
        assert clicks[1][0].page is not None
        assert clicks[0][0].page.url == clicks[1][0].page.url, "two clicks, two receipts"
        self.visitor.client.cookies.update(clicks[1][0].client.cookies)
        self.visitor.page = clicks[1][0].page
        for twin, _ in clicks:
            twin.client.close()


def _moment(name: str, day: dt.date, time: str) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
        f"{name}-time": time,
    }


class Supervisor:
    """Decides what lies in the tray, over the agents' pages."""

    def __init__(self, site: str, base: str, email: str, seed: int, traffic: Traffic) -> None:
        self.site, self.email, self.random = site, email, random.Random(seed)
        self.visitor = Stubborn(base, client=Browser(traffic))

    def work(self, tray: "queue.Queue[Receipt | None]", book: Notebook) -> None:
        """Decide until the tray holds None."""
        for told in iter(tray.get, None):
            ruling = self.decide(told.reference)
            with book.lock:
                book.rulings.append(ruling)
                book.limits_met += self.limits_met
                book.conflicts_met += self.conflicts_met

    def decide(self, reference: str) -> Ruling:
        self.limits_met = self.conflicts_met = 0
        address = f"/agents/dossiers/{reference}/"
        wish = self.random.choices(["accept", "refuse", "close"], [6, 3, 1])[0]
        for _ in range(60):
            page = self._open(address)
            offered = set(_MOVES.findall(page.text))
            shown = _DECISION.search(page.text)
            if shown:
                number = _NUMBER.search(shown[0])
                return Ruling(self.site, reference, number[1] if number else "", wish)
            move = "take" if "take" in offered else wish
            page = self._open(f"{address}suite/{move}/")
            if page.url.path == address:
                continue  # a colleague was quicker
            words = self._words(wish)
            answer = self.visitor.insist(partial(self.visitor.send, words, having="version"), f"to {move}")
            if answer.status_code == 409 and move == "accept" and _LIMIT_MET in answer.text:
                self.limits_met += 1
                wish = "refuse"
            elif answer.status_code == 409:
                self.conflicts_met += 1
            else:
                assert answer.status_code == 200, f"{move}: {answer.status_code} {answer.text}"
        raise AssertionError(f"{self.email} could not decide {reference}")

    def _words(self, wish: str) -> dict[str, str | list[str]]:
        if wish == "refuse":
            return {"reason": "Le nombre d’autorisations est atteint.", "grounds": self._grounds()}
        return {"reason": "Rien ne s’y oppose." if wish == "accept" else "Demande sans objet."}

    def _grounds(self) -> list[str]:
        boxes = [found.value for found in self.visitor.form("version").inputs if found.name == "grounds"]
        return boxes[:1]

    def _open(self, address: str) -> httpx.Response:
        page = self.visitor.insist(lambda: self.visitor.get(address), address)
        for _ in range(20):
            if page.url.path.startswith("/agents/"):
                return page
            handed_over = _HAND_OVER.search(page.text)
            if handed_over:
                page = self.visitor.insist(partial(self.visitor.get, unescape(handed_over[1])), "the hand-over")
                continue
            try:
                self.visitor.form("password")
            except LookupError:
                page = self.visitor.insist(lambda: self.visitor.get(address), address)
                continue
            answers = {"login": self.email, "password": PASSWORD}
            page = self.visitor.insist(partial(self.visitor.send, answers, having="password"), "to sign in")
        raise AssertionError(f"{self.email} cannot sign in: {page.url}\n{page.text}")
