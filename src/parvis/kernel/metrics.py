"""Figures for Prometheus, summed over the web server's processes (`PROMETHEUS_MULTIPROC_DIR`, set by `parvis up`)."""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

#: of one process alone; `render` sums them where several serve
_OWN = CollectorRegistry()
_REQUESTS = Counter(
    "parvis_requests", "Requests answered, by route and status", ("method", "route", "status"), registry=_OWN
)
_SECONDS = Histogram("parvis_request_seconds", "Time to answer, by route", ("route",), registry=_OWN, buckets=_BUCKETS)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request. What strangers may choose freely is folded, so that the number of series stays small."""
    method = method if method in _METHODS else "other"
    route = f"/{route}" if route else "unknown"
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


def render() -> bytes:
    """All figures in Prometheus's text format. Reads the database for those of the jobs."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        text = generate_latest(registry)
    else:
        text = generate_latest(_OWN)
    jobs = CollectorRegistry()
    jobs.register(_Jobs())
    return text + generate_latest(jobs)


class _Jobs:
    """Figures of the background work, taken from the queue at each reading."""

    def collect(self) -> Iterator[Metric]:
        from parvis.kernel.health import queue

        found = queue()
        waiting = GaugeMetricFamily("parvis_jobs", "Jobs in the queue, by status", labels=["status"])
        for status, number in sorted(found.numbers.items()):
            waiting.add_metric([status], number)
        yield waiting
        yield GaugeMetricFamily(
            "parvis_jobs_oldest_due_seconds", "How long the oldest due job has waited", value=found.oldest_due
        )
        if found.silence is not None:
            yield GaugeMetricFamily(
                "parvis_worker_silence_seconds", "Since the last sign of life of any worker", value=found.silence
            )

    def describe(self) -> list[Metric]:
        return []
