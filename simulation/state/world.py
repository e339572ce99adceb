"""The state of all replicates at once: people, members, knowledge, staff, the market and the books.

Rows 0..R-1 of `people` are worlds with a community, rows R..2R-1 the same worlds without one (the counterfactual arm);
`members` has the first R rows only. What happens within one week lives in `Week` and is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.state.interest import exponential, interest_path
from simulation.state.population import Table, new_members, new_people
from simulation.state.randomness import CHANNELS, Draws
from simulation.state.record import Record
from simulation.state.ties import scale_of
from simulation.state.week import EMPTY_INDEX, Week
from simulation.vocabulary.effects import EFFECTS, NUMBERS, RITUAL_HOURS, WORK_WEEK, Ageing, terms_of
from simulation.vocabulary.inputs import Inputs, changed
from simulation.vocabulary.personas import PERSONAS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Timeline

NO_ACCOUNTS = np.zeros(0, dtype=np.float32)
HANDS = 4.0  # per full-time person: half of one looks after a place nearly as well as a whole one, A
NUMBER_NAMES = frozenset(NUMBERS.names or ())
MEMBERS_HANDS = 0.5  # how well fully empowered members look after it, against paid hands, A
LIFE_PARTS = 6
TRADE = ("paid", "organic", "search", "word_of_mouth")  # the channels of signups, in the order of their columns


class Row(NamedTuple):
    """One replicate of a block: what is set, what is planned, and which world of the seed it is."""

    inputs: Inputs
    timeline: Timeline
    replicate: int


class Hosting(NamedTuple):
    """Who looks after each place, (R,) each."""

    cut: np.ndarray  # the hands taken away for which this holds [full-time people]
    hosted: np.ndarray  # how well it is looked after, 0-1
    rhythm: np.ndarray  # how much of a weekly ritual it has
    led: np.ndarray  # which share of the hosting is done by members, 0-1


class World:
    """All state of R rows and their counterfactual arms, each row with settings and a timeline of its own.

    Attributes:
        rows: what each row was asked to be, as it began.
        spec: what the block is part of; where rows differ, the first row's setting.
        inputs: the settings of each row now.
        numbers: numeric inputs as records, (2R,): row r + R, the counterfactual arm of row r, has the same ones.
        effects: what levers do as records, (2R,); `community` is false in counterfactual arms.
        gains, crowding, audience: by row and persona, (R, 4) float32.
        ageing: tables by row and age.
        groups: the rows (indices) that share one timeline, and that timeline.
    """

    def __init__(self, rows: Sequence[Row], seed: int, weeks: int, spec: RunSpec | None = None) -> None:
        self.rows = tuple(rows)
        self.spec = spec or RunSpec(self.rows[0].inputs, self.rows[0].timeline, seed, weeks, runs=len(self.rows))
        self.weeks = weeks
        self.week = 0
        self.seed = seed
        self.replicates = np.array([row.replicate for row in self.rows], dtype=np.int64)
        count = len(self.rows)
        self.count = count
        self.inputs: list[Inputs] = [row.inputs for row in self.rows]
        self.groups = _by_timeline(self.rows)
        self.launch_week = np.array([week_of(inputs.launch_month) for inputs in self.inputs])  # from which a row has its community
        self.launches = frozenset(self.launch_week.tolist())  # the weeks in which some row begins its community
        self._columns: dict[str, np.ndarray] = {}  # of what levers do, by name: looked up many times a week
        self._anywhere: dict[str, bool] = {}  # what some row has, until a row is read anew
        self._tallied: dict[int, tuple[np.ndarray, np.ndarray]] = {}  # what is added up, by kind: plain numbers, and as records
        self._decays: tuple[float, ...] = ()  # of ties, by row
        self._hosting: Hosting | None = None  # who looks after places, as long as nobody's hands are cut
        self.numbers = np.zeros(2 * count, dtype=NUMBERS)
        self.effects = np.zeros(2 * count, dtype=EFFECTS)
        self.gains, self.crowding, self.audience = (np.zeros((count, len(PERSONAS)), dtype=np.float32) for _ in range(3))
        self.ageing = Ageing.empty(count, weeks)
        for row in range(count):
            self._read(row)
        self.community = self.effects["community"][:count]  # (R,): which rows have one by now
        self.has_community = any(inputs.community for inputs in self.inputs)  # by and by
        self.draws = Draws(seed, np.concatenate([self.replicates, self.replicates]))
        self.people: Table = new_people(2 * count)
        self.members: Table = new_members(count)

        def zeros(*shape: int) -> np.ndarray:
            return np.zeros(shape)

        arms = 2 * count
        # The market.
        self.remaining = self.numbers["market_size"] - self.numbers["starting_customers"]
        self.ordinals = np.zeros((arms, len(CHANNELS)), dtype=np.int64)  # persons so far by channel
        self.signups = zeros(arms, 4)  # this week, by TRADE
        self.signups_ever = zeros(arms)
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
        self.life = zeros(count)  # how alive the place looks, 0-1
        self.life_sums = zeros(count, LIFE_PARTS)  # what it is made of, fading
        self.interest, self.demand = interest_path(self.inputs, seed, self.replicates, weeks)  # (R, weeks)
        self.resentment = zeros(count)  # disappointed newcomers who still tell others
        self.discouraged = zeros(count)  # signups to come that are talked out of it, per week
        self.reach = np.ones(count)  # what an algorithm leaves of the reach
        self.reach_until = np.zeros(count, dtype=np.int64)
        self.search_reach = np.ones(count)  # what a migration leaves of the pages' standing
        self.expert_spike = zeros(count)
        self.incentive_weeks = np.zeros(count, dtype=np.int64)  # how long the present incentive runs
        # Knowledge.
        self.knowledge = zeros(count)
        self.public_knowledge = zeros(count)
        self.page_appeal = zeros(count, weeks)  # weekly search visits when mature, by week of publication
        self.search_visits = zeros(count)
        self.shared_appeal = zeros(count, weeks)  # of it, what members made to be used by others
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
        self.arrivals: list[tuple[np.ndarray, int, bool]] = []  # crowds at the door: rows, size, low intent
        self.event_cost = zeros(count)
        self.built = zeros(count)  # paid so far for building the community into the product [$]
        self.bought_time = zeros(count)  # moderation beyond what staff can do [full-time people]
        self.greeting_time = zeros(count)  # spent on onboarding this week [full-time people]
        self.ever_paid = np.zeros(count, dtype=bool)
        self.ever_mentored = False  # somewhere in the block
        # Accounts and what members teach.
        self.champion_count = zeros(count)
        self.consultant_count = zeros(count)
        self.product_learning = zeros(count)
        self.account_engagement = NO_ACCOUNTS  # by flat index of people
        self.account_champion = NO_ACCOUNTS > 0
        # Bookkeeping.
        self.record = Record()
        self.agent_weeks = zeros(count)  # members who lived through a week
        self.departed = zeros(arms)  # persons dropped from the table by compaction
        self.begin(0)

    def begin(self, week: int) -> None:
        """Begin a week: what happened in the one before is forgotten."""
        self.week = week
        if not self._decays:
            self._decays = tuple(inputs.tie_decay for inputs in self.inputs)
        self.now = Week(week, scale_of(self._decays, week))

    def note(self, name: str, values: np.ndarray) -> None:
        """Record this week's value of a raw series, one number per row."""
        series = self.record.get(name)
        if series is None:
            series = self.record[name] = np.full((len(values), self.weeks), np.nan)
        series[:, self.week] = values

    def tally(self, kind: np.dtype, rows: int, start: float = 0.0) -> np.ndarray:
        """Return the records, (rows,), in which compiled loops add up this week's values of several raw series, named as the fields."""
        self.sums(kind, rows, start)
        return self._tallied[id(kind)][1][self.week]

    def sums(self, kind: np.dtype, rows: int, start: float = 0.0) -> np.ndarray:
        """Return what `tally` does as plain numbers, (rows, fields)."""
        known = self._tallied.get(id(kind))  # kinds are constants of their files; to compare them would take longer than to count
        if known is None:
            names = kind.names or ()
            block = self.record.blocks.get(names)
            if block is None:
                block = self.record.blocks[names] = np.full((self.weeks, rows, len(names)), np.nan)
                self.record.tie()
            known = self._tallied[id(kind)] = block, block.view(kind)[:, :, 0]
        values = known[0][self.week]
        values.fill(start)
        return values

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

    def each(self, name: str) -> np.ndarray:
        """Return a numeric input by row, (R,) float64."""
        return self._column(self.numbers, name)

    def effect(self, name: str) -> np.ndarray:
        """Return an effect of the levers by row, (R,)."""
        return self._column(self.effects, name)

    def _column(self, table: np.ndarray, name: str) -> np.ndarray:
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = table[name][: self.count]
        return column

    def anywhere(self, name: str) -> bool:
        """Say whether a numeric input or an effect is other than zero in some row."""
        known = self._anywhere.get(name)
        if known is None:
            table = self.numbers if name in NUMBER_NAMES else self.effects
            known = self._anywhere[name] = bool(table[name].any())
        return known

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become a copy, deep or read from bytes: what was a view of the other's columns is a view of one's own."""
        vars(self).update(state)
        self._columns, self._tallied = {}, {}
        self.community = self.effects["community"][: self.count]
        self.record.tie()

    def set_input(self, rows: Iterable[int], name: str, value: Any) -> None:
        """Let some rows take over one changed lever."""
        known: dict[int, Inputs] = {}  # many rows share one setting
        for row in rows:
            before = self.inputs[row]
            after = known.get(id(before))
            if after is None:
                after = known[id(before)] = changed(before, name, value)
            if after.incentive != before.incentive:
                self.incentive_weeks[row] = 0
            self.inputs[row] = after
            self._read(row)

    def _read(self, row: int) -> None:
        """Read the settings of one row into what compiled loops read."""
        terms = terms_of(self.inputs[row], self.weeks)
        for arm in (row, row + self.count):
            self.numbers[arm] = terms.numbers
            self.effects[arm] = terms.effects
        self.effects["community"][row] = self.inputs[row].community and self.week >= self.launch_week[row]
        self.effects["community"][row + self.count] = False
        self.gains[row], self.crowding[row], self.audience[row] = terms.gains, terms.crowding, terms.audience
        self.ageing.set(row, terms.ageing)
        self._anywhere.clear()
        self._decays = ()
        self._hosting = None

    def hosted(self) -> np.ndarray:
        """Return how well the place is looked after per world, 0-1: by paid hands, else half as well by empowered members."""
        return self._hosts().hosted

    def led_by_members(self) -> np.ndarray:
        """Return which share of the hosting is done by members, (R,)."""
        return self._hosts().led

    def rhythm(self) -> np.ndarray:
        """Return how much of a weekly ritual each world has, (R,): rituals need hosts."""
        return self._hosts().rhythm

    def _hosts(self) -> Hosting:
        """Return who looks after each place; looked up many times a week, and changed by a lever or a cut alone."""
        known = self._hosting
        if known is None or known.cut is not self.staff_cut:
            paid = 1 - exponential(-HANDS * np.maximum(0.0, self.each("community_managers") - self.staff_cut))  # paid hands alone
            hosted = paid + (1 - paid) * MEMBERS_HANDS * self.each("empowerment")
            led = np.divide(hosted - paid, hosted, out=np.zeros(self.count), where=hosted > 0)
            known = self._hosting = Hosting(self.staff_cut, hosted, self.effect("rho") * hosted, led)
        return known

    def alive(self) -> np.ndarray:
        """Return how far each world is as alive to onlookers as they expect, (R,) up to 1."""
        return np.minimum(1.0, self.life * self.effect("visible") / self.each("life_expected"))


def week_of(month: int) -> int:
    """Return the first week of a month, counted from 0."""
    return -(-month * 52 // 12)


def _by_timeline(rows: Sequence[Row]) -> tuple[tuple[np.ndarray, Timeline], ...]:
    together: dict[Timeline, list[int]] = {}
    for row, (_, timeline, _) in enumerate(rows):
        together.setdefault(timeline, []).append(row)
    return tuple((np.array(same), timeline) for timeline, same in together.items())


@compiled
def alive(life, numbers, effects):
    """Return how far a place is as alive to onlookers as they expect, up to 1 (in compiled loops): its life, and its row of both tables."""
    return min(1.0, life * effects.visible / numbers.life_expected)


@compiled
def managers_at_work(cut, numbers, effects):
    """Return community managers at work after cuts and the hours of rituals and practices [full-time people], (R,)."""
    managers = np.empty(cut.size)
    for row in range(cut.size):
        busy = effects[row].rituals * RITUAL_HOURS / WORK_WEEK + effects[row].practice_hours / WORK_WEEK
        managers[row] = max(0.0, max(0.0, numbers[row].community_managers - cut[row]) - busy)
    return managers


@compiled
def attention_reach(reach_left, last_active, numbers, effects):
    """Return posts reached per unit of attention by world, (R,): the platform, order and operations."""
    reach = np.empty(reach_left.size)
    for row in range(reach_left.size):
        a = numbers[row]
        reach[row] = effects[row].platform_attention * reach_left[row]
        if a.operations > 0:
            # Order pays in proportion to how much there is to put in order (S3: beyond about 5,000 active).
            reach[row] *= 1 + 0.3 * min(1.0, a.operations) * last_active[row] / (last_active[row] + 1500.0)
        else:
            reach[row] *= 1 - 0.1 * max(0.0, a.empowerment - 0.5) * 2
    return reach
