"""The engine beside Starsim, an agent-based simulator of diseases: what somebody costs for one step, here and there.

Starsim is no part of this project: it is measured where it is installed. Its SIR disease on a random network takes three or four
steps with everybody; a week of this engine takes more than twenty, ties and both arms included.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable

from simulation.studies.benchmark import Figure, Size, crowd_cost, together

SIZES = (10_000, 100_000)
STEPS = 50
LEAST = 10.0  # times cheaper, at the first size


def installed() -> bool:
    """Say whether Starsim can be imported."""
    return importlib.util.find_spec("starsim") is not None


def measure(small: bool, repeats: int, progress: Callable[[float, str], object] = lambda share, stage: None) -> list[Figure]:
    """Measure both sides several times and return the medians with their ranges."""
    sizes, steps = ((200,), 3) if small else (SIZES, STEPS)
    _starsim(sizes[0], steps, 0)  # what is made for the first time is nobody's cost
    found = []
    for turn in range(1 if small else repeats):
        progress(turn / repeats, "beside Starsim")
        found.append([figure for place, agents in enumerate(sizes) for figure in _both(agents, steps, turn, LEAST if place == 0 else None)])
    progress(1.0, "done")
    return together(found)


def _both(agents: int, steps: int, turn: int, least: float | None) -> list[Figure]:
    theirs = _starsim(agents, steps, turn)
    ours = crowd_cost(agents, max(1, Size().together // agents) if steps == STEPS else 1, min(steps, Size().weeks))
    group = f"{agents:,} agents"
    return [
        Figure(group, "Starsim / engine", theirs / ours, "times", least=least),
        Figure(group, "Starsim, SIR on a random network", 1e9 * theirs, "ns per agent and step"),
        Figure(group, "engine, a week", 1e9 * ours, "ns per agent and step"),
    ]


def _starsim(agents: int, steps: int, turn: int) -> float:
    """Return the processor time of one step per agent [s], once everything is set up."""
    starsim = importlib.import_module("starsim")  # by its name: it is no requirement
    simulated = starsim.Sim(n_agents=agents, diseases="sir", networks="random", start=2000, stop=2000 + steps - 1, dt=1.0, verbose=0, rand_seed=turn)
    simulated.init()
    started = time.process_time()
    simulated.run()
    return (time.process_time() - started) / (agents * steps)
