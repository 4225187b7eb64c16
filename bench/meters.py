"""Meters: CPU of processes from the scheduler, memory from smaps, statements from pg_stat_statements."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

#: statements that open, close or enter the walls; counted apart
APART = re.compile(r"^\s*(begin|commit|rollback|savepoint|release|set\b|select set_config\(|deallocate)", re.IGNORECASE)


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


def cpu_seconds(pids: list[int]) -> float:
    """Time on a processor of all threads of `pids`, in seconds, to the nanosecond (/proc/PID/task/*/schedstat)."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return total / 1e9


def pss_megabytes(pid: int) -> float:
    """Proportional set size of a process, in MB (shared pages divided among those who share them)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) / 1000 if found else 0.0


def name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@dataclass
class Reading:
    """What happened between the opening and the closing of a meter."""

    cpu: float = 0.0
    database_cpu: float = 0.0
    statements: int = 0
    apart: int = 0
    sql: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def metered(pids: list[int], admin: "psycopg.Connection[Any]", backends: list[int]) -> Iterator[Reading]:
    """Measure a block: CPU of `pids` and of the database's `backends`, and every statement by text."""
    reading = Reading()
    admin.execute("select pg_stat_statements_reset()")
    before, before_database = cpu_seconds(pids), cpu_seconds(backends)
    yield reading
    reading.cpu = cpu_seconds(pids) - before
    reading.database_cpu = cpu_seconds(backends) - before_database
    rows = admin.execute(
        "select query, calls, total_exec_time from pg_stat_statements s join pg_roles r on r.oid = s.userid "
        "where r.rolname = 'parvis_app' and dbid = (select oid from pg_database where datname = current_database()) "
        "order by calls desc"
    ).fetchall()
    for query, calls, milliseconds in rows:
        text = " ".join(query.split())
        if APART.match(text):
            reading.apart += calls
            continue
        reading.statements += calls
        reading.sql.append({"calls": calls, "ms": round(milliseconds, 3), "sql": text[:2000]})


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return {
        "processor": model.group(1) if model else "unknown",
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory.group(1)) / 1e6, 1) if memory else None,
        "kernel": os.uname().release,
    }
