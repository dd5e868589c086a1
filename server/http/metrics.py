"""What the server counts about its requests, in the text form of Prometheus.

Counting happens on every request, so it is a few additions on a `Meter` that the route holds; only a scrape turns the
meters into families with labels. Labels are route names, never paths: their number is known and no path holds a secret.
With several processes each counts for itself and says which one it is (`process`).
"""

import os
import time
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

__all__ = ["CONTENT_TYPE_LATEST", "Meter", "Meters"]

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Meter:
    """Requests of one route of one surface."""

    __slots__ = ("buckets", "method", "name", "seconds", "statuses", "surface")

    def __init__(self, surface: str, name: str, method: str) -> None:
        self.surface, self.name, self.method = surface, name, method
        self.statuses: dict[int, int] = {}
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def add(self, status: int, seconds: float) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    @property
    def labels(self) -> list[str]:
        return [self.surface, self.name, self.method]


class Meters:
    """All meters of one application; `text` is what /metrics answers."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str, str], Meter] = {}
        self.pools: list[Any] = []
        self.started = time.time()
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.registry.register(self)  # type: ignore[arg-type]

    def meter(self, surface: str, name: str, method: str) -> Meter:
        """The meter of a route; its places at several bases share one."""
        return self.known.setdefault((surface, name, method), Meter(surface, name, method))

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Any]:
        labels = ["surface", "route", "method"]
        requests = CounterMetricFamily("athenaeum_requests", "Requests answered.", labels=[*labels, "status"])
        seconds = HistogramMetricFamily("athenaeum_request_seconds", "Time from the request's head to the answer.", labels=labels)
        for meter in self.known.values():
            if meter.statuses:
                for status, count in sorted(meter.statuses.items()):
                    requests.add_metric([*meter.labels, str(status)], count)
                seconds.add_metric(meter.labels, list(self.cumulative(meter)), meter.seconds)
        yield requests
        yield seconds
        process = GaugeMetricFamily("athenaeum_started_seconds", "When this process started.", labels=["process"])
        process.add_metric([str(os.getpid())], self.started)
        yield process
        for pool in self.pools:
            connections = GaugeMetricFamily("athenaeum_database_connections", "Connections to the database.", labels=["state"])
            connections.add_metric(["idle"], pool.get_idle_size())
            connections.add_metric(["busy"], pool.get_size() - pool.get_idle_size())
            yield connections

    @staticmethod
    def cumulative(meter: Meter) -> Iterator[tuple[str, int]]:
        total = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), meter.buckets, strict=True):
            total += count
            yield bound, total
