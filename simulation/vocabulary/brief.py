"""Is this for you? Eight questions, and the starting point that their answers set.

The answers choose levers and what one believes about the buyers. Questions: S1 when to use a community, S2 task-specific
questions. What an answer sets is an assumption (A).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.vocabulary.inputs import INPUTS, usual
from simulation.vocabulary.specification import InputError

ROOM = 20  # times its customers that a market usually holds, A


@dataclass(frozen=True)
class Question:
    """One question: choices by name with their words, or a number as the input of that name."""

    name: str
    label: str
    choices: Mapping[str, str]
    default: Any


QUESTIONS = (
    Question(
        "sells",
        "What do you sell, and to whom?",
        {
            "tool": "A tool with which people make things",
            "software": "Software that people use for work",
            "platform": "A platform that companies buy and build on",
            "commodity": "Something that is much the same from everybody",
        },
        "software",
    ),
    Question(
        "shareable",
        "How creative or shareable is what comes of it?",
        {"hardly": "Hardly: nobody would show it", "some": "Some of it", "very": "Very: people show and reuse it"},
        "some",
    ),
    Question(
        "trust",
        "How much do buyers trust what their peers say?",
        {"low": "Little: price or a tender decides", "some": "Somewhat", "high": "Much: they ask each other first"},
        "some",
    ),
    Question(
        "motion",
        "How do you win customers today?",
        {"product": "The product wins them", "paid": "Paid channels", "sales": "A sales team"},
        "product",
    ),
    Question("customers", "How many customers do you have?", {}, 1_200),
    Question("arpa", "What does a customer pay a month?", {}, 100.0),
    Question("churn", "What share of them leaves in a month?", {}, 0.035),
    Question(
        "convince",
        "Whom must you convince?",
        {
            "ceo": "The CEO",
            "product": "The head of product",
            "support": "The head of support",
            "marketing": "The head of marketing",
            "sales": "The head of sales",
            "finance": "The chief financial officer",
        },
        "product",
    ),
)
BY_NAME = {question.name: question for question in QUESTIONS}
FIGURES = {"customers": "starting_customers", "arpa": "arpa", "churn": "monthly_churn"}

SELLS: dict[str, dict[str, Any]] = {
    "tool": {"incentive": "spotlight", "incentive_targeting": "tailored", "recognition": "public", "in_product": "links"},
    "software": {},
    "platform": {
        "market": "enterprise",
        "community_model": "practice",
        "platform": "hybrid",
        "batch_size": 10,
        "application_filter": True,
        "education": "guides",
        "consultant_support": True,
    },
    "commodity": {"community_model": "interest", "readers": 0.2, "expansion": 0.001},
}
SHAREABLE: dict[str, dict[str, Any]] = {"hardly": {"shareability": 0.1}, "some": {}, "very": {"shareability": 0.9}}
TRUST: dict[str, dict[str, Any]] = {
    "low": {"recommendation": 0.3, "looking": 0.1, "social_proof": 0.8, "referred_buying": 0.0},
    "some": {},
    "high": {"recommendation": 1.5, "looking": 0.4, "referred_buying": 0.3},
}
CONVINCE: dict[str, dict[str, Any]] = {"finance": {"roi_review_month": 18}}


def answers_from(given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return all eight answers, checked; what was not answered is as usual.

    Raises:
        InputError: names every unknown question and every answer that is not allowed.
    """
    given = dict(given or {})
    problems = [f"{name!s:.60}: there is no such question; there are {', '.join(BY_NAME)}" for name in given if name not in BY_NAME]
    answers: dict[str, Any] = {}
    for question in QUESTIONS:
        value = given.get(question.name, question.default)
        if question.choices:
            if value not in question.choices:
                problems.append(f"{question.name}: {value!r:.60} is not allowed; it must be one of {', '.join(question.choices)}")
            answers[question.name] = value
            continue
        spec = INPUTS[FIGURES[question.name]]
        try:
            answers[question.name] = spec.parse(value) if isinstance(value, str) else spec.check(value)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return answers


def starting_point(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the differences from the defaults that eight checked answers set."""
    sells = SELLS[answers["sells"]]
    market = sells.get("market", "prosumer")
    found: dict[str, Any] = {**sells, **SHAREABLE[answers["shareable"]], **TRUST[answers["trust"]], **CONVINCE.get(answers["convince"], {})}
    found |= {name: answers[answer] for answer, name in FIGURES.items()}
    if answers["convince"] != "finance":
        found["reporting_line"] = answers["convince"]
    found["market_size"] = int(min(max(usual("market_size", market), ROOM * answers["customers"]), INPUTS["market_size"].high))
    if answers["motion"] == "paid":
        found["paid_spend"] = 2 * usual("paid_spend", market)
    elif answers["motion"] == "sales":
        found["paid_spend"] = 0.0
        found["selling_pressure"] = 0.2
    return found
