"""Whoever closes the browser is forgotten when the time to come back is over, and not before; nothing of theirs stays in the session."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from apart import run_apart
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionInfo, SessionStorage
from streamlit.runtime.state.session_state import SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ui.server.leaving import Waiting, forget_those_who_left

SOON = 0.05  # [s]


class Reader:
    """A session as the storage sees it: what its reader did, a file of theirs, and messages not sent yet."""

    def __init__(self, name: str, files: MemoryUploadedFileManager) -> None:
        self.id, self.files, self.unsent = name, files, ["the first rows"]
        self.session_state = SessionState()
        self.session_state["your_data"] = "a fit"
        files.add_file(name, UploadedFileRec("1", "history.csv", "text/csv", b"month,active"))

    def shutdown(self) -> None:
        self.files.remove_session_files(self.id)

    def flush_browser_queue(self) -> list[str]:
        flushed, self.unsent = self.unsent, []
        return flushed

    @property
    def left(self) -> bool:
        return "your_data" in self.session_state or bool(self.unsent) or self.id in self.files.file_storage


def session(name: str) -> SessionInfo:
    return SessionInfo(client=None, session=Reader(name, MemoryUploadedFileManager("/upload")))


def test_a_reader_who_does_not_come_back_is_forgotten():
    async def scene() -> None:
        waiting: SessionStorage = Waiting(SOON)
        gone = session("gone")
        waiting.save(gone)
        assert waiting.get("gone") is gone
        assert gone.session.left
        await asyncio.sleep(4 * SOON)
        assert waiting.get("gone") is None
        assert waiting.list() == []
        assert not gone.session.left

    run_apart(scene())


def test_a_reader_who_comes_back_finds_everything():
    async def scene() -> None:
        waiting = Waiting(SOON)
        back = session("back")
        waiting.save(back)
        waiting.delete("back")  # as Streamlit does when the browser is there again
        await asyncio.sleep(4 * SOON)
        assert back.session.session_state["your_data"] == "a fit"
        waiting.save(back)
        waiting.save(back)  # a second time: the first timer must not end it
        assert waiting.list() == [back]
        waiting.delete("nobody")

    run_apart(scene())


def test_who_has_waited_longest_makes_room():
    async def scene() -> None:
        waiting = Waiting(most=2)
        each = [session(name) for name in "abc"]
        for one in each:
            waiting.save(one)
        assert waiting.list() == each[1:]
        assert [one.session.left for one in each] == [False, True, True]
        waiting.forget_all()
        assert waiting.list() == []
        assert not any(one.session.left for one in each)

    run_apart(scene())


def test_the_server_keeps_its_waiting_sessions_there(monkeypatch):
    manager = SimpleNamespace(_session_storage=None)
    monkeypatch.setattr("streamlit.runtime.get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    forget_those_who_left()
    assert isinstance(manager._session_storage, Waiting)
    assert manager._session_storage.patience == 120, "the page says two minutes"
