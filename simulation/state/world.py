"""The state of all replicates at once: people, members, knowledge, staff, the market and the books.

Rows 0..R-1 of `people` are worlds with a community, rows R..2R-1 the same worlds without one (the twin arm);
`members` has the first R rows only. What happens within one week lives in `Week` and is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.state.population import Table, new_members, new_people
from simulation.state.randomness import CHANNELS, Draws
from simulation.state.ties import Scale
from simulation.vocabulary.effects import RITUAL_HOURS, WORK_WEEK, Effects, ageing_of, effects_of, numbers_of
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.run_spec import RunSpec

EMPTY_INDEX = np.zeros(0, dtype=np.int64)
NO_ACCOUNTS = np.zeros(0, dtype=np.float32)
TRADE = ("paid", "organic", "search", "word_of_mouth")  # the channels of signups, in the order of their columns


def series(*names: str) -> np.dtype:
    """Return the record in which a compiled loop adds up this week's values of raw series for one world."""
    return np.dtype([(name, np.float64) for name in names])


@dataclass
class Week:
    """What happens in one week, handed from process to process.

    Flat indices of members stay valid from `visit` on: nobody is admitted after it.
    """

    number: int
    tie_scale: Scale
    visitors: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    visitor_rows: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    visitor_keys: np.ndarray = field(default_factory=lambda: EMPTY_INDEX.astype(np.uint64))
    tenure: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # of visitors [weeks]
    motivation: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # of visitors
    active: np.ndarray | None = None  # (R,) weekly active members
    newcomers: np.ndarray | None = None  # (R,) active newcomers
    authors: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    author_visitors: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # positions among the visitors
    author_rows: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    post_keys: np.ndarray = field(default_factory=lambda: EMPTY_INDEX.astype(np.uint64))  # from which a post's random numbers come
    questions: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    by_newcomer: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    hard: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    posts: np.ndarray | None = None  # (R,)
    repliers: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # one entry per reply
    replied_posts: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)
    peer_answers: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # per post
    newcomer_posts: np.ndarray | None = None  # (R,)
    staff_answered: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # per post, bool
    given: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # replies by visitor
    replies: np.ndarray | None = None  # (R,) by members
    attended: np.ndarray = field(default_factory=lambda: EMPTY_INDEX)  # per visitor, bool


class Record(dict[str, np.ndarray]):
    """Raw series by name, each (rows, weeks); those that are noted together stand one behind the other in a block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: dict[tuple[str, ...], np.ndarray] = {}


class World:
    """All state of R replicates and their twins."""

    def __init__(self, spec: RunSpec, replicates: np.ndarray) -> None:
        inputs, weeks, seed = spec.inputs, spec.weeks, spec.seed
        self.spec = spec
        self.inputs = inputs  # of now: plans change them
        self.timeline = spec.timeline
        self.effects: Effects = effects_of(inputs)
        self.numbers = numbers_of(inputs)  # for compiled loops
        self.ageing = ageing_of(inputs, weeks)
        self.weeks = weeks
        self.week = 0
        self.seed = seed
        self.replicates = np.asarray(replicates, dtype=np.int64)
        count = len(self.replicates)
        self.count = count
        self.draws = Draws(seed, np.concatenate([self.replicates, self.replicates]))
        self.people: Table = new_people(2 * count)
        self.members: Table = new_members(count)
        self.community = inputs.community

        def zeros(*shape: int) -> np.ndarray:
            return np.zeros(shape)

        rows = 2 * count
        # The market.
        self.remaining = np.full(rows, float(inputs.market_size))
        self.ordinals = np.zeros((rows, len(CHANNELS)), dtype=np.int64)  # persons so far by channel
        self.signups = zeros(rows, 4)  # this week, by TRADE
        self.signups_ever = zeros(rows)
        # The community's climate, one number per world.
        self.trust = zeros(count)
        self.trust_target = zeros(count)
        self.interest_clock = zeros(count)
        self.messages = zeros(count)  # posts and replies of last week
        self.recent_posts = zeros(count)
        self.last_active = zeros(count)
        self.neglect = zeros(count)  # trailing share of newcomers' posts left unanswered
        self.ignored = zeros(count)  # newcomers' posts left unanswered this week
        self.recommended = zeros(count)  # word-of-mouth signups to come, per week
        self.resentment = zeros(count)  # disappointed newcomers who still tell others
        self.discouraged = zeros(count)  # signups to come that are talked out of it, per week
        self.reach = np.ones(count)  # what an algorithm leaves of the reach
        self.reach_until = np.zeros(count, dtype=np.int64)
        self.search_reach = 1.0  # what a migration leaves of the pages' standing
        self.expert_spike = 0.0
        self.incentive_weeks = 0  # how long the present incentive runs
        # Knowledge.
        self.knowledge = zeros(count)
        self.public_knowledge = zeros(count)
        self.page_appeal = zeros(count, weeks)  # weekly search visits when mature, by week of publication
        self.search_visits = zeros(count)
        # Shams.
        self.sham_trust_loss = zeros(count)
        # The demand for a return.
        self.review_gap = zeros(count)
        self.review_strikes = np.zeros(count, dtype=np.int64)
        self.review_selling = zeros(count)
        self.events_factor = np.ones(count)
        self.staff_cut = zeros(count)
        self.surveyed_mrr = zeros(count)  # revenue that surveys credit to the community
        self.attributed = zeros(count, weeks)
        # Who visited last week, as (row, slot), for introductions before this week's visits.
        self.recent_rows = EMPTY_INDEX
        self.recent_slots = EMPTY_INDEX
        # Within the week.
        self.arrivals: list[tuple[int, bool]] = []  # crowds at the door: size, low intent
        self.event_cost = zeros(count)
        self.bought_time = zeros(count)  # moderation beyond what staff can do [full-time people]
        self.greeting_time = zeros(count)  # spent on onboarding this week [full-time people]
        self.ever_paid = False
        # Accounts and what members teach.
        self.champion_count = zeros(count)
        self.consultant_count = zeros(count)
        self.product_learning = zeros(count)
        self.account_engagement = NO_ACCOUNTS  # by flat index of people
        self.account_champion = NO_ACCOUNTS > 0
        # Bookkeeping.
        self.record = Record()
        self.agent_weeks = 0
        self.departed = zeros(rows)  # persons dropped from the table by compaction
        self.now = Week(0, Scale(inputs.tie_decay, 0))

    def note(self, name: str, values: np.ndarray) -> None:
        """Record this week's value of a raw series, one number per row."""
        series = self.record.get(name)
        if series is None:
            series = self.record[name] = np.full((len(values), self.weeks), np.nan)
        series[:, self.week] = values

    def note_all(self, records: np.ndarray) -> None:
        """Record this week's values of several raw series at once: one record per row, its fields named as the series."""
        names = records.dtype.names
        block = self.record.blocks.get(names)
        if block is None:
            block = self.record.blocks[names] = np.full((len(names), len(records), self.weeks), np.nan)
            self.record.update(zip(names, block, strict=True))
        block[:, :, self.week] = records.view(np.float64).reshape(len(records), len(names)).T

    def add(self, name: str, values: np.ndarray | float) -> None:
        """Add to this week's entry of a series that starts at zero (counts and money), one number per row."""
        series = self.record.get(name)
        if series is None:
            rows = len(values) if isinstance(values, np.ndarray) else self.count
            series = self.record[name] = np.zeros((rows, self.weeks))
        series[:, self.week] += values

    def add_people(self, name: str, rows: np.ndarray, amounts: np.ndarray) -> None:
        """Add amounts of single persons to this week's entry of a series over all 2R rows."""
        self.add(name, np.bincount(rows, weights=amounts, minlength=2 * self.count).astype(float))

    def set_inputs(self, inputs: Inputs) -> None:
        """Take over changed levers."""
        if inputs.incentive != self.inputs.incentive:
            self.incentive_weeks = 0
        self.inputs = inputs
        self.effects = effects_of(inputs)
        self.numbers = numbers_of(inputs)
        self.ageing = ageing_of(inputs, self.weeks)

    def managers(self) -> np.ndarray:
        """Return the community managers at work per world, after cuts and the hours of rituals [full-time people]."""
        return _at_work(self.inputs.community_managers, self.staff_cut, self.effects.rituals * RITUAL_HOURS / WORK_WEEK)

    def attention_reach(self) -> np.ndarray:
        """Return posts reached per unit of attention, per world: the platform, order and operations."""
        reach = self.effects.platform.attention * self.reach
        if self.inputs.operations > 0:
            # Order pays in proportion to how much there is to put in order (S3: beyond about 5,000 active).
            reach = reach * (1 + 0.3 * min(1.0, self.inputs.operations) * self.last_active / (self.last_active + 1500.0))
        else:
            reach = reach * (1 - 0.1 * max(0.0, self.inputs.empowerment - 0.5) * 2)
        return reach


@compiled
def _at_work(employed, cut, busy):
    managers = np.empty(cut.size)
    for row in range(cut.size):
        managers[row] = max(0.0, max(0.0, employed - cut[row]) - busy)
    return managers
