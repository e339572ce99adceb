"""Identical questions in flight are answered once: whoever asks meanwhile looks on, and has every answer the others have."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar, cast

Answer = TypeVar("Answer")
EVERY = 0.03  # [s] between two ticks
SELDOM, LONGER = 0.12, 1.25  # [s] between those of who waits for long, and by how much each pause is longer than the one before


class Flight(Generic[Answer]):
    """One growing answer in the making, for all who asked for it.

    A thread of its own goes on with the work, but only when somebody who has seen the newest answer asks for the next:
    whoever paints a first answer has the cores for it. It ends as soon as the last of them has gone.
    """

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._newest: Answer | None = None
        self._count = 0  # answers so far
        self._wanted = 0  # how many somebody has asked for
        self._ended = False
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[], Any]] = []
        self.abandoned = False
        self.followers = 0
        self.ahead: Callable[[], int] = lambda: 0  # how many others go first, as whoever does the work knows

    def when_abandoned(self, callback: Callable[[], Any]) -> None:
        """Have something called at the moment when nobody waits any more, so that running work stops at once."""
        with self._turn:
            if not self.abandoned:
                self._callbacks.append(callback)
                return
        callback()

    def want(self, count: int) -> None:
        """Have so many answers worked out, without waiting for them."""
        with self._turn:
            if self._wanted < count:
                self._wanted = count
                self._turn.notify_all()

    def after(
        self, seen: int, tick: Callable[[], object] | None, every: float, waits: Callable[[int], object] | None = None
    ) -> tuple[int, Answer] | None:
        """Return how many answers there are and the newest, once there are more than `seen`; None when none will come.

        Whoever has waited for long for a first answer, behind many others, looks around less often: that takes time from theirs.
        """
        pause = every
        self.want(seen + 1)
        while True:
            with self._turn:
                if self._count == seen and not self._ended:
                    self._turn.wait(pause if tick or waits else None)
                if self._count > seen:
                    return self._count, cast(Answer, self._newest)
                if self._error is not None:
                    raise self._error
                if self._ended:
                    return None
            pause = pause if seen else min(LONGER * pause, max(every, SELDOM))
            if tick:
                tick()
            if waits:
                waits(self.ahead())

    def fly(self, begin: Callable[[Flight[Answer]], Iterator[Answer]]) -> None:
        """Do the work, answer by answer, as far as somebody asks for it."""
        error: BaseException | None = None
        answers: Iterator[Answer] | None = None
        try:
            answers = begin(self)
            while self._asked():
                try:
                    answer = next(answers)
                except StopIteration:
                    break
                with self._turn:
                    self._newest, self._count = answer, self._count + 1
                    self._turn.notify_all()
        except BaseException as problem:  # whatever it is, it is raised where the answer was asked for
            error = problem
        finally:
            with suppress(Exception):
                answers.close()  # type: ignore[union-attr]  # what cannot be closed has nothing to give up
            with self._turn:
                self._ended, self._error = True, error
                self._turn.notify_all()

    def _asked(self) -> bool:
        with self._turn:
            while self._wanted <= self._count and not self.abandoned:
                self._turn.wait()
            return not self.abandoned

    def abandon(self) -> None:
        """End the work: nobody waits for it."""
        with self._turn:
            self.abandoned = True
            callbacks, self._callbacks = self._callbacks, []
            self._turn.notify_all()
        for callback in callbacks:
            callback()


class SingleFlight:
    """Answers in the making, by what was asked. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[Hashable, Flight[Any]] = {}

    def __len__(self) -> int:
        return len(self._flights)

    def follow(
        self,
        key: Hashable,
        begin: Callable[[Flight[Answer]], Iterator[Answer]],
        tick: Callable[[], object] | None = None,
        every: float = EVERY,
        waits: Callable[[int], object] | None = None,
    ) -> Iterator[Answer]:
        """Yield the growing answers to a question; of several who ask it at once, the first one's `begin` is called alone.

        Whoever comes later, or looks away for a while, goes on with the newest answer. Leaving ends the work only when
        nobody else waits for it.

        Args:
            key: everything the answers depend on.
            begin: returns a generator of growing answers, of which the last is complete; it runs in another thread, and
                is given the flight, whose `when_abandoned` stops what runs elsewhere.
            tick: called about every `every` seconds while waiting; it may raise to leave.
            waits: told as often how many others go first.

        Raises:
            Whatever `begin` or its answers raise, to everybody who waits.
        """
        flight = self._board(key, begin)
        seen = 0
        try:
            while (found := flight.after(seen, tick, every, waits)) is not None:
                seen, answer = found
                yield answer
        finally:
            self._leave(key, flight)

    @contextmanager
    def under_way(self, key: Hashable, begin: Callable[[Flight[Answer]], Iterator[Answer]]) -> Iterator[None]:
        """Have the first answer worked out meanwhile: whoever asks for it inside finds it begun, or there."""
        flight = self._board(key, begin)
        flight.want(1)
        try:
            yield
        finally:
            self._leave(key, flight)

    def _board(self, key: Hashable, begin: Callable[[Flight[Answer]], Iterator[Answer]]) -> Flight[Answer]:
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                flight = self._flights[key] = Flight()
                threading.Thread(target=self._fly, args=(key, flight, begin), name="answer", daemon=True).start()
            flight.followers += 1
            return flight

    def _fly(self, key: Hashable, flight: Flight[Answer], begin: Callable[[Flight[Answer]], Iterator[Answer]]) -> None:
        flight.fly(begin)
        with self._lock:
            self._forget(key, flight)

    def _leave(self, key: Hashable, flight: Flight[Any]) -> None:
        with self._lock:
            flight.followers -= 1
            last = flight.followers == 0
            if last:
                self._forget(key, flight)  # whoever asks from now on begins anew
        if last:
            flight.abandon()

    def _forget(self, key: Hashable, flight: Flight[Any]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
