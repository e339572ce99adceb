"""One world written down week by week: who came, spoke, answered, was bound, and left.

The world is lived through as the Mesa model (`Community`), which is the ensemble's replicate bit for bit; watching reads
its columns and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from simulation.community import Community
from simulation.engine.ensemble import Cancelled
from simulation.engine.other_arm import communities_alone
from simulation.engine.worker import stop_sign
from simulation.schedule import rows_of
from simulation.state.world import World
from simulation.studies.replay_diary import Diary
from simulation.studies.replay_log import Log, pack
from simulation.vocabulary.inputs import Inputs, differences_of
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS


def replay(
    inputs: Inputs,
    timeline: Timeline | None = None,
    seed: int = DEFAULT_SEED,
    weeks: int = DEFAULT_WEEKS,
    replicate: int = 0,
    beliefs: bool = False,
) -> bytes:
    """Live through one world and return its log; with `beliefs` it has those that this replicate draws.

    Raises:
        InputError: more people become members than a log can hold; the message says in which week.
    """
    return pack(watched(_world_of(RunSpec(inputs, timeline or Timeline(), seed, weeks, beliefs=beliefs), replicate)))


def replay_block(spec: RunSpec, replicate: int, number: int) -> bytes:
    """Live through one world inside a worker; see `replay`.

    Raises:
        Cancelled: the block, which goes by this number, was stopped in the meantime.
    """
    stopped = stop_sign(number)

    def week_begins(week: int) -> None:
        if stopped is not None and stopped(week):
            raise Cancelled(f"stopped before week {week}")

    return pack(watched(_world_of(spec, replicate), week_begins))


class Alone(Community):
    """A community without its counterfactual arm, of which a log tells nothing: its life is the same, its money cannot be read."""

    def begin(self, spec: RunSpec, replicate: int) -> World:
        """Return the world at the start of week 0, without a soul in its arm without a community."""
        return communities_alone(rows_of(spec, [replicate]), spec.seed, spec.weeks, spec)


def _world_of(spec: RunSpec, replicate: int) -> Community:
    """Return one world of a specification at its start, with what that replicate is simulated with."""
    settings = differences_of(spec.inputs_of(replicate))
    return Alone(replicate, spec.seed, spec.weeks, spec.timeline, collect=False, **settings)


def watched(model: Community, week_begins: Callable[[int], object] = lambda week: None) -> Log:
    """Live through the rest of a model's weeks and return the log of them; `week_begins` is called before each and may raise."""
    diary = Diary(model)
    while model.running:
        week_begins(len(diary))
        model.step()
        diary.write()
    return diary.log()
