"""One week, in order. Read it aloud: it is the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from simulation.kernels.process import Process
from simulation.processes.accounts import tend_accounts
from simulation.processes.admission import admit
from simulation.processes.billing import bill
from simulation.processes.books import close_books
from simulation.processes.commerce import trade
from simulation.processes.content import publish
from simulation.processes.launching import begin_community
from simulation.processes.learning import learn
from simulation.processes.leaving import leave, recommend
from simulation.processes.market import open_market
from simulation.processes.meeting import strengthen_ties
from simulation.processes.motives import crowd_out
from simulation.processes.onboarding import onboard
from simulation.processes.plans import apply_plans
from simulation.processes.posting import post
from simulation.processes.pressure import review_return
from simulation.processes.replies import reply
from simulation.processes.staffing import staff_answer
from simulation.processes.stock import take_stock
from simulation.processes.trust import build_trust
from simulation.processes.visible_life import show_life
from simulation.processes.visits import visit
from simulation.state.founding import found
from simulation.state.world import Row, World
from simulation.vocabulary.run_spec import RunSpec

WEEK: tuple[Process, ...] = (
    begin_community,
    apply_plans,
    review_return,
    open_market,
    admit,
    onboard,
    visit,
    post,
    reply,
    staff_answer,
    strengthen_ties,
    learn,
    crowd_out,
    build_trust,
    show_life,
    leave,
    recommend,
    publish,
    tend_accounts,
    trade,
    bill,
    close_books,
    take_stock,
)

# Steps that need members: without a community they have nothing to do.
SOCIAL = (onboard, visit, post, reply, staff_answer, strengthen_ties, learn, crowd_out, build_trust, show_life, leave, recommend, publish, take_stock)
CORE = (visit, post, reply, staff_answer, strengthen_ties, learn)


def rows_of(spec: RunSpec, replicates: Iterable[int]) -> list[Row]:
    """Return some replicates of one specification as rows, each with beliefs of its own where the specification says so."""
    return [Row(spec.inputs_of(int(replicate)), spec.timeline, int(replicate)) for replicate in replicates]


def new_world(spec: RunSpec, replicates: Iterable[int]) -> World:
    """Return some replicates of one specification at the start of week 0."""
    return begin(rows_of(spec, replicates), spec.seed, spec.weeks, spec)


def begin(rows: Sequence[Row], seed: int, weeks: int, spec: RunSpec | None = None) -> World:
    """Return a block of rows, whatever the settings of each, at the start of week 0."""
    world = World(rows, seed, weeks, spec)
    found(world)
    return world


def step(world: World, week: int, planned: Callable[[World], None] | None = None) -> None:
    """Live through one week; `planned` is called once plans have taken effect, for what no lever holds."""
    world.begin(week)
    for process in WEEK:
        process(world)
        if planned is not None and process is apply_plans:
            planned(world)
