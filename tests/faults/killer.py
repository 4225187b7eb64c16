"""Kills processes of a running installation with signal 9, at a random moment of a request that is under way."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

import psycopg

from bench import meters
from parvis.kernel import postgres, processes
from tests.faults.traffic import Exchange, Fate, Traffic
from tests.installation import Installation
from tests.waiting import until


class Victim(StrEnum):
    """Whom a blow is for."""

    WEB_WORKER = "a process that answers requests"
    WEB_SERVER = "the web server's first process"
    JOB_WORKER = "the worker"
    BACKEND = "a connection of the database"
    DATABASE = "the database"
    EVERYTHING = "everything but the supervisor"


#: How often each stands in a round; every round is shuffled anew.
ROUND = {
    Victim.WEB_WORKER: 6,
    Victim.WEB_SERVER: 2,
    Victim.JOB_WORKER: 4,
    Victim.BACKEND: 3,
    Victim.DATABASE: 3,
    Victim.EVERYTHING: 1,
}
#: Seconds into a request at which a blow falls, at most: about as long as a submission takes when everybody sends.
_INTO = 0.06
#: Seconds that the product may need to answer again after a blow.
RECOVERY = 60.0


@dataclass
class Blow:
    """One kill, and what it cut. `outage`: seconds until nobody went without an answer."""

    victim: Victim
    processes: int
    under_way: int
    cut: int = 0
    jobs_cut: int = 0
    outage: float = 0.0

    @property
    def landed(self) -> bool:
        """Whether it fell inside open work: a request that somebody waited for, or a job that was being done."""
        return bool(self.cut or self.jobs_cut)

    def __str__(self) -> str:
        return (
            f"{self.victim:<32} {self.under_way:>2} requests open, {self.cut:>2} cut, {self.jobs_cut} jobs cut, "
            f"the last one missed after {self.outage:.1f} s"
        )


@dataclass
class Killer:
    """Deals blows, victims and moments chosen by `random`."""

    installation: Installation
    traffic: Traffic
    random: random.Random
    blows: list[Blow] = field(default_factory=list)

    def run(self, due: Iterable[int], progress: Callable[[], int], over: threading.Event) -> None:
        """Strike each time that `progress()` reaches the next number of `due`, until `over`."""
        victims: list[Victim] = []
        for mark in due:
            until(partial(_either, over, progress, mark), 900, what=f"for {mark} acknowledgements")
            if over.is_set():
                return
            if not victims:
                victims = [victim for victim, times in ROUND.items() for _ in range(times)]
                self.random.shuffle(victims)
            self.strike(victims.pop())

    def strike(self, victim: Victim) -> Blow:
        """Choose the moment, kill, and come back once the product answers again."""
        self._aim(victim)
        found = self._processes(victim)
        open_then = self.traffic.under_way()
        struck = time.monotonic()
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        blow = Blow(victim, len(found), len(open_then))
        self.blows.append(blow)
        if victim in (Victim.JOB_WORKER, Victim.EVERYTHING):
            blow.jobs_cut = self._jobs_left()
        death = self._death(victim, found, struck)
        until(lambda: all(exchange.fate for exchange in open_then), RECOVERY, what="for the end of what was open")
        self._wait_for_return(victim, found)
        blow.cut = len(self._cut(open_then, victim, struck, death))
        blow.outage = max(self.traffic.missed - struck, 0.0)
        return blow

    def kill(self, victim: Victim, then: Callable[[], None]) -> None:
        """Kill at once, and come back once the product is whole again; `then` looks at what is left until it is."""
        found = self._processes(victim)
        assert found, f"nobody to kill: {victim}"
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        until(lambda: not any(processes.alive(pid) for pid in found), 20, what="for the death")
        then()
        self._wait_for_return(victim, found)

    def _aim(self, victim: Victim) -> None:
        """Wait for work of the victim's to be under way, then a random little while longer."""
        if victim is Victim.JOB_WORKER:
            until(lambda: self._jobs_doing() or not self.traffic.open, RECOVERY, what="for a job to be under way")
        else:
            self.traffic.await_write(20)
        # The moment within the request is what is random: nothing is waited for.
        threading.Event().wait(self.random.uniform(0, _INTO))
        if victim is Victim.BACKEND:
            until(lambda: self._backends() or not self.traffic.open, 20, what="for a transaction to be open")

    def _processes(self, victim: Victim) -> list[int]:
        web, workers, job = self._web()
        database = postgres.status(self.installation.var)
        server = [database.pid] if database else []
        if victim is Victim.WEB_WORKER:
            return [self.random.choice(workers)] if workers else []
        if victim is Victim.WEB_SERVER:
            return web
        if victim is Victim.JOB_WORKER:
            return job
        if victim is Victim.BACKEND:
            return self._backends()[:1]
        if victim is Victim.DATABASE:
            return server
        return [*workers, *web, *job, *server]

    def _web(self) -> tuple[list[int], list[int], list[int]]:
        """The web server's first process, those that answer requests, and the worker."""
        assert self.installation.process is not None
        supervisor = self.installation.process.pid
        web: list[int] = []
        answering: list[int] = []
        job: list[int] = []
        for pid in meters.tree(supervisor)[1:]:
            name = meters.name(pid)
            if name.endswith("parvis worker"):
                job.append(pid)
            elif name.endswith("parvis web"):
                (web if _parent(pid) == supervisor else answering).append(pid)
        return web, answering, job

    def _backends(self) -> list[int]:
        """Connections of the application that are within a transaction."""
        database = postgres.status(self.installation.var)
        if database is None:
            return []
        busy = [
            pid
            for pid in meters.tree(database.pid)[1:]
            if postgres.APPLICATION in (name := meters.name(pid)) and not name.endswith(" idle")
        ]
        self.random.shuffle(busy)
        return busy

    def _jobs_doing(self) -> int:
        return self._count("select count(*) from procrastinate_jobs where status = 'doing'")

    def _jobs_left(self) -> int:
        """What the worker that registered last was doing."""
        return self._count(
            "select count(*) from procrastinate_jobs where status = 'doing'"
            " and worker_id = (select max(id) from procrastinate_workers)"
        )

    def _count(self, question: str) -> int:
        database = postgres.status(self.installation.var)
        if database is None:
            return 0
        try:
            with psycopg.connect(database.url("parvis", "postgres"), connect_timeout=5) as connection:
                row = connection.execute(question.encode()).fetchone()
        except psycopg.OperationalError:
            return 0
        return int(row[0]) if row else 0

    def _death(self, victim: Victim, found: list[int], struck: float) -> float:
        """When the blow had its whole effect: the supervisor ends what a killed web server leaves behind."""
        if victim is not Victim.WEB_SERVER:
            until(lambda: not any(processes.alive(pid) for pid in found), 20, what="for the death")
            return struck
        orphans = [pid for pid in processes.marked(self.installation.var) if meters.name(pid).endswith("parvis web")]
        until(lambda: not any(processes.alive(pid) for pid in orphans), 20, what="for the end of the orphans")
        return time.monotonic()

    def _missing(self, killed: list[int]) -> str:
        """What the product still lacks to be whole again after a blow; nothing when it is."""
        web, answering, job = self._web()
        lacks = {
            "one web server": len(web) == 1,
            "two processes that answer": len(answering) >= 2,
            "one worker": len(job) == 1,
            "others than those killed": not {*web, *answering, *job} & set(killed),
            "a database": postgres.status(self.installation.var) is not None,
        }
        missing = [what for what, there in lacks.items() if not there]
        if not missing and not self.installation.answers("/readyz"):
            missing.append(f"/readyz: {self.installation.says('/readyz')}")
        return ", ".join(missing)

    def _wait_for_return(self, victim: Victim, killed: list[int]) -> None:
        deadline = time.monotonic() + RECOVERY
        while missing := self._missing(killed):
            if time.monotonic() > deadline:
                said = (self.installation.var / "up.log").read_text(errors="replace").splitlines()
                log = "\n".join(
                    [line for line in said if '"event": "request"' not in line and "/readyz" not in line][-40:]
                )
                raise AssertionError(f"{RECOVERY:.0f} s after a blow to {victim} still missing: {missing}\n{log}")
            threading.Event().wait(0.02)

    def _cut(self, open_then: list[Exchange], victim: Victim, struck: float, death: float) -> list[Exchange]:
        """The requests that the blow broke off: open when it fell, and ended without an answer."""
        broken = [exchange for exchange in open_then if exchange.fate in (Fate.CUT, Fate.FAILED)]
        if victim is Victim.WEB_SERVER:
            broken += [
                exchange
                for exchange in self.traffic.broken
                if exchange.fate is Fate.CUT and struck <= exchange.begun <= death and exchange not in broken
            ]
        return broken


def _either(over: threading.Event, progress: Callable[[], int], mark: int) -> bool:
    return over.is_set() or progress() >= mark


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
