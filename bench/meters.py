"""Meters: CPU of processes from the scheduler, memory from smaps, statements from pg_stat_statements."""

import os
import platform
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

#: statements that open and close a transaction or write the walls' settings; counted apart. Savepoints are not.
APART = re.compile(r"^\s*(begin|commit|rollback$|set\b|select set_config\()", re.I)


def tree(pid: int) -> list[int]:
    """`pid` and all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        current = queue.pop()
        found.append(current)
        queue.extend(children.get(current, []))
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Time on a processor of all threads of `pids`, in seconds, to the nanosecond (/proc/PID/task/*/schedstat)."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return total / 1e9


def cpu_ticks(pids: Iterable[int]) -> float:
    """As `cpu_seconds`, with the children that have ended; to the hundredth of a second (/proc/PID/stat)."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def pss_megabytes(pid: int) -> float:
    """Proportional set size of a process, in MB (shared pages divided among those who share them)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) / 1000 if found else 0.0


def name(pid: int) -> str:
    """The command line of a process; "" if it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@dataclass
class Reading:
    """What happened between the opening and the closing of a meter; seconds of CPU."""

    web: float = 0.0
    database: float = 0.0
    statements: int = 0
    apart: int = 0
    sql: list[dict[str, Any]] = field(default_factory=list)


class Meter:
    """Reads what the processes `pids` and the backends that serve them spend. `admin` is a superuser's connection."""

    def __init__(self, admin: "psycopg.Connection[Any]", pids: list[int], role: str) -> None:
        self._admin = admin
        self._pids = pids
        self._role = role

    def backends(self) -> list[int]:
        """The server processes of the connections of the role, new ones too."""
        rows = self._admin.execute("select pid from pg_stat_activity where usename = %s", [self._role]).fetchall()
        return [row[0] for row in rows]

    def spent(self) -> tuple[float, float]:
        """Seconds of CPU until now: of the web server, of the backends that serve it."""
        return cpu_seconds(self._pids), cpu_seconds(self.backends())

    @contextmanager
    def reading(self, *, statements: bool = False) -> Iterator[Reading]:
        """Measure a block; with `statements`, also every statement by its text."""
        found = Reading()
        pids, backends = self._pids, self.backends()
        if statements:
            self._admin.execute("select pg_stat_statements_reset()")
        web, database = cpu_seconds(pids), cpu_seconds(backends)
        yield found
        found.web = cpu_seconds(pids) - web
        # A connection opened meanwhile belongs to the reading from its first instant on.
        found.database = cpu_seconds(set(backends) | set(self.backends())) - database
        if statements:
            self._read_statements(found)

    def _read_statements(self, found: Reading) -> None:
        rows = self._admin.execute(
            "select query, calls, total_exec_time from pg_stat_statements s join pg_roles r on r.oid = s.userid "
            "where r.rolname = %s and toplevel and dbid = (select oid from pg_database "
            "where datname = current_database()) order by calls desc, query",
            [self._role],
        ).fetchall()
        for query, calls, milliseconds in rows:
            text = " ".join(query.split())
            if APART.match(text):
                found.apart += calls
                continue
            found.statements += calls
            found.sql.append({"calls": calls, "ms": round(milliseconds, 3), "sql": text[:2000]})


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return {
        "processor": model.group(1) if model else "unknown",
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory.group(1)) / 1e6, 1) if memory else None,
        "kernel": os.uname().release,
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }
