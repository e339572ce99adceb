"""The CLG flywheel simulator: an agent-based model of community-led growth.

This is the front door: what pages, files and other programs need stands here by name.
"""

from simulation.inputs import (
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
from simulation.measures import MEASURES, Measure
from simulation.results import Results, band, concatenate, summarise
from simulation.specification import InputError, Spec
from simulation.timeline import MAX_WEEKS, SHOCKS, Change, Shock, Timeline, check_shock, timeline_from
from simulation.version import MODEL_VERSION

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
    "Shock",
    "Spec",
    "Timeline",
    "band",
    "changed",
    "check_shock",
    "concatenate",
    "differences_of",
    "inputs_from",
    "summarise",
    "timeline_from",
    "usual",
]
