"""Who may see and change a saved scenario, where people sign in.

Without sign-in everybody who reaches the pages sees, changes and deletes all that belongs to the team. Where people sign in, a
scenario belongs to whoever saved it first: its owner, and the editors they name, change it; the others see it unless it
is private, and save theirs as a new one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from scenarios.errors import ScenarioError
from scenarios.failures import Refused
from scenarios.tables import SCENARIOS
from scenarios.texts import MAX_AUTHOR, text_problem

VISIBILITIES = ("team", "private")
MAX_EDITORS = 50


def seen_by(reader: str | None) -> Any:
    """Return the condition under which a reader sees a scenario; None is whoever runs the program, who sees all."""
    if reader is None:
        return SCENARIOS.c.identity.is_not(None)
    team = SCENARIOS.c.visibility != "private"
    return or_(team, SCENARIOS.c.owner == reader, _edits(reader)) if reader else team


def check_change(connection: Connection, identity: str, reader: str | None, *, owner_only: bool = False) -> None:
    """Let a reader change a scenario, or its owner alone.

    Raises:
        Refused: it is somebody else's.
    """
    if reader is None:
        return
    row = connection.execute(select(SCENARIOS.c.owner, SCENARIOS.c.editors).where(SCENARIOS.c.identity == identity, seen_by(reader))).first()
    if row is None or not row.owner or row.owner == reader or (not owner_only and reader and reader in row.editors.split("\n")):
        return  # one that is not there is answered for by whoever looks for it
    what = "decide who may see and change it" if owner_only else "change it"
    raise Refused(f"This scenario belongs to {row.owner}: only they{'' if owner_only else ' and their editors'} can {what}. Save yours as a new one.")


def sharing(visibility: str, editors: tuple[str, ...]) -> dict[str, str]:
    """Return the columns that keep who may see and change a scenario.

    Raises:
        ScenarioError: a word or a name is not allowed.
    """
    problems = [text_problem("an editor", name, MAX_AUTHOR) for name in editors]
    if visibility not in VISIBILITIES:
        problems.append(f"visibility: it must be one of {', '.join(VISIBILITIES)}")
    if len(editors) > MAX_EDITORS:
        problems.append(f"{len(editors):,} editors are too many; at most {MAX_EDITORS} are allowed")
    if any(problems):
        raise ScenarioError(problem for problem in problems if problem)
    return {"visibility": visibility, "editors": "\n".join(name.strip() for name in editors if name.strip())}


def _edits(reader: str) -> Any:
    return ("\n" + SCENARIOS.c.editors + "\n").contains(f"\n{reader}\n", autoescape=True)
