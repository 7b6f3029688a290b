"""Many reports over many processes, here or on a Dask cluster, by one and the same function.

A municipality's reports are made one after the other (its folder is locked while one is made, and
its files stay read in the process); different municipalities' are made side by side.
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from okonomi import __version__, reports
from okonomi.cli.faults import told
from okonomi.errors import UserError
from okonomi.reports.jobs import Job, make_one, working
from okonomi.workspace import open_workspace

if TYPE_CHECKING:
    from okonomi.reports.kernel import Kernel

CONNECT_SECONDS = 30
AGAIN_SECONDS = 2
Opener = Callable[[], AbstractContextManager[tuple[Executor, Callable[[], int]]]]
"""Opens an executor, and with it how many reports it can make at a time."""
_own = threading.local()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a job: exit code as ``okonomi report``'s, seconds, Danish faults."""

    job: Job
    code: int
    folder: Path | None = None
    seconds: float = 0.0
    faults: tuple[str, ...] = ()


def attempt(job: Job) -> Outcome:
    """Make a report in this process, in a kernel that stays for the next one. Never raises."""
    begin = time.perf_counter()
    _own.busy = True
    try:
        with working(open_workspace(job.workspace), job.made_at) as aside:
            made = make_one(job, kernel=_kernel())
    except Exception as error:
        faults = tuple(told(error))
        return Outcome(job=job, code=2, seconds=time.perf_counter() - begin, faults=faults)
    finally:
        _own.busy = False
    seconds = time.perf_counter() - begin
    faults = (*made.warnings, *aside)
    return Outcome(job=job, code=made.exit_code, folder=made.folder, seconds=seconds, faults=faults)


def outcomes(jobs: Iterable[Job], opener: Opener) -> Iterator[Outcome]:
    """Every job's outcome, as they come. A process that dies takes no other job with it."""
    waiting: dict[Path, deque[Job]] = {}
    for job in jobs:
        waiting.setdefault(job.workspace, deque()).append(job)
    suspects: dict[Path, deque[Job]] = {}
    while waiting or suspects:
        # What ran when a process died is tried once more, one at a time: only what brought it
        # down is there to die again.
        alone = bool(suspects)
        queue = suspects if alone else waiting
        running: dict[Future[Outcome], Job] = {}
        with opener() as (executor, width):
            try:
                while queue or running:
                    _fill(queue, running, executor, 1 if alone else max(width(), 1))
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        outcome = _outcome(future, running[future])
                        _next_first(queue, running.pop(future).workspace)
                        yield outcome
            except BrokenExecutor:
                for job in running.values():
                    if alone:
                        yield Outcome(job=job, code=2, faults=(DIED,))
                    else:
                        suspects[job.workspace] = deque([job])


DIED = (
    "Processen, der lavede rapporten, gik ned. Det sker oftest, fordi maskinen løb tør for "
    "hukommelse. Kør med færre --workers."
)


def _fill(
    waiting: dict[Path, deque[Job]],
    running: dict[Future[Outcome], Job],
    executor: Executor,
    width: int,
) -> None:
    busy = {job.workspace for job in running.values()}
    for workspace in [w for w in waiting if w not in busy][: max(width - len(running), 0)]:
        job = waiting[workspace].popleft()
        if not waiting[workspace]:
            del waiting[workspace]
        try:
            with _put_off():
                future = executor.submit(attempt, job)
            running[future] = job
        except BrokenExecutor:
            waiting.setdefault(workspace, deque()).appendleft(job)
            raise


def _next_first(waiting: dict[Path, deque[Job]], workspace: Path) -> None:
    """The municipality just worked on goes on first: the free process has its files read."""
    if workspace in waiting:
        rest = {workspace: waiting.pop(workspace), **waiting}
        waiting.clear()
        waiting.update(rest)


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # a cluster's: a worker that was killed, a lost connection
        return Outcome(job=job, code=2, faults=(DIED, *told(error)))


def pool(workers: int) -> Opener:
    """Processes of this machine, started anew and not forked: a fork would copy open sockets."""

    @contextmanager
    def opened() -> Iterator[tuple[Executor, Callable[[], int]]]:
        context = get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as made:
            try:
                yield made, lambda: workers
            except (KeyboardInterrupt, GeneratorExit):
                _stop(made)
                raise

    return opened


def cluster(address: str) -> Opener:
    """The workers of a Dask scheduler, such as ``tcp://vaert:8786``; one thread in each.

    Raises ``UserError`` when opened where Dask is not installed, the scheduler does not answer, or
    a worker has no or another okonomi.
    """

    @contextmanager
    def opened() -> Iterator[tuple[Executor, Callable[[], int]]]:
        try:
            from distributed import Client
        except ImportError:
            raise UserError(
                "--scheduler kræver pakken distributed (Dask). Installer den med: "
                "pip install okonomi[dask]"
            ) from None
        try:
            client = Client(address, timeout=CONNECT_SECONDS)
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError, ValueError):
            raise UserError(
                f"Der er ingen Dask-scheduler med arbejdere på {address}. Start dem, eller ret "
                "adressen, og kør igen."
            ) from None
        with client:
            _check_versions(client.run(_version, on_error="return"))
            with client.get_executor(pure=False) as made:
                yield made, lambda: len(client.scheduler_info(n_workers=-1)["workers"])

    return opened


def _check_versions(found: dict[str, object]) -> None:
    wrong = [address for address, version in found.items() if version != __version__]
    if wrong:
        raise UserError(
            f"Disse arbejdere har ikke okonomi {__version__}: {', '.join(wrong)}. Installer den "
            "samme version på dem, og kør igen."
        )


def _version() -> str:
    return __version__


def _kernel() -> Kernel:
    """This thread's kernel, started by its first report."""
    if not hasattr(_own, "kernel"):
        stack = ExitStack()
        _own.kernel = stack.enter_context(reports.shared_kernel())
        atexit.register(stack.close)
    return _own.kernel


def _stop(pool: ProcessPoolExecutor) -> None:
    """End what is running, and now: nobody waits for a report after Ctrl-C."""
    before = signal.getsignal(signal.SIGINT)
    with suppress(ValueError):  # not in the main thread, to which Ctrl-C does not come
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pool.shutdown(wait=False, cancel_futures=True)
        while running := active_children():
            for process in running:
                process.terminate()
            for process in running:  # Python loses an interrupt that strikes where it cleans up
                process.join(AGAIN_SECONDS)
    finally:
        with suppress(ValueError):
            signal.signal(signal.SIGINT, before)


@contextmanager
def _put_off() -> Iterator[None]:
    """Let Ctrl-C wait while processes are started: they inherit that, and so say nothing of it
    before they have begun."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stopped(*_: object) -> None:
    """What a process of the pool does when it is told to end: it puts the work away first."""
    if getattr(_own, "busy", False):
        raise KeyboardInterrupt
    os._exit(1)


def _begin() -> None:
    """A process of the pool leaves Ctrl-C to the one that started it, and ends with that one,
    however it ends: no lock is left held."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, _stopped)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
