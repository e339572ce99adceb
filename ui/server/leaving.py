"""Forget a reader whose browser has gone: with the tab go the file that was uploaded, what was learnt from it, and everything else.

Streamlit keeps a session whose connection broke, because most come back in a moment. Left to itself it drops those that do not only
when somebody else comes, and holds the state of the last one to leave until then. Here each has a time of its own.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streamlit.runtime.session_manager import SessionInfo

PATIENCE = 120.0  # [s] in which a browser may come back to its session
MOST = 128  # sessions kept for that long


class Waiting:
    """The sessions whose browser has gone, each until its time is up; Streamlit's protocol of a session storage.

    Every method is called by Streamlit on the server's event loop, or under its lock from there.
    """

    def __init__(self, patience: float = PATIENCE, most: int = MOST) -> None:
        self.patience, self.most = patience, most
        self._kept: dict[str, tuple[SessionInfo, asyncio.TimerHandle]] = {}

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a session that waits, or None."""
        kept = self._kept.get(session_id)
        return kept[0] if kept is not None else None

    def save(self, session_info: SessionInfo) -> None:
        """Let a session wait for its browser; whoever has waited longest makes room."""
        name = session_info.session.id
        self.delete(name)
        while len(self._kept) >= self.most:
            self.forget(next(iter(self._kept)))
        timer = asyncio.get_running_loop().call_later(self.patience, self.forget, name)
        self._kept[name] = (session_info, timer)

    def delete(self, session_id: str) -> None:
        """Wait no longer for a session: its browser is back, or it was closed."""
        kept = self._kept.pop(session_id, None)
        if kept is not None:
            kept[1].cancel()

    def list(self) -> list[SessionInfo]:
        """Return the sessions that wait."""
        return [info for info, _ in self._kept.values()]

    def forget(self, session_id: str) -> None:
        """Empty a session for good: others may still hold it, so nothing of its reader stays in it."""
        kept = self.get(session_id)
        self.delete(session_id)
        if kept is None:
            return
        session: Any = kept.session
        session.shutdown()  # with it go the uploaded files
        session.session_state.clear()
        session.flush_browser_queue()

    def forget_all(self) -> None:
        """Empty every session that waits."""
        for session_id in [*self._kept]:
            self.forget(session_id)


def forget_those_who_left() -> None:
    """Have the running server keep its waiting sessions here; called on its event loop before the first reader is let in."""
    from streamlit.runtime import get_instance

    manager: Any = get_instance()._session_mgr  # Streamlit lets nobody choose the storage, though its protocol is open
    manager._session_storage = Waiting()
