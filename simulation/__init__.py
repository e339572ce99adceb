"""The CLG flywheel simulator: an agent-based model of community-led growth.

This is the front door: what pages, files and other programs need stands here by name.
"""

from simulation.outcomes.results import Results, band, concatenate, summarise
from simulation.vocabulary.inputs import (
    ALLOWED,
    ASSUMPTIONS,
    GROUPS,
    INPUTS,
    LEVERS,
    VARIANTS,
    Inputs,
    changed,
    differences_of,
    inputs_from,
    usual,
)
from simulation.vocabulary.measures import MEASURES, Measure
from simulation.vocabulary.run_spec import RunSpec, changed_names
from simulation.vocabulary.specification import InputError, Spec
from simulation.vocabulary.timeline import MAX_WEEKS, SHOCKS, Change, Shock, Timeline, check_shock, timeline_from
from simulation.vocabulary.version import MODEL_VERSION

__all__ = [
    "ALLOWED",
    "ASSUMPTIONS",
    "GROUPS",
    "INPUTS",
    "LEVERS",
    "MAX_WEEKS",
    "MEASURES",
    "MODEL_VERSION",
    "SHOCKS",
    "VARIANTS",
    "Change",
    "InputError",
    "Inputs",
    "Measure",
    "Results",
    "RunSpec",
    "Shock",
    "Spec",
    "Timeline",
    "band",
    "changed",
    "changed_names",
    "check_shock",
    "concatenate",
    "differences_of",
    "inputs_from",
    "summarise",
    "timeline_from",
    "usual",
]
