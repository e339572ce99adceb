"""Attack everything that takes input from outside, and count: what was tried, what was refused in words, what slipped.

    python tests/attack.py [--scale 1.0] [--format text|json] [--only KIND]

Nothing may slip: every input is either taken whole or refused with a message, within a second and without a trace of the
program's inside; every save that was confirmed before its program was killed is there afterwards. SECURITY.md holds the
figures. The tests run the same with a few of each kind.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from scenarios.archive import export_archive, import_scenarios  # noqa: E402 (the script is started by its path)
from scenarios.errors import ScenarioError  # noqa: E402
from scenarios.link import from_link, to_link  # noqa: E402
from scenarios.scenario import Scenario, library_names, load_library  # noqa: E402
from scenarios.store import Store  # noqa: E402

COUNTS = {"command lines": 800, "scenario files": 6_000, "links": 10_000, "archives": 3_000, "requests and handshakes": 2_000, "killed writers": 60}
SLOW = 1.0  # [s] of processor time for one input
NASTY = (
    *("", "\x00", "\x1b[2J", "\x1b[2J=1", "a\x1b[2J/b", "\x1b]0;owned\x07", "\u202e", "'; DROP TABLE clg_scenarios; --", "../../etc/passwd"),
    *("1e400", "-1", "nan", "9" * 5_000, "\ud800", "$(id)", "{{7*7}}", "<script>", "a" * 100_000, "\r\nx: y", "0x10", "1_000", "true"),
    "\N{ZERO WIDTH JOINER}" * 50,
)


@dataclass
class Tally:
    """What came of one kind of input."""

    kind: str
    tried: int = 0
    refused: int = 0
    taken: int = 0
    slowest: float = 0.0  # [s] of processor time
    slipped: list[str] = field(default_factory=list)

    def note(self, label: str, act: Callable[[], bool]) -> None:
        """Try one input: `act` returns whether it was taken, raises what refuses it, and fails on whatever must not happen."""
        self.tried += 1
        started = time.process_time()
        try:
            taken = act()
        except Exception as error:
            self.slipped.append(f"{label!r:.120}: {type(error).__name__}: {error!s:.200}")
        else:
            self.taken += taken
            self.refused += not taken
        used = time.process_time() - started
        self.slowest = max(self.slowest, used)
        if used > SLOW:
            self.slipped.append(f"{label!r:.120}: it took {used:.1f} s")


def changed(content: bytes, rng: random.Random) -> bytes:
    """Return bytes with a few of them changed, taken out, doubled, or made nasty."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        place, length = rng.randrange(len(data) + 1), rng.choice((1, 1, 2, 8, 64))
        way = rng.randrange(4)
        if way == 0:
            data[place : place + length] = bytes(rng.randrange(256) for _ in range(length))
        elif way == 1:
            del data[place : place + length]
        elif way == 2:
            data[place:place] = data[place : place + length] * rng.choice((1, 2, 50))
        else:
            data[place:place] = rng.choice(NASTY).encode("utf-8", "surrogatepass")[:20_000]
    return bytes(data)


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except ScenarioError as error:
        said = str(error)
    else:
        return True
    assert "\x1b" not in said, "a control character in the message"
    assert len(said) < 20_000, "an endless message"
    return False


def scenario_files(count: int, rng: random.Random) -> Tally:
    """Change the library's files."""
    tally, originals = Tally("scenario files"), [load_library(name).to_toml().encode() for name in library_names()]
    for _ in range(count):
        content = changed(rng.choice(originals), rng)
        tally.note(content[:60].decode(errors="replace"), lambda content=content: _refused(lambda: Scenario.from_toml(content, "a.toml")))
    return tally


def links(count: int, rng: random.Random) -> Tally:
    """Change links, a character or many."""
    tally, originals = Tally("links"), [to_link(load_library(name)) for name in library_names()]
    for _ in range(count):
        text = changed(rng.choice(originals).encode(), rng).decode("latin-1")
        tally.note(text[:60], lambda text=text: _refused(lambda: from_link(text)))
    return tally


def archives(count: int, rng: random.Random) -> Tally:
    """Change archives, and pack bombs."""
    tally = Tally("archives")
    good = export_archive(load_library(name) for name in library_names()[:3])
    for number in range(count):
        content = _bomb(rng) if number % 10 == 0 else changed(good, rng)
        tally.note(content[:40].decode("latin-1"), lambda content=content: _refused(lambda: import_scenarios(content, "a.zip")))
    return tally


def _bomb(rng: random.Random) -> bytes:
    target = io.BytesIO()
    method = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED))
    inside = rng.choice((b"\n", b"#", b"[a]\n", b'a="', b"\x00"))
    with zipfile.ZipFile(target, "w", method) as archive:
        for number in range(rng.choice((1, 40, 300))):
            archive.writestr(f"{number}.toml", inside * rng.choice((1_000, 20_000)))
    return target.getvalue()


def command_lines(count: int, rng: random.Random) -> Tally:
    """Give every command what nobody should give it."""
    from cli.__main__ import main
    from cli.commands import find

    tally, names = Tally("command lines"), [*find()]
    flags = ("--set", "--at", "--shock", "--runs", "--seed", "--weeks", "--format", "--out", "--per-run", "--place", "--no-such-flag", "--want")

    def act(line: list[str]) -> bool:
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            try:
                code = main(line)
            except SystemExit as left:
                code = left.code or 0
        assert code in (0, 1, 2), f"exit code {code}"
        assert "\x1b" not in complained.getvalue(), "a control character reached the terminal"
        assert "\u202e" not in complained.getvalue(), "a reversed text reached the terminal"
        assert len(complained.getvalue()) < 20_000, "endless words"
        assert "Traceback" not in complained.getvalue(), "a trace"
        return code == 0

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["CLG_STORE_URL"] = str(Path(folder) / "store.db")
        for _ in range(count):
            name = rng.choice((*names, rng.choice(NASTY)[:50]))
            line = [name, *(word for _ in range(rng.randrange(1, 4)) for word in (rng.choice(flags), rng.choice(NASTY)[:2_000]))]
            line = [word for word in line if "\x00" not in word]  # no program can be given that
            # Whatever else is right, this is not, early or late: nothing is computed.
            line += ["--runs", "0"] if name in ("run", "compare") and rng.random() < 0.8 else ["--no-such-flag"]
            line[1:1] = [rng.choice(("default", "mine.toml", *NASTY[1:9]))[:300].replace("\x00", "")] if name in ("run", "compare") else []
            tally.note(" ".join(line)[:80], lambda line=line: act(line))
        del os.environ["CLG_STORE_URL"]
        left = sorted(path.name for path in Path(folder).iterdir())
        if left:
            tally.slipped.append(f"written: {left}")
    return tally


def requests(count: int, rng: random.Random) -> Tally:
    """Ask for the pages under foreign names, and from foreign pages."""
    from ui.server.gate import judged

    tally = Tally("requests and handshakes")
    parts = ("localhost", "evil.example", "127.0.0.1", "@", ":", "8501", ".", "nip.io", "[::1]", "/", "null", "http://", "https://", "\t", "..")
    own = {"localhost", "127.0.0.1", "[::1]"}
    for _ in range(count):
        host, origin = ("".join(rng.choices(parts, k=rng.randrange(1, 5))) for _ in range(2))

        def act(host: str = host, origin: str = origin) -> bool:
            refusal, _ = judged([(b"host", host.encode()), (b"origin", origin.encode())], "http")
            if refusal is None:
                bare = host.rsplit(":", 1)[0] if host[-1].isdigit() and "]" not in host.rsplit(":", 1)[-1] else host
                assert bare.strip("/\t").rstrip(".:") in own, f"{host!r} from {origin!r} was let in"
                assert "evil" not in origin
            return refusal is None

        tally.note(f"{host} from {origin}", act)
    return tally


WRITER = """
import sys
from scenarios.scenario import Scenario
from scenarios.store import Store
store = Store(sys.argv[1])
for number in range(100_000):
    print(store.save(Scenario(title=f"Plan {number}", story="x" * (number % 50) * 300)).version.identity, flush=True)
"""


def killed_writers(count: int, rng: random.Random) -> Tally:
    """Kill programs while they save, and look for every save that they had confirmed."""
    tally, confirmed = Tally("killed writers"), []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store.db"
        Store(place).close()
        for _ in range(count):
            writer = subprocess.Popen([sys.executable, "-c", WRITER, str(place)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            first = writer.stdout.readline()
            time.sleep(rng.random() * 0.2)
            writer.send_signal(signal.SIGKILL)
            with writer:
                told = [first, *writer.stdout.read().splitlines(keepends=True)]
            confirmed += [line.strip() for line in told if line.endswith("\n")]
            tally.tried += 1
            store = Store(place)
            lost = [identity for identity in confirmed[-len(told) :] if not _there(store, identity)]
            store.close()
            tally.slipped += [f"{identity} was confirmed and is lost" for identity in lost]
        store = Store(place)
        tally.slipped += [f"{identity} is lost in the end" for identity in confirmed if not _there(store, identity)]
        store.close()
    tally.taken = len(confirmed)
    return tally


def _there(store: Store, identity: str) -> bool:
    try:
        store.load(identity)
    except Exception:
        return False
    return True


KINDS: dict[str, Callable[[int, random.Random], Tally]] = {
    "command lines": command_lines,
    "scenario files": scenario_files,
    "links": links,
    "archives": archives,
    "requests and handshakes": requests,
    "killed writers": killed_writers,
}


def attack(scale: float = 1.0, only: str | None = None) -> Iterator[Tally]:
    """Yield what came of each kind, of all or a share of the usual number of inputs; the same inputs every time."""
    for kind, act in KINDS.items():
        if only in (None, kind):
            yield act(max(1, round(COUNTS[kind] * scale)), random.Random(kind))


def main() -> int:
    """Attack and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the usual number of inputs (default 1)")
    parser.add_argument("--only", choices=tuple(KINDS), help="one kind")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    found = []
    for tally in attack(arguments.scale, arguments.only):
        found.append(tally)
        if arguments.format == "text":
            what = f"{tally.taken:,} saves confirmed" if tally.kind == "killed writers" else f"{tally.refused:,} refused, {tally.taken:,} taken whole"
            slow = "" if tally.kind == "killed writers" else f", slowest {tally.slowest:.2f} s"
            print(f"{tally.kind:24s} {tally.tried:6,} tried: {what}, {len(tally.slipped)} slipped{slow}", flush=True)
            print("".join(f"    {one}\n" for one in tally.slipped[:20]), end="")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if arguments.format == "json":
        print(json.dumps({"kinds": [asdict(tally) for tally in found], "peak_memory_mb": peak}, indent=1))
    else:
        print(f"most memory taken        {peak:6,.0f} MB")
    return 1 if any(tally.slipped for tally in found) else 0


if __name__ == "__main__":
    sys.exit(main())
