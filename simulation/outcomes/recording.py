"""From raw weekly counts to the declared measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from simulation.outcomes import auditorium, roi
from simulation.outcomes.auditorium import ratio, trailing_sum
from simulation.outcomes.prices import by_row
from simulation.outcomes.results import Results, nanmean
from simulation.outcomes.spending import spending_of
from simulation.outcomes.totals import totals_of
from simulation.state.world import TRADE, World
from simulation.vocabulary.measures import PER_RUN, WEEKLY
from simulation.vocabulary.run_spec import RunSpec

Reader = Callable[[str], np.ndarray]  # the name of a raw series: its values by week, shape (R, weeks)

YEAR = 52
QUARTER = 13  # [weeks]
CIRCLE = 12.0  # people in a local group, A


def results_of(
    world: World, members: tuple[dict[str, np.ndarray], ...] = (), seconds: float = 0.0, reference: World | None = None, past: int = 0
) -> Results:
    """Derive every declared measure from what the world recorded, row by row.

    Args:
        reference: a copy of the world that went another way from week `past` on; by default the world's own arm without a community.
        past: weeks lived before today. Measures over several weeks look back into them; money and dates count from today.
    """
    raw, n = world.record, world.count
    zero = np.zeros((n, world.weeks))
    other, first = (world, n) if reference is None else (reference, 0)
    raw.settle()
    other.record.settle()

    def one(name: str) -> np.ndarray:
        return raw.get(name, zero)[:n]

    def without_it(name: str) -> np.ndarray:
        values = other.record.get(name)
        return zero if values is None else values[first : first + n]

    def since(pick: Reader) -> Reader:
        return lambda name: pick(name)[:, past:]

    series = {**_community(one, world), **_auditorium(one), **_growth(one, world)}
    series.update(_business(one))
    series = {name: values[:, past:] for name, values in series.items()}
    without = {name: values[:, past:] for name, values in _without(without_it).items()}
    if reference is None:
        start, saved = world.record["mrr_start"][:, 0].reshape(2, n), {"cost": zero, "mrr_kept": zero, "mrr_raised": zero}
    else:
        start = np.stack([pick("mrr")[:, past - 1] for pick in (one, without_it)])
        saved = {name: without_it(name)[:, past:] for name in ("cost", "mrr_kept", "mrr_raised")}
    margin = by_row(world, "gross_margin")[:, past:]
    books, flows = _books(since(one), since(without_it), world, margin, start, saved, past)
    one = since(one)  # type: ignore[assignment]  # from here on the weeks that count
    cash = _sum(flows)
    series.update(_worth_of_signups(one, series, margin, world))
    series["cost"] = one("cost")
    series["cash_flow"] = cash
    series["cumulative_cash"] = np.cumsum(cash, axis=1)
    index = auditorium.settled(series["auditorium_index"])
    peak = np.where(np.isfinite(index).any(axis=1), np.nan_to_num(index).max(axis=1), np.nan)
    runs = {
        "auditorium_peak": peak,
        "auditorium_weeks": auditorium.spells(index).sum(axis=1).astype(float),
        **roi.returns(books["cash"], roi.at_month_starts(by_row(world, "discount_rate")[:, past:])),
        "monthly_result_end": roi.per_month(cash[:, -QUARTER:]),
        "cost_per_month": roi.per_month(one("cost")),
        "support_saved": books["deflection"].sum(axis=1),
        "retention_differential": _kept_for_a_year(series["churn_rate"]) - _kept_for_a_year(without["churn_rate"]),
    }
    return Results(
        spec=world.spec,
        replicates=world.replicates,
        series={name: np.asarray(series[name], dtype=np.float64) for name in WEEKLY},
        runs={name: runs[name] for name in PER_RUN},
        books=books,
        views=_views(one, flows, margin, _begun(world)[:, past:]),
        counterfactual=without,
        totals=totals_of(world, reference, past) | spending_of(world, past),
        members=members,
        work={"agent_weeks": float(world.agent_weeks.sum()), "draws": float(world.draws.count), "seconds": seconds},
    )


def auditorium_index(world: World) -> np.ndarray:
    """Return the auditorium index of every week lived so far alone, (R, weeks): deriving everything for it takes ten times as long."""
    world.record.settle()
    zero = np.zeros((world.count, world.weeks))
    return _auditorium(lambda name: world.record.get(name, zero)[: world.count])["auditorium_index"]


def split(whole: Results, world: World, groups: Sequence[Sequence[int]]) -> list[Results]:
    """Return the results of some groups of a block's rows, each named after the setting of its first row.

    Random numbers and time are shared out evenly: rows live through their weeks together.
    """
    if len(groups) == 1 and len(groups[0]) == len(whole):
        return [whole]
    return [_part(whole, world, np.asarray(rows)) for rows in groups]


def _part(whole: Results, world: World, rows: np.ndarray) -> Results:
    first, share = world.rows[rows[0]], len(rows) / len(whole)
    tables = ("series", "runs", "books", "views", "counterfactual", "totals")
    return Results(
        spec=RunSpec(first.inputs, first.timeline, world.seed, world.weeks, runs=len(rows), existing=world.spec.existing),
        replicates=whole.replicates[rows],
        members=tuple(whole.members[row] for row in rows) if whole.members else (),
        work={**{name: share * done for name, done in whole.work.items()}, "agent_weeks": float(world.agent_weeks[rows].sum())},
        **{table: {name: values[rows] for name, values in getattr(whole, table).items()} for table in tables},
    )


def _community(one: Reader, world: World) -> dict[str, np.ndarray]:
    members, active = one("members"), one("weekly_active")
    speakers = one("creators") + one("engagers")
    answered = one("answered")
    valued = np.stack([one(f"valued_{weeks}") for weeks in range(4)])
    promoters, detractors = one("promoters"), one("detractors")
    return {
        "members": members,
        "weekly_active": active,
        "weekly_active_share": np.minimum(1.0, ratio(active, members)),  # who visited and left this week is a member no more
        "dormant_share": 1 - np.minimum(1.0, ratio(active, members)),
        "speakers": speakers,
        "speaking_share": ratio(speakers, members),
        "creators": one("creators"),
        "engagers": one("engagers"),
        "lurkers": members - speakers,
        "posts": one("posts"),
        "replies": one("replies"),
        "contributors_new": one("contributors_new"),
        "top1_share": one("top1_share"),
        "top10_share": one("top10_share"),
        "gini": one("gini"),
        "response_rate": ratio(trailing_sum(answered), trailing_sum(one("posts"))),
        "newcomer_response_rate": ratio(trailing_sum(one("newcomer_answered")), trailing_sum(one("newcomer_posts"))),
        "first_reply_hours": np.where(_begun(world), one("first_reply_hours"), np.nan),
        "ties_per_visitor": ratio(trailing_sum(one("visitor_ties")), trailing_sum(active)),
        "retention_90d": ratio(one("cohort_active"), one("cohort")),
        "time_to_value_days": _time_to_value(valued),
        "trust": np.where(_begun(world), one("trust"), np.nan),
        "burnout": ratio(trailing_sum(one("burnout_sum")), trailing_sum(one("repliers"))),
        "staff_only_share": ratio(trailing_sum(answered - one("peer_answered")), trailing_sum(answered)),
        "waiting": one("waiting"),
        "visible_life": np.where(_begun(world), one("visible_life"), np.nan),
        "member_events": one("member_led"),
        "local_groups": by_row(world, "empowerment") * one("connected") / CIRCLE,
        "pages_members": one("pages_members"),
        "pages_team": one("pages_team"),
        "pages_ratio": ratio(trailing_sum(one("pages_members"), YEAR), trailing_sum(one("pages_team"), YEAR)),
        "advocacy": 100 * ratio(trailing_sum(promoters - detractors), trailing_sum(active)),
    }


def _begun(world: World) -> np.ndarray:
    """Return in which weeks each row has its community, (R, weeks) bool."""
    return world.community[:, None] & (np.arange(world.weeks) >= world.launch_week[:, None])


def _time_to_value(valued: np.ndarray) -> np.ndarray:
    """Return the median days to the first value among those who found it in the last quarter, from counts by week.

    Within a week the moment is taken as uniform; weeks 3 to 12 count as one class around day 49.
    """
    counts = np.stack([trailing_sum(weekly, 13) for weekly in valued])
    ends = np.array([0.0, 7.0, 14.0, 21.0, 91.0])
    total = counts.sum(axis=0)
    below = np.cumsum(counts, axis=0)
    place = (below < total / 2).sum(axis=0).clip(0, 3)
    inside = np.take_along_axis(counts, place[None], 0)[0]
    before = np.take_along_axis(below, place[None], 0)[0] - inside
    days = ends[place] + (ends[place + 1] - ends[place]) * np.divide(total / 2 - before, inside, out=np.zeros(total.shape), where=inside > 0)
    return np.where(total > 0, days, np.nan)


def _auditorium(one: Reader) -> dict[str, np.ndarray]:
    speakers = one("creators") + one("engagers")
    parts = auditorium.components(
        speakers=speakers, members=one("recent"), newcomer_answered=one("newcomer_answered"), newcomer_posts=one("newcomer_posts"),
        ties=one("visitor_ties"), visits=one("weekly_active"), voices=one("effective_voices"), active=one("weekly_active"),
        replies=one("replies_by_members"),
    )  # fmt: skip
    incumbents = auditorium.components(
        speakers=one("incumbent_speakers"), members=one("recent_incumbents"),
        newcomer_answered=one("incumbent_answered"), newcomer_posts=one("incumbent_posts"),
        ties=one("incumbent_ties"), visits=one("incumbents_active"), voices=one("effective_voices"), active=one("weekly_active"),
        replies=one("replies_by_members"),
    )  # fmt: skip
    veterans = np.maximum(1, one("replying_veterans"))
    return {
        **parts,
        "auditorium_index": auditorium.index(parts),
        "auditorium_incumbents": auditorium.index(incumbents),
        "absorption_ratio": np.where(one("members") > 0, one("active_newcomers") / veterans, np.nan),
        "incumbent_speaking": ratio(trailing_sum(one("incumbents_speaking")), trailing_sum(one("incumbents_active"))),
    }


def _growth(one: Reader, world: World) -> dict[str, np.ndarray]:
    by_channel = {f"signups_{channel}": one(f"signups_{channel}") for channel in TRADE}
    signups = _sum(by_channel)
    through = by_channel["signups_search"] + by_channel["signups_word_of_mouth"]
    speakers = one("creators") + one("engagers")
    window = min(YEAR, world.weeks)
    mean_speakers = trailing_sum(speakers, window) / np.minimum(np.arange(world.weeks) + 1, window)
    scale = YEAR / np.minimum(np.arange(world.weeks) + 1, window)
    named = roi.SURVEY_RECALL * through + roi.SURVEY_FALSE * _begun(world) * (signups - through)
    by_paid = by_channel["signups_paid"] * (1 - roi.SURVEY_FALSE * _begun(world))
    came = trailing_sum(one("contributors_through"), window) * scale
    change = speakers - np.concatenate([np.zeros((len(speakers), 1)), speakers[:, :-1]], axis=1)
    lost = np.maximum(0.0, trailing_sum(one("contributors_new") - change, window)) * scale
    return {
        "signups": signups,
        **by_channel,
        "community_signup_share": ratio(trailing_sum(through), trailing_sum(signups)),
        "search_share": one("search_share"),
        "page_visitors": one("search_visits"),
        "member_made_share": ratio(trailing_sum(by_channel["signups_search"] * one("made_by_members")), trailing_sum(signups)),
        "survey_community": ratio(trailing_sum(named), trailing_sum(signups)),
        "survey_paid": ratio(trailing_sum(by_paid), trailing_sum(signups)),
        "survey_other": ratio(trailing_sum(signups - named - by_paid), trailing_sum(signups)),
        "knowledge": one("knowledge"),
        "flywheel_number": ratio(came, mean_speakers),
        "contributor_loss": ratio(lost, mean_speakers),
    }


def _monthly_rate(lost: np.ndarray, due: np.ndarray) -> np.ndarray:
    """Return the share of customers lost on their monthly billing day, over the last quarter."""
    return ratio(trailing_sum(lost, 13), trailing_sum(due, 13))


def _kept_for_a_year(churn: np.ndarray) -> np.ndarray:
    """Return the share of customers still there after twelve months at the last year's monthly churn, (R,)."""
    return (1 - np.nan_to_num(nanmean(churn[:, -YEAR:]))) ** 12


def _business(one: Reader) -> dict[str, np.ndarray]:
    return {
        "customers": one("customers"),
        "mrr": one("mrr"),
        "churn_rate": _monthly_rate(one("customers_lost"), one("customers_due")),
        "churn_rate_members": _monthly_rate(one("member_churned"), one("member_due")),
        "churn_rate_others": _monthly_rate(one("other_churned"), one("other_due")),
        "activation_rate": ratio(trailing_sum(one("activated"), 13), trailing_sum(one("trials"), 13)),
        "activation_touched": ratio(trailing_sum(one("activated_touched"), 13), trailing_sum(one("trials_touched"), 13)),
        "activation_others": ratio(
            trailing_sum(one("activated") - one("activated_touched"), 13), trailing_sum(one("trials") - one("trials_touched"), 13)
        ),
        "expansion_members": ratio(trailing_sum(one("member_growth"), 13), trailing_sum(one("member_stayed"), 13)),
        "expansion_others": ratio(trailing_sum(one("other_growth"), 13), trailing_sum(one("other_stayed"), 13)),
        "customers_educated": ratio(trailing_sum(one("educated_due")), trailing_sum(one("customers_due"))),
        "expansion_educated": ratio(trailing_sum(one("educated_growth"), 13), trailing_sum(one("educated_stayed"), 13)),
        "customers_new": one("customers_new"),
        "tickets": one("tickets_raised") - one("tickets_deflected"),
        "tickets_deflected": one("tickets_deflected"),
        "pipeline_influenced": 12 * one("mrr_new_touched"),
        "revenue_influenced": one("revenue_influenced"),
        "champions": one("champions"),
        "customers_members": ratio(one("customers_members"), one("customers")),
        "customers_seen": ratio(one("customers_seen"), one("customers")),
        "customers_following": ratio(trailing_sum(one("following")), trailing_sum(one("customers_due"))),
    }


def _worth_of_signups(one: Reader, series: Mapping[str, np.ndarray], margin: np.ndarray, world: World) -> dict[str, np.ndarray]:
    """Return what a signup of the last year is worth by the channel it came through [$]: first revenue, over the months it is expected to be paid.

    Customers who were recommended leave less often by the factor that is assumed of them; the others leave as all customers do.
    """
    referred = np.array([[1.0 if row.inputs.market == "enterprise" else row.inputs.referred_churn] for row in world.rows])
    month = margin * ratio(np.ones_like(margin), series["churn_rate"])  # worth of a dollar a month
    search, mouth, new = (trailing_sum(one(name), YEAR) for name in ("mrr_new_search", "mrr_new_word_of_mouth", "mrr_new"))
    by_search, by_mouth, all_signups = (trailing_sum(series[name], YEAR) for name in ("signups_search", "signups_word_of_mouth", "signups"))
    return {
        "signup_worth_search": month * ratio(search, by_search),
        "signup_worth_word_of_mouth": month / referred * ratio(mouth, by_mouth),
        "signup_worth_others": month * ratio(new - search - mouth, all_signups - by_search - by_mouth),
    }


def _without(without_it: Reader) -> dict[str, np.ndarray]:
    return {
        "signups": _sum({channel: without_it(f"signups_{channel}") for channel in TRADE}),
        "customers": without_it("customers"),
        "customers_new": without_it("customers_new"),
        "mrr": without_it("mrr"),
        "churn_rate": _monthly_rate(without_it("customers_lost"), without_it("customers_due")),
        "tickets": without_it("tickets_raised") - without_it("tickets_deflected"),
    }


def _books(
    one: Reader, without_it: Reader, world: World, margin: np.ndarray, start: np.ndarray, saved: dict[str, np.ndarray], past: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return monthly and weekly cash by mechanism; `start` is the revenue of both arms before, (2, R), `saved` what the other arm has of its own."""
    at_first, later = (np.array([[getattr(row.inputs, name)] for row in world.rows]) for name in ("ticket_realisable", "ticket_realisable_later"))
    realised = np.where(roi.months_of(world.weeks)[past:] < roi.REALISE_MONTHS, at_first, later)
    price = by_row(world, "ticket_cost")[:, past:]
    saving = (one("tickets_deflected") - without_it("tickets_deflected")) * price * realised

    def arm(pick: Reader, start: np.ndarray) -> dict[str, np.ndarray]:
        own = {name: pick(f"mrr_{name}") - saved[f"mrr_{name}"] for name in ("kept", "raised")}
        return {"start": start, "mrr": pick("mrr"), **{name: pick(f"mrr_{name}") for name in ("new", "lost", "grown")}, **own}

    flows = roi.mechanisms(arm(one, start[0]), arm(without_it, start[1]), 1.0, saving, one("cost") - saved["cost"])
    for name in ("acquisition", "retention", "expansion"):
        flows[name] = flows[name] * margin
    books = {name: roi.by_month(weekly) for name, weekly in flows.items()}
    books["cash"] = _sum(books)
    return books, flows


def _views(one: Reader, flows: dict[str, np.ndarray], margin: np.ndarray, community: np.ndarray) -> dict[str, np.ndarray]:
    """Return four views of what the community is worth per month, before its cost, each (R, months) [$ per month]."""
    lost = np.clip(ratio(one("mrr_lost"), one("mrr")), 0, 1)
    lost = np.nan_to_num(lost)
    search, mouth, new = one("mrr_new_search"), one("mrr_new_word_of_mouth"), one("mrr_new")
    true = search + mouth
    surveyed = roi.SURVEY_RECALL * true + roi.SURVEY_FALSE * community * (new - true)  # nobody names what does not exist
    touched = roi.LAST_TOUCH_SEARCH * search + roi.LAST_TOUCH_MOUTH * mouth
    gap = np.nan_to_num(_monthly_rate(one("other_churned"), one("other_due")) - _monthly_rate(one("member_churned"), one("member_due")))
    growth = np.nan_to_num(
        ratio(trailing_sum(one("member_growth"), 13), trailing_sum(one("member_stayed"), 13))
        - ratio(trailing_sum(one("other_growth"), 13), trailing_sum(one("other_stayed"), 13))
    )
    cohort = (gap + growth) * one("mrr_of_members") * 12 / 52 + one("mrr_new_touched")
    survey, last, kept = roi.carried(np.stack([surveyed, touched, cohort]), lost) * (margin * 12 / 52)
    causal = flows["acquisition"] + flows["retention"] + flows["expansion"] + flows["deflection"]
    naive = kept + flows["deflection"]
    weekly = {"causal": causal, "naive": naive, "survey": survey + flows["deflection"], "last_touch": last + flows["deflection"]}
    return {name: roi.by_month(values) for name, values in weekly.items()}


def _sum(parts: Mapping[str, np.ndarray]) -> np.ndarray:
    """Add arrays of one shape up in their order."""
    return sum(parts.values(), start=np.zeros_like(next(iter(parts.values()))))
