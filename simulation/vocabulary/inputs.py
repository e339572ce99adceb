"""Levers and assumptions together: one complete, checked setting of the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from simulation.vocabulary.assumptions import GROUPS as ASSUMPTION_GROUPS
from simulation.vocabulary.assumptions import Assumptions
from simulation.vocabulary.levers import GROUPS as LEVER_GROUPS
from simulation.vocabulary.levers import MARKET_DEFAULTS, ORGANIC, Levers, spec_of
from simulation.vocabulary.specification import Allowed, InputError, Spec

VARIANTS: dict[str, dict[str, Any]] = {
    "balanced": {},
    "inhibition_led": {"inhibition_exponent": 1.0, "responsibility_exponent": 0.22, "visit_bonds": 0.8},
    "tie_led": {"inhibition_exponent": 0.5, "visit_bonds": 1.6, "tie_decay": 0.05},
    "resilient": {"inhibition_exponent": 0.45, "responsibility_exponent": 0.2, "identity_dilution": 0.02, "trust_neglect": 0.3},
}
"""Structural variants: plausible readings of the same evidence, each a set of assumptions."""


@dataclass(frozen=True, kw_only=True)
class Inputs(Levers, Assumptions):
    """Every input with its value. Build it with `inputs_from`, which checks and resolves."""


INPUTS: dict[str, Spec] = {f.name: spec_of(f) for f in (*fields(Levers), *fields(Assumptions))}
LEVERS: dict[str, Spec] = {name: spec for name, spec in INPUTS.items() if spec.kind == "lever"}
ASSUMPTIONS: dict[str, Spec] = {name: spec for name, spec in INPUTS.items() if spec.kind == "assumption"}
GROUPS: dict[str, str] = {**LEVER_GROUPS, **ASSUMPTION_GROUPS}
ALLOWED = Allowed(INPUTS)


def usual(name: str, market: str = "prosumer", customers: int | None = None) -> Any:
    """Return the default of an input in a market, of a company with so many customers."""
    if name == "organic_signups":
        size = usual("starting_customers", market) if customers is None else customers
        return round(ORGANIC[market] * size, 3)
    return MARKET_DEFAULTS[market].get(name, INPUTS[name].default)


def inputs_from(differences: Mapping[str, Any] | None = None) -> Inputs:
    """Return complete inputs from differences to the defaults.

    The market's own usual figures stand in for business inputs that are not given.

    Raises:
        InputError: names every unknown name and every value out of range.
    """
    checked = ALLOWED.check(differences or {})
    market = checked.get("market", INPUTS["market"].default)
    customers = checked.get("starting_customers", usual("starting_customers", market))
    organic = usual("organic_signups", market, customers)
    inputs = Inputs(**{**MARKET_DEFAULTS[market], "organic_signups": organic, **checked})
    if problems := problems_together(inputs):
        raise InputError(problems)
    return inputs


def problems_together(inputs: Inputs) -> list[str]:
    """Say what is wrong with inputs of which each alone is allowed."""
    if inputs.market_size > inputs.starting_customers:
        return []
    return [f"market_size: {inputs.market_size:,} is not allowed; it must be more than the {inputs.starting_customers:,} customers at the start"]


def differences_of(inputs: Inputs) -> dict[str, Any]:
    """Return only what differs from the defaults of the inputs' own market."""
    return {
        name: value
        for name, value in ((one.name, getattr(inputs, one.name)) for one in fields(inputs))
        if value != usual(name, inputs.market, inputs.starting_customers) or (name == "market" and value != INPUTS[name].default)
    }


def changed(inputs: Inputs, name: str, value: Any) -> Inputs:
    """Return the inputs with one checked value changed."""
    return replace(inputs, **ALLOWED.check({name: value}))
