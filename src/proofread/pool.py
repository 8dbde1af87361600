"""Tasks to worker processes, several at a time; a task that does not end is ended.

Plain subprocesses that talk JSON over pipes: the same on every system, whatever program they are started from, and each
can be killed alone.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from proofread.cache import package_directories

#: Seconds that a task may take.
TIME_LIMIT = 60.0
MOST_WORKERS = 8

Task = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came of a task: its result, or why it did not end, or the fault of the proofreader that it met.

    `at` is the line and column that it had come to when it did not end, `found` the findings until then.
    """

    done: dict[str, Any] | None = None
    ended: str | None = None
    fault: str | None = None
    at: tuple[int, int] = (1, 1)
    found: Sequence[list[Any]] = ()


def run(groups: Sequence[Sequence[Task]], limit: float = TIME_LIMIT, workers: int | None = None) -> list[list[Answer]]:
    """Do tasks; those of a group one after the other in the same process, which remembers formulas it has judged.

    Args:
        groups: The tasks.
        limit: Seconds that each may take.
        workers: How many processes; by default as many as there are processors, and no more than groups.

    Returns:
        An answer a task, in the same order.
    """
    answers: list[list[Answer]] = [[] for _ in groups]
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(groups)):
        waiting.put(number)
    count = min(len(groups), workers or processors(), MOST_WORKERS)
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=_work, args=(groups, waiting, answers, limit, failures), daemon=True)
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return answers


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _work(
    groups: Sequence[Sequence[Task]],
    waiting: queue.SimpleQueue[int],
    answers: list[list[Answer]],
    limit: float,
    failures: list[BaseException],
) -> None:
    worker = _Worker(limit)
    try:
        while not failures:
            number = waiting.get_nowait()
            answers[number] = [worker.do(task) for task in groups[number]]
    except queue.Empty:
        pass
    except BaseException as error:  # handed to the thread that waits
        failures.append(error)
    finally:
        worker.close()


class _Worker:
    """A worker process, started when there is a task, and again after it has died."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.process: subprocess.Popen[str] | None = None
        self.errors: IO[bytes] | None = None

    def do(self, task: Task) -> Answer:
        late = threading.Event()
        try:
            process = self._started()
        except OSError:
            return _here(task)
        timer = threading.Timer(self.limit, self._expire, (process, late))
        timer.start()
        at = (1, 1)
        found: list[list[Any]] = []
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
            while (line := process.stdout.readline()).startswith('{"at": '):
                if line.endswith("\n"):
                    said = json.loads(line)
                    at, found = tuple(said["at"]), found + said["found"]
        except (BrokenPipeError, OSError):
            line = ""
        finally:
            timer.cancel()
        if line.endswith("\n"):
            return Answer(**json.loads(line), at=at, found=found)
        why = f"it took more than {self.limit:g} seconds" if late.is_set() else self._last_words(process)
        self.close()
        return Answer(ended=why, at=at, found=found)

    @staticmethod
    def _expire(process: subprocess.Popen[str], late: threading.Event) -> None:
        late.set()
        process.kill()

    def _started(self) -> subprocess.Popen[str]:
        if self.process is None:
            self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "proofread.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                env=_environment(),
                encoding="utf-8",
            )
            assert self.process.stdout is not None
            if self.process.stdout.readline() != "ready\n":
                words = self._last_words(self.process)
                self.close()
                raise RuntimeError(f"the proofreader's worker process does not start: {words}")
        return self.process

    def _last_words(self, process: subprocess.Popen[str]) -> str:
        status = process.wait()
        assert self.errors is not None
        self.errors.seek(0)
        lines = self.errors.read().decode("utf-8", "replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"its process died with status {status}" + (f": {said}" if said else "; perhaps it ran out of memory")

    def close(self) -> None:
        """End the process."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was still to be written has no reader
                    continue
        self.process = self.errors = None


def _here(task: Task) -> Answer:
    """Where no process can be started: in this one, without limits."""
    from proofread.worker import answer

    return Answer(**answer(task))


def _environment() -> dict[str, str]:
    """What this process can import, a worker can; and no threads for linear algebra that reserve memory."""
    paths = [str(directory.parent) for directory in package_directories()]
    inherited = os.environ.get("PYTHONPATH")
    unique = list(dict.fromkeys([*paths, *([inherited] if inherited else [])]))
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(unique),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
