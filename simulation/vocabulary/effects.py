"""What each lever level does: the tables of the design turned into numbers the weekly processes use.

Derived once per change of inputs, never per week. Sizes are assumptions unless a source stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any, get_type_hints

import numpy as np

from simulation.vocabulary.inputs import INPUTS, Inputs
from simulation.vocabulary.personas import CROWDING, gains_of
from simulation.vocabulary.practices import Practices, drawn_in, practices_of

RITUALS = {"none": 0.0, "monthly": 0.23, "biweekly": 0.5, "weekly": 1.0, "twice_weekly": 2.0, "four_times_weekly": 4.0}  # per week, S1 S3
RITUAL_HOURS = 3.0  # staff hours per ritual, S3
WORK_WEEK = 40.0  # hours
BEFORE = 11  # [weeks] of tenure that somebody can have at the start, and one more
SEARCH_FADING = 0.0028  # of a page's search visits lost per week, A
USUAL_DIFFUSION = 0.22  # responsibility exponent at which newcomers hold back as much as observed
CLOSED = 0.4  # share of a closed community's life that onlookers hear of, A
USUAL_CUSTOMERS = {"prosumer": 1_200, "enterprise": 60}  # of a company to which absolute figures of search and signups belong
COHORT_ROOM_LIMIT = 60  # largest batch that gets a room of its own, S0

# What a compiled loop may read of a setting: every input that is a number, by name, in one record.
NUMBERS = np.dtype([(name, np.float64) for name, spec in INPUTS.items() if not spec.choices])


@dataclass(frozen=True)
class Platform:
    """One place: reach of attention, pull of ties, scale of inhibition, posting, search, reply time [h]."""

    attention: float
    tie_notice: float
    inhibition: float
    posting: float
    search: float
    hours: float
    visible: float = 1.0  # share of its life that onlookers see, A


PLATFORMS = {
    "chat": Platform(1.0, 0.15, 0.75, 1.25, 0.0, 4.0, 0.85),
    "forum": Platform(2.0, 0.30, 1.00, 0.85, 1.0, 18.0),
    "github": Platform(2.0, 0.35, 1.00, 0.95, 0.9, 18.0),
    "hybrid": Platform(1.6, 0.30, 0.92, 1.10, 0.7, 8.0, 0.9),
    "rented": Platform(1.2, 0.10, 0.58, 1.10, 0.1, 8.0),
}


@dataclass(frozen=True)
class ReportingLine:
    """What reporting to somebody changes."""

    trust: float
    selling: float = 0.0
    invitations: float = 1.0
    identity: float = 1.0
    deflection: float = 1.0
    leads: float = 1.0
    churn: float = 1.0
    heard_at: float = 50.0  # weekly active members from which its product's makers hear the community
    grown: float = 0.0  # trust that comes with the weight of a large community


REPORTING = {
    "ceo": ReportingLine(0.05, churn=0.97),
    "product": ReportingLine(0.02, invitations=0.85, churn=0.97),
    "support": ReportingLine(-0.03, identity=0.7, deflection=1.2),
    "marketing": ReportingLine(-0.10, selling=0.20, leads=1.15),
    "sales": ReportingLine(-0.18, selling=0.35),
    # Small, it has nobody's ear and must prove itself; large, nobody else's goals stand above those of its members (S3; sizes A).
    "own_function": ReportingLine(-0.20, churn=0.96, heard_at=400.0, grown=0.36),
}


@dataclass(frozen=True)
class CommunityModel:
    """Which of content, word of mouth, identity, buying and expansion a kind of community is strong in."""

    identity: float = 1.0
    content: float = 1.0
    reach: float = 1.0
    activation: float = 0.0  # logit
    conversion: float = 0.0  # logit
    expansion: float = 1.0


MODELS = {
    "practice": CommunityModel(identity=1.3, content=0.9, conversion=-0.15, expansion=1.15),
    "product": CommunityModel(content=1.15, activation=0.15),
    "interest": CommunityModel(identity=1.1, content=0.9, reach=1.4, activation=-0.1, conversion=-0.3, expansion=0.9),
}


@dataclass(frozen=True)
class Programme:
    """What the strategy matrix adds in one cell of market and product-market fit, S0."""

    conversion: float = 1.0
    churn: float = 1.0
    recommendation: float = 1.0
    product_learning: float = 0.0  # most churn that members' feedback can remove
    seats: int = 0  # most members, 0 is no limit
    champions: bool = False


PROGRAMMES = {
    ("prosumer", "established"): Programme(recommendation=1.5),
    ("prosumer", "exploring"): Programme(conversion=0.6, churn=1.6, product_learning=0.15),
    ("enterprise", "established"): Programme(champions=True),
    ("enterprise", "exploring"): Programme(conversion=0.6, churn=1.6, product_learning=0.15, seats=25),
}


@dataclass(frozen=True)
class Effects:
    """Everything the weekly processes need to know about the levers."""

    rituals: float  # per week
    rho: float
    fatigue: float
    platform: Platform
    reporting: ReportingLine
    model: CommunityModel
    programme: Programme
    gains: np.ndarray  # (4,) by persona
    crowding: np.ndarray  # (4,) by persona
    cash: bool
    status_decays: bool
    audience: np.ndarray  # (4,) gain from audience by persona
    rooms: bool
    selling: float
    recognition_factor: float
    badge_push: float
    award: float
    top_lift: float
    enterprise: bool
    activation_logit: float
    conversion_logit: float
    base_success: float  # signup to customer without any community
    churn: float  # per month, before product learning
    selection: float  # loyalty of those who come to use the product, above that of all who try it [SD]
    visible: float  # share of the community's life that onlookers see
    size: float  # of the company, in those of a usual one of its market
    expansion: float
    tickets: float
    share_reach: float
    hybrid: bool
    rented: bool
    rewards: bool  # paid in kind to everybody who contributed
    tailored: bool
    sham_fading: float  # share of the outrage about planted posts that is left after a week
    practice: Practices


def effects_of(inputs: Inputs) -> Effects:
    """Derive the effects of a setting."""
    rituals = RITUALS[inputs.ritual_cadence]
    reporting = REPORTING[inputs.reporting_line]
    strength = inputs.reporting_strength
    model = MODELS[inputs.community_model]
    programme = PROGRAMMES[inputs.market, inputs.pmf_stage]
    enterprise = inputs.market == "enterprise"
    conversion = (inputs.enterprise_conversion if enterprise else inputs.conversion) * programme.conversion
    return Effects(
        rituals=rituals,
        rho=min(1.0, rituals),
        fatigue=0.25 * max(0.0, rituals - 1.0),
        platform=PLATFORMS[inputs.platform],
        reporting=ReportingLine(
            trust=reporting.trust * strength,
            selling=reporting.selling * strength,
            invitations=reporting.invitations**strength,
            identity=reporting.identity**strength,
            deflection=reporting.deflection**strength,
            leads=reporting.leads**strength,
            churn=reporting.churn**strength,
            heard_at=reporting.heard_at,
            grown=reporting.grown * strength,
        ),
        model=model,
        programme=programme,
        gains=gains_of(inputs.incentive, inputs.incentive_targeting) * np.float32(inputs.incentive_strength) + drawn_in(inputs),
        crowding=np.asarray(CROWDING, dtype=np.float32) * np.float32(inputs.crowding_strength),
        cash=inputs.incentive == "cash",
        status_decays=inputs.incentive == "spotlight" and inputs.incentive_targeting == "one_size",
        audience=np.asarray([inputs.broadcast_status] + [inputs.broadcast_others] * 3, dtype=np.float32),
        rooms=0 < inputs.batch_size <= COHORT_ROOM_LIMIT,
        selling=min(1.0, inputs.selling_pressure + reporting.selling * strength),
        recognition_factor=1.05 if inputs.recognition == "private" else 1.0,
        badge_push=0.1 if inputs.recognition == "mass_badges" else 0.0,
        award=inputs.award_effect if inputs.recognition == "public" else 0.0,
        top_lift=1.3 if inputs.recognition == "public" else 1.0,
        enterprise=enterprise,
        activation_logit=float(np.log(inputs.activation / (1 - inputs.activation))),
        conversion_logit=float(np.log(conversion / (1 - conversion))),
        base_success=inputs.activation * conversion,
        # The churn that was typed in is that of the customers who are there, among whom the loyal have gathered.
        churn=inputs.monthly_churn * programme.churn * float(np.exp(inputs.frailty_loading**2)),
        selection=_selection(inputs),
        visible=PLATFORMS[inputs.platform].visible * (1.0 if inputs.public_content else CLOSED),
        size=inputs.starting_customers / USUAL_CUSTOMERS[inputs.market],
        expansion=inputs.enterprise_expansion if enterprise else inputs.expansion,
        tickets=inputs.enterprise_ticket_rate if enterprise else inputs.ticket_rate,
        share_reach=0.5 + inputs.shareability,
        hybrid=inputs.platform == "hybrid",
        rented=inputs.platform == "rented",
        rewards=inputs.incentive not in ("none", "cash"),
        tailored=inputs.incentive_targeting == "tailored",
        sham_fading=0.5 ** (1 / inputs.astroturf_half_life),
        practice=practices_of(inputs),
    )


def _selection(inputs: Inputs) -> float:
    """Return the mean loyalty [SD] of those who activate: they are drawn to communities, and that goes with loyalty."""
    z = np.linspace(-4, 4, 81)
    logit = np.log(inputs.activation / (1 - inputs.activation)) - 0.1 * inputs.affinity_selection**2 + inputs.affinity_selection * z
    weight = np.exp(-(z**2) / 2) / (1 + np.exp(-logit))
    return float((z * weight).sum() / weight.sum() * 0.5**0.5)


@dataclass(frozen=True)
class Ageing:
    """What changes with time: a table is cheaper than an exponential per member, or per page and week.

    By tenure [weeks], or by the age of a page [weeks].
    """

    novelty: np.ndarray  # logit of a visit
    need: np.ndarray  # questions per week
    seasoned: np.ndarray  # share of replies that do not seem better left to others
    found: np.ndarray  # share of the visits to a page in demand that it draws at its age

    @classmethod
    def empty(cls, rows: int, weeks: int) -> Ageing:
        """Return room for the tables of so many rows, each (rows, ages)."""
        return cls(*(np.zeros((rows, weeks + BEFORE), dtype=np.float32) for _ in range(3)), np.zeros((rows, weeks)))

    def set(self, row: int, tables: Ageing) -> None:
        """Write the tables of one setting into a row."""
        for name in (field.name for field in fields(self)):
            getattr(self, name)[row] = getattr(tables, name)


def ageing_of(inputs: Inputs, weeks: int) -> Ageing:
    """Return the tables for a run of so many weeks; founders came before the first one."""
    tenure = np.arange(weeks + BEFORE)
    # Newcomers feel less addressed than veterans, for the same reason: others know better. With no diffusion both vanish.
    held_back = inputs.responsibility_exponent / USUAL_DIFFUSION
    tables = (
        inputs.novelty * np.exp(-tenure / inputs.novelty_weeks),
        inputs.question_new * np.exp(-tenure / inputs.question_weeks) + inputs.question_old,
        (1 - 0.85 * np.exp(-tenure / 8.0)) ** held_back,
    )
    age = np.arange(weeks)
    found = (1 - np.exp(-((age / inputs.page_maturity) ** 2))) * np.exp(-SEARCH_FADING * age)
    return Ageing(*(table.astype(np.float32) for table in tables), found)


def numbers_of(inputs: Inputs) -> np.ndarray:
    """Return the numeric inputs as an array of one record: compiled loops read `numbers[row].tie_gain`."""
    return np.array([tuple(float(getattr(inputs, name)) for name in NUMBERS.names)], dtype=NUMBERS)


def _flat(kind: type, prefix: str = "") -> list[tuple[str, type]]:
    """Return names and types of all single numbers and switches of a dataclass, those of parts as `part_name`."""
    found: list[tuple[str, type]] = []
    for name, hint in get_type_hints(kind).items():
        if is_dataclass(hint):
            found += _flat(hint, f"{prefix}{name}_")
        elif hint is not np.ndarray:
            found.append((prefix + name, np.bool_ if hint is bool else np.float64))
    return found


# What a compiled loop may read of the effects of a setting: `effects[row].rho`, `effects[row].platform_search`; and
# whether that row has a community at all, which its counterfactual arm never has.
EFFECTS = np.dtype([*_flat(Effects), ("community", np.bool_)])


def _values(part: Any) -> list[Any]:
    values: list[Any] = []
    for field in fields(part):
        value = getattr(part, field.name)
        if is_dataclass(value):
            values += _values(value)
        elif not isinstance(value, np.ndarray):
            values.append(value)
    return values


@dataclass(frozen=True)
class Terms:
    """What the engine reads of one setting: `numbers` and `effects` are single records, tables are (4,) by persona or by age."""

    numbers: np.void
    effects: np.void
    gains: np.ndarray
    crowding: np.ndarray
    audience: np.ndarray
    ageing: Ageing


@lru_cache(maxsize=256)
def terms_of(inputs: Inputs, weeks: int) -> Terms:
    """Return what the engine reads of a setting in a run of so many weeks; kept, because many rows share one."""
    effects = effects_of(inputs)
    record = np.array([(*_values(effects), inputs.community)], dtype=EFFECTS)
    return Terms(numbers_of(inputs)[0], record[0], effects.gains, effects.crowding, effects.audience, ageing_of(inputs, weeks))
