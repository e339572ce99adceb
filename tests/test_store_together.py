"""Several sessions and processes on one store, and processes that die in the middle: nothing confirmed is ever lost."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.failures import Conflict
from scenarios.saved import Saved
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.stores import assert_whole, place_fixture  # noqa: F401 - a fixture

ROOT = Path(__file__).parent.parent
PLAN = Scenario(title="Plan")

# Waits for a line, then saves under every seed it was given; prints a line as soon as a save is confirmed.
SAVE_MANY = """
import sys
from scenarios.failures import Conflict
from scenarios.saved import Saved
from scenarios.scenario import Scenario
from scenarios.store import Store
place, identity, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.stdin.readline()
store = Store(place, patience=30)
for seed in range(first, last):
    plan = Scenario(title="Plan", seed=seed, story="x" * 5_000)
    while True:
        try:
            saved = store.save_version(identity, plan, expected=store.load(identity).version.number) if identity else store.save(plan)
            break
        except Conflict:
            pass
    print(saved.version.identity, saved.version.number, seed, flush=True)
"""


def start(place: str, identity: str, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SAVE_MANY, place, identity, str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def go(process: subprocess.Popen[str]) -> None:
    process.stdin.write("go\n")
    process.stdin.flush()


def together(work: Callable[[int], None], count: int) -> None:
    """Run the work in several threads that begin at the same moment; a failure in any of them fails the test."""
    barrier = threading.Barrier(count)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def test_of_two_sessions_saving_at_once_one_wins_and_the_other_is_told(place: str) -> None:
    stores = [Store(place, patience=30) for _ in range(3)]
    identity = stores[0].save(PLAN).version.identity
    for expected in range(1, 11):
        outcomes: list[Saved | Conflict] = []

        def save(number: int, expected: int = expected, outcomes: list[Saved | Conflict] = outcomes) -> None:
            outcome: Saved | Conflict
            try:
                outcome = stores[number].save_version(identity, replace(PLAN, seed=number), f"session {number}", expected=expected)
            except Conflict as conflict:
                outcome = conflict
            outcomes.append(outcome)

        together(save, 3)
        (winner,) = (outcome for outcome in outcomes if isinstance(outcome, Saved))
        told = [outcome.current for outcome in outcomes if isinstance(outcome, Conflict)]
        assert told == [winner.version, winner.version]
        assert stores[0].load(identity) == winner
    assert_whole(stores[0])
    for store in stores:
        store.close()


def test_one_store_serves_many_threads(place: str) -> None:
    store = Store(place, patience=30)
    shared = store.save(PLAN).version.identity

    def work(number: int) -> None:
        for turn in range(5):
            seed = 10 * number + turn
            own = store.save(Scenario(title=f"Own {number}", seed=seed))
            assert store.load(own.version.identity).scenario.seed == seed
            while True:
                try:
                    store.save_version(shared, replace(PLAN, seed=seed), expected=store.load(shared).version.number)
                    break
                except Conflict:
                    pass
            assert store.entries("plan")

    together(work, 6)
    assert sorted(store.load(shared, version.number).scenario.seed for version in store.history(shared)[:-1]) == [
        10 * number + turn for number in range(6) for turn in range(5)
    ]
    assert len(store.entries()) == 31
    assert_whole(store)
    store.close()


def test_processes_that_open_an_empty_store_at_once_and_save_lose_nothing(place: str) -> None:
    processes = [start(place, "", 100 * number, 100 * number + 15) for number in range(3)]
    for process in processes:
        go(process)
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    confirmed = [line.split() for output in outputs for line in output.splitlines()]
    assert len(confirmed) == 45
    store = Store(place)
    assert len(store.entries()) == 45
    for identity, number, seed in confirmed:
        assert store.load(identity, int(number)).scenario.seed == int(seed)
    assert_whole(store)
    store.close()


def test_processes_saving_the_same_scenario_lose_nothing(place: str) -> None:
    store = Store(place)
    identity = store.save(PLAN).version.identity
    processes = [start(place, identity, 100 * number, 100 * number + 15) for number in range(2)]
    for process in processes:
        go(process)
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    confirmed = [line.split() for output in outputs for line in output.splitlines()]
    assert sorted(int(number) for _, number, _ in confirmed) == list(range(2, 32))
    for _, number, seed in confirmed:
        assert store.load(identity, int(number)).scenario.seed == int(seed)
    assert_whole(store)
    store.close()


@pytest.mark.parametrize("saves", [1, 23, 100])
@pytest.mark.parametrize("versions", [False, True], ids=["new ones", "versions of one"])
def test_a_process_killed_amid_its_saves_leaves_every_confirmed_one(place: str, saves: int, versions: bool) -> None:
    store = Store(place)
    identity = store.save(PLAN).version.identity
    process = start(place, identity if versions else "", 0, 100_000)
    go(process)
    confirmed = [process.stdout.readline().split() for _ in range(saves)]
    process.kill()
    # What was still in the pipe had been confirmed too; its last line may be cut short. `communicate` would leave out the lines that
    # `readline` had already taken from the pipe with the one it returned.
    rest = process.stdout.read()
    confirmed += [line.split() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    assert process.wait() == -9
    process.stdin.close()
    process.stdout.close()
    assert len(confirmed) >= saves
    store.close()

    store = Store(place)
    for saved, number, seed in confirmed:
        assert store.load(saved, int(number)).scenario == Scenario(title="Plan", seed=int(seed), story="x" * 5_000)
    kept = len(store.history(identity)) - 1 if versions else len(store.entries()) - 1
    assert kept - len(confirmed) in (0, 1)  # one may have been saved and not yet told
    assert_whole(store)
    if place.startswith("sqlite"):
        with store.engine.begin() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert store.save(PLAN).version.number == 1
    store.close()
