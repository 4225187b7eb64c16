"""Processes are killed at random while people submit and decide; afterwards the books are compared.

`PARVIS_FAULTS` says how many requests are sent and decided (200; `make test-faults`: 2,000), `PARVIS_FAULTS_SEED` which
run of chance is played again.
"""

import json
import os
import queue
import random
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.environment import ROOT, VAR
from tests.faults.inquest import Inquest
from tests.faults.killer import Killer
from tests.faults.people import Notebook, Receipt, Resident, Supervisor
from tests.faults.traffic import Fate, Traffic
from tests.installation import Installation
from tests.waiting import until

COUNT = int(os.environ.get("PARVIS_FAULTS") or 200)
SEED = int(os.environ.get("PARVIS_FAULTS_SEED") or random.SystemRandom().randrange(1_000_000))
SITES = ("dunkerque", "gravelines")
#: What the run said, also where the tests' output is captured.
REPORT = VAR / "faults.txt"
#: Residents who fill in at the same time.
RESIDENTS = 6
#: Few enough for some of them to reach their yearly limit.
ASSOCIATIONS = max(1, COUNT // 100)
#: One blow for so many acknowledgements.
EVERY = 20


def _hire(installation: Installation) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.staff", *SITES],
        env=installation.environment | {"PARVIS_DB_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "parvis.config.settings"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    hired: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return hired


class Town:
    """Everybody at work: residents who send, supervisors who decide."""

    def __init__(self, installation: Installation, seed: int) -> None:
        self.installation, self.random = installation, random.Random(seed)
        self.traffic, self.book = Traffic(), Notebook()
        self.trays: dict[str, queue.Queue[Receipt | None]] = {site: queue.Queue() for site in SITES}
        self.numbers = iter(range(1, 10 * COUNT))
        self.lock = threading.Lock()

    def resident(self) -> None:
        """Send requests until there are enough receipts."""
        while True:
            with self.lock:
                if len(self.book.receipts) + self.asking >= COUNT:
                    return
                self.asking += 1
                number, site, seed = next(self.numbers), self.random.choice(SITES), self.random.randrange(1 << 30)
            try:
                person = Resident(site, self.installation.url(site), number, seed, self.traffic, ASSOCIATIONS)
                told = person.ask(self.book)
            finally:
                with self.lock:
                    self.asking -= 1
            if told:
                self.trays[site].put(told)
                # Now and then two supervisors have the same case in hand.
                if seed % 5 == 0:
                    self.trays[site].put(told)

    asking = 0

    def work(self, killer: Killer, hired: dict[str, list[str]]) -> None:
        over = threading.Event()
        desks = [
            Supervisor(site, self.installation.url(site), email, self.random.randrange(1 << 30), self.traffic)
            for site, emails in hired.items()
            for email in emails
        ]
        with ThreadPoolExecutor(RESIDENTS + len(desks) + 1) as pool:
            killing = pool.submit(killer.run, range(EVERY, 2 * COUNT, EVERY), lambda: self.book.acknowledged, over)
            deciding = [pool.submit(desk.work, self.trays[desk.site], self.book) for desk in desks]
            asking = [pool.submit(self.resident) for _ in range(RESIDENTS)]
            try:
                for one in asking:
                    one.result()
            finally:
                for site, emails in hired.items():
                    for _ in emails:
                        self.trays[site].put(None)
            for one in deciding:
                one.result()
            over.set()
            killing.result()
        self.desks = desks


def test_nothing_acknowledged_is_lost_doubled_or_half_decided(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(line: str) -> None:
        with capsys.disabled(), REPORT.open("a") as report:
            sys.stdout.write(f"{line}\n")
            report.write(f"{line}\n")

    REPORT.unlink(missing_ok=True)
    say(f"\nPARVIS_FAULTS={COUNT} PARVIS_FAULTS_SEED={SEED}")
    town = Town(installation, SEED)
    killer = Killer(installation, town.traffic, random.Random(SEED + 1))
    supervisor = installation.process
    assert supervisor is not None
    inquest = Inquest(installation.var, town.book)
    until(lambda: not inquest.still_to_do(), 120, what="for the demonstration's own jobs")
    inquest.remember()
    begun = time.monotonic()
    town.work(killer, _hire(installation))
    worked = time.monotonic() - begun
    inquest.open()
    until(lambda: not inquest.still_to_do(), 300, what="for the last jobs")
    settled = time.monotonic() - begun - worked

    landed = sum(blow.landed for blow in killer.blows)
    for blow in killer.blows:
        say(f"  {blow}")
    say(f"{landed} of {len(killer.blows)} kills landed inside open requests or jobs")
    fates = ", ".join(f"{number} {fate}" for fate, number in town.traffic.fates.items())
    say(f"{town.traffic.fates.total()} requests: {fates}")
    say(
        f"{len(town.book.receipts)} receipts, {len(town.book.rulings)} decisions seen, "
        f"{len(town.book.abandoned)} residents gave up, {town.book.limits_met} yearly limits met, "
        f"{town.book.conflicts_met} conflicts; {worked:.0f} s, the last jobs {settled:.0f} s later"
    )

    inquest.submissions()
    inquest.wholeness()
    inquest.decisions()
    inquest.numbers()
    inquest.limits()
    inquest.documents()
    inquest.mails()
    inquest.jobs()
    read = inquest.seals(40)
    say(f"{read} seals read, {inquest.maybe_twice()} e-mails cut between the yes and the note")
    say(f"died of: {dict(inquest.log())}")
    verified = installation.run("ledger", "verify", check=False)
    say(verified.stdout.strip())
    inquest.find("the ledger is not whole", verified.stdout if verified.returncode else "")
    inquest.find("the supervisor ended", supervisor.poll() is not None)
    _look(town, inquest)
    assert not inquest.findings, "\n".join(inquest.findings)
    assert len(town.book.receipts) >= COUNT
    assert len({ruling.reference for ruling in town.book.rulings}) >= COUNT
    assert 2 * landed >= len(killer.blows) > 0


def _look(town: Town, inquest: Inquest) -> None:
    """Look at some cases through the pages: the number that stands there, the sealed file to download."""
    for desk in town.desks:
        seen = [ruling for ruling in town.book.rulings if ruling.site == desk.site][:10]
        for ruling in seen:
            again = desk.decide(ruling.reference)
            inquest.find("a page shows another number", (ruling, again) if again.number != ruling.number else None)
        assert desk.visitor.page is not None
        for address in re.findall(r'href="(/agents/dossiers/[^"]*/documents/[^"]*)"', desk.visitor.page.text):
            paper = desk.visitor.client.get(address)
            inquest.find("a document cannot be read", address if not paper.content.startswith(b"%PDF") else None)
    assert town.traffic.fates[Fate.ANSWERED]
