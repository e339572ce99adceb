"""Files are written whole or not at all; the terminal and the pipe are treated as what they are."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cli import computing
from cli.output import Outputs

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, "-m", "simulation"]
SMALL = ("--runs", "2", "--weeks", "6")


def test_a_failure_while_computing_leaves_the_old_file(command, tmp_path, monkeypatch):
    target = tmp_path / "out.json"
    target.write_text("old")

    def fail(*_, **__):
        assert len(list(tmp_path.iterdir())) == 2, "the place was tried before anything is computed"
        raise KeyboardInterrupt

    monkeypatch.setattr(computing, "stream", fail)
    assert command("run", "default", *SMALL, "--out", target) == (130, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    assert target.read_text() == "old"


def test_an_old_file_is_replaced_and_keeps_its_rights_and_links(command, tmp_path):
    target, link, other = tmp_path / "out.json", tmp_path / "link.json", tmp_path / "other.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    os.link(target, other)
    assert command("run", "default", *SMALL, "--out", link)[0] == 0
    assert link.is_symlink()
    assert json.loads(target.read_text())["runs"] == 2
    assert target.stat().st_mode & 0o777 == 0o640
    assert other.read_text() == "old", "another name of the old file keeps the old content"


def test_a_new_file_has_the_usual_rights(command, tmp_path):
    before = os.umask(0o027)
    try:
        assert command("levers", "--format", "csv", "--out", tmp_path / "levers.csv")[0] == 0
    finally:
        os.umask(before)
    assert (tmp_path / "levers.csv").stat().st_mode & 0o777 == 0o640


def limited() -> None:
    # A stand-in for a full disk: files may not grow past this, less than the table that is asked for.
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))


def test_a_full_disk_is_explained_and_leaves_nothing(tmp_path):
    good, large = tmp_path / "good.json", tmp_path / "large.csv"
    good.write_text("old")
    arguments = ["run", "default", "--runs", "8", "--weeks", "60", "--out", str(good), "--per-run", str(large)]
    done = subprocess.run([*PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, preexec_fn=limited, timeout=120)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["good.json"]
    assert good.read_text() == "old"


def test_standard_output_that_is_full_is_explained():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, "measures"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "python -m simulation: error: standard output: it cannot be written (No space left on device)\n"


def test_a_reader_that_has_seen_enough_is_no_error():
    process = subprocess.Popen(
        [*PROGRAM, "run", "default", "--runs", "2", "--weeks", "60", "--format", "csv"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.read(10) == b"measure,we"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


def test_a_pipe_sees_no_progress_and_a_terminal_does():
    arguments = [*PROGRAM, "run", "default", "--runs", "4", "--weeks", "10"]
    piped = subprocess.run(arguments, cwd=ROOT, capture_output=True, timeout=60)
    assert (piped.returncode, piped.stderr) == (0, b"")
    reader, terminal = pty.openpty()
    shown = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=terminal, timeout=60)
    os.close(terminal)
    drawn = os.read(reader, 100_000).decode()
    os.close(reader)
    assert shown.stdout == piped.stdout
    assert "0 of 4 runs" in drawn
    assert "4 of 4 runs" in drawn
    assert drawn.endswith("\x1b[K"), "the line is gone at the end"


def living_in_session(leader: int) -> list[str]:
    """Return the processes of a session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(stat.parent.name)
    return found


def started(target: Path) -> subprocess.Popen:
    """Start a long run that writes to `target`, in a session of its own, hearing Ctrl-C as on a terminal."""
    arguments = [*PROGRAM, "run", "default", "--runs", "2000", "--weeks", "520", "--out", str(target)]
    # Whoever starts the tests in the background hands down an ignored Ctrl-C; a terminal does not.
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, usual)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_and_termination_end_it_quietly_and_leave_nothing(tmp_path, number, code):
    process = started(tmp_path / "out.json")
    deadline = time.monotonic() + 30
    # Two workers, the fork server and the program itself: the simulation is under way.
    while len(living_in_session(process.pid)) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir())
    time.sleep(0.3)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # a terminal sends it to the whole group
    else:
        process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (code, b"")
    assert list(tmp_path.iterdir()) == []
    deadline = time.monotonic() + 10
    while living_in_session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert living_in_session(process.pid) == []


@pytest.mark.parametrize(("number", "leaves"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_an_end_in_the_moment_in_which_a_file_is_begun_leaves_nothing(tmp_path, monkeypatch, number, leaves):
    begin = tempfile.NamedTemporaryFile
    begun = []

    def end(*heard):
        raise leaves

    def begin_and_end(*arguments, **named):
        begun.append(begin(*arguments, **named))
        os.kill(os.getpid(), number)
        time.sleep(0.01)  # the signal is heard in here, before anybody knows of the file
        return begun[0]

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", begin_and_end)
    usual = signal.signal(number, end)
    try:
        with pytest.raises(leaves), Outputs({"--out": str(tmp_path / "out.json")}):
            raise AssertionError("it was ended before")
        assert signal.getsignal(number) is end
    finally:
        signal.signal(number, usual)
    assert begun
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_without_unicode_gets_utf_8_all_the_same():
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*PROGRAM, "scenarios"], cwd=ROOT, capture_output=True, env=plain, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "ghost-town" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.2, 0.3])
def test_ctrl_c_while_workers_are_started_is_quiet_too(tmp_path, seconds):
    process = started(tmp_path / "out.json")
    deadline = time.monotonic() + 30
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:  # the file is there: workers are started next
        time.sleep(0.005)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, b"")
    assert list(tmp_path.iterdir()) == []
