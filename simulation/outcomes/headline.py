"""The first words of a verdict: what it is worth and whether the community is healthy, then payback and cost.

The rule, held by tests at both ends of every lever: the first sentence always says the value or the loss with its range,
the difference to the baseline wherever chance does not explain it (by the sign test of the key figures, so that both say
the same; a few worlds of a preview never tell), and the zone of the community with its count of worlds.
So it cannot praise what loses value or ruins health without saying so. Where payback and value go different ways, payback stands last and
it is said that the value alone discounts. `warnings` adds what these figures hide: a result
that falls at the end, a place that fades while the money does not show it yet, a payback that comes earlier only because less is
spent, worlds that lose money, health that is lost.
"""

from __future__ import annotations

import numpy as np

from simulation.outcomes.arrival import Arrival, payback_of
from simulation.outcomes.results import Results, band
from simulation.outcomes.running_cost import running_cost
from simulation.outcomes.sign_test import PROBABLE, sign_test
from simulation.outcomes.zones import UNKNOWN, ZONES, counts_of, zone_of, zone_words, zones_of_worlds
from simulation.vocabulary.amounts import money, money_range, span_of_months
from simulation.vocabulary.words import counted, in_worlds

NO_COMMUNITY = "There is no community in this setting: nothing is spent on it and nothing comes back."
TOLD = 0.8  # share of the worlds that must agree before a place is said to fade
HALF_A_YEAR = 6  # [months]
QUARTER = 3  # [months]
FALLING = 0.95  # the last quarter's monthly result, as a share of the one half a year before, from which on it falls
FADING = 0.9  # visible life of the last quarter, as a share of that half a year before, under which the place fades
MUCH_LESS = 0.9  # cost as a share of the baseline's under which less spending explains an earlier payback


def headline(results: Results, baseline: Results | None = None, currency: str = "$") -> str:
    """Return the first sentence; with a baseline in the same worlds it says what is gained or lost against it.

    >>> headline(results)  # doctest: +SKIP
    'Worth $376k ($224k to $525k) over three years, healthy in 25 of 30 worlds, paid back in month 23 (20 to 27), for $9.2k a month.'
    """
    if not results.inputs.community:
        return NO_COMMUNITY
    low, middle, high = (float(end) for end in band(results.runs["npv"]))
    over = f"over {span_of_months(results.months)}"
    alone = len(results) == 1

    def ranged(text: str) -> str:
        """Write a range behind its amount; one world has none, and is said to be one where its health is told."""
        return "" if alone else f" ({text})"

    if money(middle, currency) == money(0.0, currency):
        value = f"Worth about nothing{ranged(money_range(low, high, currency))} {over}"
    elif middle > 0:
        value = f"Worth {money(middle, currency)}{ranged(money_range(low, high, currency))} {over}"
    else:
        ends = f"from a loss of {money(-low, currency)} to a gain of {money(high, currency)}" if high > 0 else money_range(-high, -low, currency)
        value = f"Loses {money(-middle, currency)}{ranged(ends)} {over}"
    against = _against(results, baseline, currency)
    codes = zones_of_worlds(results.series["auditorium_index"])
    zone = zone_of(codes)
    link = "" if zone not in ZONES[1:] or middle <= 0 else "and " if "less than" in against else "but "
    too_small = f"too small to be judged{' in the one world simulated' if alone else ''}"
    health = too_small if zone is None else ("an " if zone == "auditorium" else "") + zone_words(codes)
    cost, back = f"for {_cost(results, currency)}", payback_of(results)
    return f"{value}{against}, {link}{health}, " + (_at_odds(results, middle, back, cost) or f"{back.sentence()}, {cost}.")


def warnings(results: Results, baseline: Results | None = None, currency: str = "$") -> list[str]:
    """Return what the headline's figures hide, in sentences, the gravest first."""
    if not results.inputs.community:
        return []
    found = [
        _earlier_for_less(results, baseline, currency),
        _lost_health(results, baseline),
        _decline(results, currency) or _fading(results),
        _silent_worlds(results),
        _losing_worlds(results),
    ]
    return [text for text in found if text]


def in_the_same_worlds(name: str, results: Results, baseline: Results | None) -> np.ndarray | None:
    """Return differences of one measure, results minus baseline, in the worlds both hold; None without a baseline.

    For payback a world that is never paid back is later than any month.
    """
    shared = _places(results, baseline)
    if baseline is None or shared is None:
        return None
    now, then = shared
    after, before = results.final(name)[now], baseline.final(name)[then]
    if name == "payback_month":
        after, before = (np.where(np.isnan(values), np.inf, values) for values in (after, before))
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(after) & np.isinf(before), 0.0, after - before)
    return after - before


def _places(results: Results, baseline: Results | None) -> tuple[np.ndarray, np.ndarray] | None:
    """Return where the worlds that both hold stand in each of them; None where the two cannot be held against each other."""
    if baseline is None or baseline is results or not baseline.inputs.community:
        return None
    _, now, then = np.intersect1d(results.replicates, baseline.replicates, assume_unique=True, return_indices=True)
    return (now, then) if len(now) and baseline.weeks == results.weeks and baseline.seed == results.seed else None


def mostly(differences: np.ndarray | None, sign: int) -> bool:
    """Say whether worlds differ in this direction (+1 or -1), and more of them than chance explains."""
    if differences is None:
        return False
    this, other = (int(np.count_nonzero(np.sign(differences) == way)) for way in (sign, -sign))
    return this > other and sign_test(this, other) <= PROBABLE


def _against(results: Results, baseline: Results | None, currency: str) -> str:
    change = in_the_same_worlds("npv", results, baseline)
    if change is None:
        return ""
    middle = float(np.median(change))
    if not (mostly(change, 1) or mostly(change, -1)) or money(middle, currency) == money(0.0, currency):
        return ""
    return f", {money(abs(middle), currency)} {'more' if middle > 0 else 'less'} than the baseline"


def _cost(results: Results, currency: str) -> str:
    low, middle, high = (float(end) for end in band(results.runs["cost_per_month"]))
    wide = high - low > 0.1 * abs(middle)
    average = f"{money(middle, currency)}{f' ({money_range(low, high, currency)})' if wide else ''} a month"
    besides = running_cost(results).besides(currency)
    return f"{average} on average over {counted(results.months, 'month')}, {besides}" if besides else average


def _at_odds(results: Results, middle: float, back: Arrival, cost: str) -> str:
    """Say payback behind the cost where it goes the other way than the value, `middle` [$]; nothing where both say the same."""
    gaining = int((results.runs["npv"] > 0).sum())
    if money(middle) == money(0.0) or (middle > 0) == back.in_time:
        return ""
    worlds = "" if len(results) == 1 else f": it is above zero in {in_worlds(gaining, len(results))}"
    why = f"; the value discounts later months, payback does not{worlds}" if gaining != back.came else ""
    return f"{cost}, and yet {back.sentence()}{why}."


def _earlier_for_less(results: Results, baseline: Results | None, currency: str) -> str:
    sooner, value = (in_the_same_worlds(name, results, baseline) for name in ("payback_month", "npv"))
    if baseline is None or sooner is None or not mostly(sooner, -1) or mostly(value, 1):
        return ""
    spent, before = results.runs["cost_per_month"], baseline.runs["cost_per_month"]
    less = float(np.median(before) - np.median(spent))
    because = f", only because {money(less, currency)} a month less is spent" if np.median(spent) < MUCH_LESS * np.median(before) else ""
    return f"Payback comes earlier{because}: it is {'worth less than' if mostly(value, -1) else 'worth no more than'} the baseline."


def _lost_health(results: Results, baseline: Results | None) -> str:
    """Say that the community is in a worse zone than in the baseline, where that is more than chance in the worlds that both hold."""
    shared = _places(results, baseline)
    if baseline is None or shared is None:
        return ""
    after, before = (zones_of_worlds(one.series["auditorium_index"])[places] for one, places in zip((results, baseline), shared, strict=True))
    now, then = zone_of(after), zone_of(before)
    judged = (after != UNKNOWN) & (before != UNKNOWN)
    if now is None or then is None or ZONES.index(now) <= ZONES.index(then) or not mostly((after - before)[judged], 1):
        return ""
    became = {"at risk": "at risk", "auditorium": "an auditorium, many present and few who speak"}[now]
    return f"The community, {then if then != 'auditorium' else 'an auditorium'} in the baseline, becomes {became}."


def _decline(results: Results, currency: str) -> str:
    """Say that the monthly result falls at the end, in at least half of the worlds, or is a loss there."""
    cash = results.books["cash"]
    low, end, high = (float(end) for end in band(results.runs["monthly_result_end"]))
    ranged = f"{money(end, currency)} ({money_range(low, high, currency)})"
    months = cash.shape[1]
    before = cash[:, months - HALF_A_YEAR - QUARTER : months - HALF_A_YEAR].mean(axis=1) if months >= HALF_A_YEAR + QUARTER else None
    falls = before is not None and bool(((cash[:, -QUARTER:].mean(axis=1) < FALLING * before) & (before > 0)).mean() >= 0.5)
    worth = float(np.median(results.runs["npv"])) > 0
    if end > 0 and falls and before is not None:
        return f"It earns {ranged} a month at the end, falling from {money(float(np.median(before)), currency)} half a year before."
    if end <= 0 and worth:
        return f"At the end it no longer earns: {ranged} a month."
    return ""


def _fading(results: Results) -> str:
    """Say that the place looks less alive at the end than half a year before, in most worlds: money follows beyond the horizon."""
    life, quarter, half = results.series["visible_life"], 13, 26
    if results.weeks < half + quarter:
        return ""
    before, end = life[:, -half - quarter : -half].mean(axis=1), life[:, -quarter:].mean(axis=1)
    if (end < FADING * before).mean() < TOLD:
        return ""
    return (
        f"The place looks less alive at the end, {np.median(end):.2f} of 1 after {np.median(before):.2f} half a year before: "
        "what that costs comes later than this horizon shows."
    )


def _silent_worlds(results: Results) -> str:
    """Name the worlds that fare worse than most."""
    codes = zones_of_worlds(results.series["auditorium_index"])
    zone = zone_of(codes)
    if zone is None or zone == "auditorium":
        return ""
    counts = counts_of(codes)
    worse = [(name, counts[name]) for name in ZONES[ZONES.index(zone) + 1 :] if counts[name]]
    words = " and ".join(f"{'an auditorium' if name == 'auditorium' else name + ' at times'} in {count}" for name, count in worse)
    unknown = int((codes == UNKNOWN).sum())
    return f"It is {words}{f' and too small to be judged in {unknown}' if unknown else ''} of {counted(len(codes), 'world')}." if words else ""


def _losing_worlds(results: Results) -> str:
    npv = results.runs["npv"]
    losing = int((npv < 0).sum())
    return f"It loses money in {in_worlds(losing, len(npv))}." if losing and float(np.median(npv)) > 0 else ""
