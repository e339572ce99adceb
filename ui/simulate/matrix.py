"""The strategy matrix: market and product-market fit choose the programme to start from."""

from __future__ import annotations

import streamlit as st

from scenarios.matrix import CELLS
from scenarios.scenario import load_library
from simulation import INPUTS, LEVERS, MODEL_VERSION
from simulation.studies import matrix as study
from ui.session.state import Session, load, setting_of
from ui.simulate.brief_form import brief_button
from ui.text.lever_text import shown
from ui.text.wording import plain

WHY = {
    "advisory-board": "Few accounts, much at stake: the field advises a small circle that shapes the product, and no reach yet.",
    "enterprise-champions": "The product works; what sells it is somebody inside the account who wants it, and consultants who live from it.",
    "user-testing": "Growth before fit is wasted, says the field: let a few try each version and listen.",
    "ambassadors": "People love it and buy for themselves: let those who share carry it further.",
}
HELD = (
    "Every programme of the matrix was run in every cell, against the default programme of the same business in the same worlds, over three years. "
    "The advice above is the field's; this is what the model makes of it."
)
REASONS = {
    "market": "The other market has its own figures: fewer, larger accounts with procurement.",
    "pmf_stage": "While fit is explored, fewer buy and more leave, but members teach the product.",
    "batch_size": "Small groups are heard and know each other.",
    "batch_interval": "Time to act on what the last group said.",
    "founders": "Hand-picked people set the tone.",
    "seed_threads": "Little needs to be there before a small circle begins.",
    "application_filter": "Those who apply share more.",
    "ritual_cadence": "As often as busy people can come.",
    "incentive": "What this audience values, and it does not crowd out better reasons.",
    "incentive_targeting": "Personas are moved by different things.",
    "recognition": "The best and the new are seen.",
    "mentorship": "Newcomers find somebody to ask.",
    "expert_sessions": "A reason to come for people short of time.",
    "community_model": "Identity around a practice carries across companies.",
    "platform": "Quick talk and answers that are found later.",
    "developer_advocates": "Hard questions need somebody who knows.",
    "public_content": "What an advisory board says stays inside.",
    "community_managers": "A small circle needs half a person.",
    "empowerment": "Ambassadors run things themselves.",
    "shareability": "What members make has to travel.",
    "starting_customers": "Before fit there are few customers.",
    "paid_spend": "Paid growth waits for fit.",
}


def matrix(current: Session) -> None:
    """Draw the choice of a cell and the programme recommended for it."""
    brief_button()
    st.caption("Where you stand decides which programme fits. Choose, read why, start from it.")
    market = _choice("market", current)
    fit = _choice("pmf_stage", current)
    name = CELLS[market, fit]
    scenario = load_library(name)
    st.markdown(f"##### {plain(scenario.title)}")
    st.markdown(WHY[name])
    held = _held(market, fit)
    if held:
        st.markdown(plain(held, 900), help=HELD)
    start = setting_of(scenario)
    lines = [
        f"- **{plain(INPUTS[key].label)}: {plain(shown(INPUTS[key], start.value(key)))}**  \n  :gray[{REASONS.get(key, plain(INPUTS[key].help))}]"
        for key in start.differences
    ]
    st.markdown("\n".join(lines))
    st.button("Start from this programme", key="matrix_start", on_click=load, args=(name,))


def _held(market: str, fit: str) -> str:
    """Return what the model makes of the programme of a cell; nothing where that was not looked at."""
    try:
        kept = study.load()
    except FileNotFoundError:
        return ""
    titles = {one: load_library(one).title for one in CELLS.values()}
    said = study.verdict((market, fit), kept["matrix"], titles)
    return said if kept["model_version"] == MODEL_VERSION else f"With model {kept['model_version']}: {said}"


def _choice(name: str, current: Session) -> str:
    spec = LEVERS[name]
    labels = dict(zip(spec.choices, spec.choice_labels, strict=True))
    chosen = st.segmented_control(
        spec.label, list(labels), default=current.now.value(name), required=True, key=f"matrix_{name}", format_func=labels.__getitem__, help=spec.help
    )
    return str(chosen if chosen in labels else spec.default)
