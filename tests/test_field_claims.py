"""The table of what the field claims: every verdict follows from the figures, and nothing that was looked at is left out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import INPUTS, MEASURES
from simulation.documentation import field
from simulation.documentation.document import PLACE, markdown
from simulation.documentation.field import ABSENT, AGREES, CLAIMS, CONTRADICTS, IMPOSED, rows, value_of, verdict_of
from simulation.documentation.findings import saved
from simulation.engine.ensemble import simulate
from simulation.studies import practice_figures
from simulation.vocabulary.inputs import inputs_from


def test_every_target_pattern_is_among_the_claims():
    assert {one.name for one in saved().of("target")} <= {one.finding for one in CLAIMS}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.says[:40])
def test_a_verdict_follows_from_the_figure(claim):
    ways = [bool(claim.finding), bool(claim.assumption), claim.compute is not None, bool(claim.figure)]
    assert sum(ways) <= 1
    assert all(name in MEASURES for name in claim.measure.split(", ") if name)
    value, verdict = value_of(claim), verdict_of(claim)
    if not any(ways):
        assert (verdict, math.isnan(value)) == (ABSENT, True)
        assert claim.note, "what is not represented says why"
    elif claim.assumption:
        assert (verdict, value) == (IMPOSED, INPUTS[claim.assumption].default)
        assert claim.low <= value <= claim.high
    else:
        assert verdict == (AGREES if claim.low <= value <= claim.high else CONTRADICTS)
        assert verdict == AGREES or claim.note, "a contradiction is explained"


def test_a_claim_and_its_finding_accept_the_same():
    found = {one.name: one for one in saved().findings}
    for claim in CLAIMS:
        one = found.get(claim.finding)
        if one is not None and verdict_of(claim) == CONTRADICTS:
            assert one.verdict != "holds" or (claim.low, claim.high) != (one.low, one.high)


def test_what_is_read_from_the_default_is_what_it_shows():
    results = simulate(inputs_from(), replicates=range(6))
    for claim in CLAIMS:
        if claim.compute is not None:
            fresh = float(np.nanmedian(claim.compute(results)))
            assert fresh == pytest.approx(value_of(claim), rel=0.35), claim.says


def test_what_was_measured_of_practices_is_todays():
    assert practice_figures.load()["mark"] == practice_figures.mark(), "run python -m simulation validate --practices --save"
    assert {one.name for one in practice_figures.load()["figures"]} == {claim.figure for claim in CLAIMS if claim.figure}


def test_everything_that_is_claimed_is_represented():
    """Referral programmes, monetisation, introductions by sales and combined models are not, and the limits say so."""
    assert not [claim.says for claim in CLAIMS if verdict_of(claim) == ABSENT]
    text = PLACE.read_text(encoding="utf-8")
    assert "Referral programmes, monetisation of the community, introductions by sales and combined community models are not represented." in text


def test_the_document_holds_the_table():
    assert markdown(rows()) in PLACE.read_text(encoding="utf-8")
    assert len({one.says for one in field.CLAIMS}) == len(field.CLAIMS)
