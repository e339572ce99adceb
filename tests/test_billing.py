"""When customers pay: once a month each, and accounts renew once a year."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.state.billing import BILLING_DAYS, due_days, renews

WEEKS = 520


def weeks_due(day: int) -> list[int]:
    return [week for week in range(WEEKS) if int(due_days(week)) >> day & 1]


@pytest.mark.parametrize("day", range(BILLING_DAYS))
def test_every_billing_day_comes_twelve_times_a_year(day):
    due = weeks_due(day)
    assert len(due) == WEEKS * 12 / 52
    assert {after - before for before, after in itertools.pairwise(due)} == {4, 5}


@pytest.mark.parametrize("since", [-64, -13, -1, 0, 3, 100])
@pytest.mark.parametrize("day", range(BILLING_DAYS))
def test_a_contract_ends_on_every_twelfth_billing_day_after_it_was_signed_and_on_no_other(since, day):
    due = [week for week in weeks_due(day) if week > since]
    renewing = [week for week in due if renews(week, np.int16(since), np.uint8(day))]
    if since >= 0:
        assert renewing == due[11::12]
        assert 48 <= renewing[0] - since <= 52
    assert {after - before for before, after in itertools.pairwise(renewing)} == {52}


def test_accounts_are_lost_evenly_over_the_year_at_the_rate_that_was_entered():
    alone = inputs_from({"market": "enterprise", "community": False, "starting_customers": 5_000, "frailty_loading": 0.0, "paid_spend": 0.0})
    lost = simulate(alone, seed=7, weeks=156, replicates=range(2)).series["churn_rate"]
    yearly = 1 - math.exp(-12 * alone.monthly_churn)
    assert 12 * np.nanmean(lost) == pytest.approx(yearly, rel=0.1)
    quarters = np.nanmean(lost[:, :156].reshape(2, 12, 13), axis=(0, 2))
    assert quarters.max() < 2 * quarters.min(), "not all of them in one month"


def test_a_new_account_has_a_year_before_it_can_leave():
    young = inputs_from({"market": "enterprise", "community": False, "starting_customers": 0, "frailty_loading": 0.0, "monthly_churn": 0.3})
    results = simulate(young, seed=7, weeks=60, replicates=range(4))
    customers = np.concatenate([np.zeros((4, 1)), results.series["customers"]], axis=1)
    lost = np.nan_to_num(results.series["churn_rate"])
    assert customers[:, 40].min() > 5
    assert not lost[:, :46].any()
    assert lost[:, 52:].any()
