"""A sweep: many settings by a plan, written shard by shard, taken up again wherever it was broken off.

A folder holds `manifest.json` (what is swept, as a hash, with version and seed), one CSV per shard, written whole or not at
all, and when all are there `results.csv`. Finished shards stay, whatever happens to the machine or the cluster.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.outcomes.export import cell
from simulation.outcomes.zones import ZONES
from simulation.studies.cloud import Cloud, Point, Sample
from simulation.vocabulary.inputs import INPUTS, inputs_from
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import MODEL_VERSION

SHARD = 64  # worlds in a shard: a few seconds of work, lost at most
GROUP = 8  # shards per worker that are begun together
RESULTS = "results.csv"


class SweepError(ValueError):
    """The folder cannot be used for this sweep."""


@dataclass(frozen=True)
class Sweep:
    """What is swept: each setting as its changes to the base."""

    base: Mapping[str, Any]
    timeline: Timeline
    settings: tuple[Mapping[str, Any], ...]
    seed: int
    weeks: int
    runs: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the inputs that any setting changes, in the order of their declaration."""
        changed = {name for setting in self.settings for name in setting}
        return tuple(name for name in INPUTS if name in changed)

    @property
    def hash(self) -> str:
        """Return a mark of everything the numbers depend on."""
        plan = {
            "version": MODEL_VERSION,
            "base": dict(self.base),
            "timeline": repr(self.timeline),
            "settings": [dict(one) for one in self.settings],
            "run": [self.seed, self.weeks, self.runs],
        }
        return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()

    @property
    def per_shard(self) -> int:
        """Return how many settings stand in one shard."""
        return max(1, SHARD // self.runs)

    @property
    def shards(self) -> int:
        """Return how many shards there are."""
        return -(-len(self.settings) // self.per_shard)

    def point(self, setting: int) -> Point:
        """Return one setting, complete."""
        return Point(inputs_from({**self.base, **self.settings[setting]}), self.timeline)

    def inside(self, shard: int) -> range:
        """Return the settings of a shard."""
        return range(shard * self.per_shard, min((shard + 1) * self.per_shard, len(self.settings)))


def run(cloud: Cloud, sweep: Sweep, folder: Path) -> Iterator[tuple[int, int]]:
    """Yield (shards written, shards in all) while the missing ones are evaluated; the shards are joined at the end.

    Abandoning the iterator loses at most the shards that are not written yet.

    Raises:
        SweepError: the folder holds another sweep, or something else.
    """
    _open(sweep, folder)
    missing = [shard for shard in range(sweep.shards) if not _place(folder, shard).exists()]
    done = sweep.shards - len(missing)
    yield done, sweep.shards
    while missing:
        group, missing = missing[: GROUP * cloud.workers], missing[GROUP * cloud.workers :]
        wanted = {shard: [(sweep.point(setting), range(sweep.runs)) for setting in sweep.inside(shard)] for shard in group}
        left = dict(wanted)
        for _ in cloud.gather([one for shard in group for one in wanted[shard]]):
            for shard in list(left):
                samples = [cloud.sample(point, worlds) for point, worlds in left[shard]]
                if any(sample is None for sample in samples):
                    break  # shards are finished about in order: the later ones are looked at when their turn comes
                _write_csv(_place(folder, shard), _rows(sweep, sweep.inside(shard), samples))
                del left[shard]
                done += 1
                yield done, sweep.shards
    _join(sweep, folder)
    yield done, sweep.shards


def _rows(sweep: Sweep, settings: range, samples: list[Sample | None]) -> Iterator[list[Any]]:
    yield ["setting", *sweep.names, "run", *MEASURES, "zone"]
    for setting, sample in zip(settings, samples, strict=True):
        assert sample is not None
        inputs = sweep.point(setting).inputs
        values = [cell(getattr(inputs, name)) for name in sweep.names]
        columns = np.stack([sample.final(name) for name in MEASURES], axis=1).tolist()
        for replicate, numbers, zone in zip(sample.replicates.tolist(), columns, sample.zones.tolist(), strict=True):
            yield [setting, *values, replicate, *map(cell, numbers), ZONES[zone] if zone >= 0 else ""]


def _open(sweep: Sweep, folder: Path) -> None:
    manifest = {
        "hash": sweep.hash,
        "model_version": MODEL_VERSION,
        "seed": sweep.seed,
        "weeks": sweep.weeks,
        "runs": sweep.runs,
        "settings": len(sweep.settings),
        "shards": sweep.shards,
        "inputs": list(sweep.names),
        "base": dict(sweep.base),
    }
    place = folder / "manifest.json"
    if folder.exists() and not folder.is_dir():
        raise SweepError(f"{folder}: this is a file; a sweep needs a folder")
    if place.exists():
        try:
            there = json.loads(place.read_text(encoding="utf-8")).get("hash")
        except (ValueError, AttributeError):
            raise SweepError(f"{place}: this manifest cannot be read; choose another folder") from None
        if there != sweep.hash:
            raise SweepError(f"{folder}: it holds another sweep (other plan, seed, horizon or model version); choose another folder")
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise SweepError(f"{folder}: it holds something else; choose an empty folder or a new one")
    folder.mkdir(parents=True, exist_ok=True)
    _whole(place, json.dumps(manifest, indent=1) + "\n")


def _join(sweep: Sweep, folder: Path) -> None:
    """Write all shards into one file."""
    if (folder / RESULTS).exists():
        return
    with _beside(folder / RESULTS) as whole:
        for shard in range(sweep.shards):
            with _place(folder, shard).open(encoding="utf-8", newline="") as part:
                header = part.readline()
                whole.write(header if shard == 0 else "")
                whole.writelines(part)


def _place(folder: Path, shard: int) -> Path:
    return folder / f"shard-{shard:06d}.csv"


def _write_csv(place: Path, rows: Iterator[list[Any]]) -> None:
    with _beside(place) as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _whole(place: Path, text: str) -> None:
    with _beside(place) as file:
        file.write(text)


class _beside:  # noqa: N801 - it reads as a word
    """A file written beside its place, which it takes once it is complete."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __enter__(self) -> Any:
        number, self.name = tempfile.mkstemp(dir=self.place.parent, prefix=".writing-")
        self.file = os.fdopen(number, "w", encoding="utf-8", newline="")
        return self.file

    def __exit__(self, kind: type[BaseException] | None, *problem: object) -> None:
        if kind is None:
            self.file.flush()
            os.fsync(self.file.fileno())
        self.file.close()
        if kind is None:
            os.replace(self.name, self.place)
        else:
            os.unlink(self.name)
