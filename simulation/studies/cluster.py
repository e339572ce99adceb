"""Run blocks on a Dask cluster instead of this machine's processes: the same numbers, bit for bit."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from simulation.vocabulary.version import MODEL_VERSION

CONNECT = 5.0  # [s] that a scheduler has to answer
GONE = 8.0  # [s] without a scheduler after which it is given up: a restart of it forgets the work anyway
LOOK = 2.0  # [s] between two counts of the cluster's workers


class ClusterError(RuntimeError):
    """The cluster cannot be used, or went away."""


class Cluster(Executor):
    """The workers of a Dask scheduler as an executor.

    A worker that dies has its blocks run elsewhere by the scheduler; workers may come and go.

    Args:
        address: where the scheduler listens, say tcp://10.0.0.1:8786.

    Raises:
        ClusterError: Dask is not installed, nobody answers there, there is no worker, or a worker has another model.
    """

    def __init__(self, address: str, connect: float = CONNECT) -> None:
        try:
            from dask.distributed import Client
        except ImportError:
            raise ClusterError('--cluster needs Dask: pip install ".[cluster]"') from None
        self.address = address
        try:
            self._client: Any = Client(address, timeout=connect, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError, TimeoutError) as error:
            raise ClusterError(f"no Dask scheduler answers at {address!r:.120}: {str(error).splitlines()[0]:.200}") from None
        self._inner: Any = self._client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        self._lost: float | None = None
        self._counted = -LOOK
        self._workers = 0
        try:
            self._greet()
        except BaseException:
            self.shutdown(wait=False)
            raise

    @property
    def workers(self) -> int:
        """Return how many blocks the cluster runs at once, as counted last."""
        if time.monotonic() - self._counted > LOOK and self._client.status == "running":
            self._counted = time.monotonic()
            try:
                self._workers = sum(self._client.nthreads().values())
            except (OSError, TimeoutError):
                self._counted = time.monotonic()
        return max(1, self._workers)

    def check(self) -> None:
        """Look whether the scheduler is still there.

        Raises:
            ClusterError: it has been away for some seconds.
        """
        if self._client.status == "running":
            self._lost = None
            return
        self._lost = self._lost or time.monotonic()
        if time.monotonic() - self._lost > GONE or self._client.status in ("closed", "closing"):
            raise self.gone()

    def gone(self) -> ClusterError:
        """Return what to say when the scheduler is no longer there."""
        return ClusterError(f"the Dask scheduler at {self.address!r:.120} went away; what was finished is kept")

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Queue a call on the cluster."""
        return self._inner.submit(work, *arguments, **named)

    def clock(self) -> Callable[[], float]:
        """Begin to count, and return what says how long the workers have been in blocks since [s of one worker], on the clocks of the workers."""
        began: float = self._client.run_on_scheduler(time.time)
        self._client.get_task_stream(start=began)  # from now on the scheduler writes down what workers do

        def busy() -> float:
            done = self._client.get_task_stream(start=began)
            return sum(part["stop"] - part["start"] for task in done for part in task["startstops"] if part["action"] == "compute")

        return busy

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; its scheduler and workers stay."""
        self._client.close(timeout=2)

    def _greet(self) -> None:
        if not self._client.nthreads():
            raise ClusterError(f"the Dask scheduler at {self.address!r:.120} has no workers; start some with: dask worker {self.address}")
        try:
            versions = self._client.run(_model_version)
        except ImportError as error:
            raise ClusterError(f"a worker of {self.address!r:.120} cannot import the simulator: {error}; install it there too") from None
        others = {version for version in versions.values() if version != MODEL_VERSION}
        if others:
            raise ClusterError(f"workers of {self.address!r:.120} hold model {', '.join(sorted(others))}, this is {MODEL_VERSION}")


def _model_version() -> str:
    from simulation.vocabulary.version import MODEL_VERSION as VERSION

    return VERSION
