"""What further practices add to a programme: the community in the product, education, feedback, consultants, guidelines.

At their defaults they add nothing. Every size here is an assumption: the sources give directions only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.personas import CONSULTANT, PERSONAS

HEARD = {"ceo": 0.9, "product": 1.0, "support": 0.5, "marketing": 0.2, "sales": 0.1, "own_function": 0.7}  # how far the product team listens, S4; A


@dataclass(frozen=True)
class InProduct:
    """Where users meet the community while they use the product, S1 S2; sizes A."""

    meets: float = 0.0  # share of the signups who meet it in their first days, once there is much to see
    shown: float = 0.0  # share of the customers who see there what is known
    asks: float = 0.0  # how many more of the customers ask to come in
    sharing: float = 0.0  # how much more is shared where sharing is a click away
    build: float = 0.0  # of the cost of building


IN_PRODUCT = {"none": InProduct(), "links": InProduct(0.10, 0.15, 0.3, 0.05, 1 / 6), "surfaced": InProduct(0.30, 0.40, 0.8, 0.15, 1.0)}


@dataclass(frozen=True)
class Education:
    """What can be learned, and how many of those who follow the place learn it, S3; sizes A."""

    level: int = 0
    learns: float = 0.0  # share of the customers who follow the place, per month
    pages: float = 0.0  # guides per week
    activation: float = 0.0  # logit of those who meet the community first
    experience: float = 0.0  # how much faster members learn what there is to know
    cost: float = 0.0  # of an academy's


EDUCATION = {"none": Education(), "guides": Education(1, 0.05, 0.5, 0.08, 0.3, 0.2), "academy": Education(2, 0.08, 1.0, 0.15, 1.0, 1.0)}
ADOPTED = (0.0, 0.25, 0.6)  # how much more of the product a customer uses who learned nothing, from guides, in an academy, A


@dataclass(frozen=True)
class FeedbackLoop:
    """What members' input does where it is heard, and where it is not, S1 S2 S4; sizes A."""

    learning: float = 0.0  # most churn that it can remove
    identity: float = 0.0  # how much more belonging comes of taking part
    gained: float = 0.0  # trust where the product team listens
    ignored: float = 0.0  # trust lost where it does not
    hours: float = 0.0  # of staff, per week
    cost: float = 0.0  # of the product team's time


FEEDBACK = {
    "none": FeedbackLoop(),
    "listening": FeedbackLoop(0.03, 0.0, 0.01, 0.03, 2.0, 0.2),
    "roadmap": FeedbackLoop(0.08, 0.25, 0.05, 0.05, 4.0, 1.0),
}
CONSULTANT_HOURS = 2.0  # of staff per week for guides and introductions, A
CONSULTANT_REACH = 0.8  # how many more leads a supported consultant brings, A
CONSULTANT_START = 0.25  # logit of activation where consultants help to begin, A
CONSULTANT_GAIN = 0.3  # how much more a supported consultant gives, A
NOT_FOR_ME = 0.2  # how much less the others give where the consultants' programme is everybody's, S0; size A
GUIDED = 0.3  # how much larger a crowd may be before which one speaks, where guidelines are kept, A
ORDERLY = 0.5  # of the disorder that guidelines remove, A
GUIDELINES_HOURS = 2.0  # of staff per week, S1: small


@dataclass(frozen=True)
class Practices:
    """What further practices add: nothing at their defaults."""

    meets: float
    shown: float
    asks: float
    sharing: float
    build: float  # [$ once]
    level: int  # of education
    learns: float
    pages: float  # per week, by the team
    activation: float  # logit
    experience: float
    learning: float  # most churn that feedback removes
    identity: float
    trust: float
    consultant_reach: float
    consultant_start: float
    guided: float
    unruly: float  # disorder that is left
    hours: float  # of staff, per week
    cost: float  # [$ per month]
    customers: bool  # may ask to come in
    prospects: bool


def practices_of(inputs: Inputs) -> Practices:
    """Return what the practices of a setting add."""
    place, school, loop = IN_PRODUCT[inputs.in_product], EDUCATION[inputs.education], FEEDBACK[inputs.feedback_loop]
    heard, consultants, rules = HEARD[inputs.reporting_line], float(inputs.consultant_support), float(inputs.guidelines)
    return Practices(
        meets=place.meets * inputs.in_product_effect,
        shown=min(1.0, place.shown * inputs.in_product_effect),
        asks=place.asks * inputs.in_product_effect,
        sharing=place.sharing * inputs.in_product_effect,
        build=place.build * inputs.in_product_cost,
        level=school.level,
        learns=school.learns * inputs.education_effect,
        pages=school.pages * inputs.education_effect,
        activation=school.activation * inputs.education_effect,
        experience=school.experience * inputs.education_effect,
        learning=loop.learning * heard * inputs.feedback_effect,
        identity=loop.identity * heard * inputs.feedback_effect,
        trust=(loop.gained * heard - loop.ignored * (1 - heard)) * inputs.feedback_effect,
        consultant_reach=CONSULTANT_REACH * consultants * inputs.consultant_effect,
        consultant_start=CONSULTANT_START * consultants * inputs.consultant_effect,
        guided=GUIDED * rules * inputs.guidelines_effect,
        unruly=max(0.0, 1 - ORDERLY * rules * inputs.guidelines_effect),
        hours=loop.hours + CONSULTANT_HOURS * consultants + GUIDELINES_HOURS * rules,
        cost=school.cost * inputs.education_cost + loop.cost * inputs.feedback_cost + consultants * inputs.consultant_cost,
        customers=inputs.open_to != "prospects",
        prospects=inputs.open_to != "customers",
    )


def drawn_in(inputs: Inputs) -> np.ndarray:
    """Return how much more each persona gives where consultants are supported, (4,) float32."""
    shift = np.zeros(len(PERSONAS), dtype=np.float32)
    if inputs.consultant_support:
        # Consultants and ambassadors are moved by different things: one programme for both loses the others (S0 step 4).
        shift[:] = 0.0 if inputs.incentive_targeting == "tailored" else -NOT_FOR_ME
        shift[CONSULTANT] = CONSULTANT_GAIN
    return shift * np.float32(inputs.consultant_effect)
