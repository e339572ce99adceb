"""What must be said beside an estimate: that it lies at the end of what was tried, or outside what was thought before."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulation.studies.history.learning import Learnt
from simulation.studies.history.library import PARAMETERS
from simulation.vocabulary.inputs import INPUTS

CHANGE = "change of signups"


def cautions(learnt: Mapping[str, Learnt]) -> dict[str, str]:
    """Return {setting: why its estimate is not to be taken at its word}, for those that a history teaches.

    Nothing lies beyond the ends of the prior: an estimate there says that the history points there, not how far.
    """
    found = {}
    for parameter in PARAMETERS:
        one = learnt[parameter.name]
        if not one.taught:
            continue
        said = f"{INPUTS[parameter.name].label if parameter.name in INPUTS else CHANGE.capitalize()} ({one.median:.3g})"
        if any(math.isclose(one.median, end, rel_tol=1e-6) for end in (parameter.low, parameter.high)):
            tried = f"{parameter.low:.3g} to {parameter.high:.3g}"
            found[parameter.name] = f"{said}: the history does not say how far it goes; it lies at the end of what was tried ({tried})"
        elif not one.prior_low <= one.median <= one.prior_high:
            before = f"{one.prior_low:.3g} to {one.prior_high:.3g}"
            found[parameter.name] = f"{said}: it lies outside what was thought before ({before}), where few communities were simulated"
    return found
