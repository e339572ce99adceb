"""The pictures of the lessons that are kept: each lesson's reveal on a projector and on a phone, light and dark, on one sheet.

`tests/lesson_looks.py --keep` takes them. Beside them stands what each was taken of; a sheet of an earlier text is stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from PIL import Image

from scenarios.lesson import Lesson
from simulation import MODEL_VERSION
from simulation.studies.lesson_proof import mark_of

KEPT = Path(__file__).resolve().parents[1] / "docs" / "lessons"
TAKEN = KEPT / "taken.json"
STEP = "3-reveal"
LARGEST = 150_000  # [bytes] of a sheet
SCALE, GAP, AROUND = 0.62, 12, "#8a97a5"


def taken_of(lesson: Lesson) -> str:
    """Return a mark of everything that pictures of a lesson's reveal show: what is asked, claimed and seen, its worlds, and the model."""
    worlds, asked = [asdict(one) for one in (lesson.before, lesson.after)], asdict(lesson.predict)
    return mark_of([lesson.title, worlds, asked, lesson.claim, [str(claim) for claim in lesson.effect], MODEL_VERSION])


def known() -> dict[str, dict[str, str]]:
    """Return of each lesson what its sheet was taken of, and the sheet's own mark."""
    return json.loads(TAKEN.read_text(encoding="utf-8")) if TAKEN.exists() else {}


def mark_of_sheet(name: str) -> str:
    """Return the mark of a lesson's sheet."""
    return hashlib.sha256((KEPT / f"{name}.webp").read_bytes()).hexdigest()[:16]


def keep(lesson: Lesson, folder: Path, looks: Sequence[tuple[int, int, bool]]) -> None:
    """Put the pictures of a lesson's reveal in all looks, as they lie in a folder, on one sheet and note what it shows."""
    KEPT.mkdir(parents=True, exist_ok=True)
    sheet = _sheet([Image.open(folder / f"lesson-{lesson.name}-{STEP}-{width}{'-dark' if dark else ''}.png") for width, _, dark in looks])
    path = KEPT / f"{lesson.name}.webp"
    for quality in range(80, 20, -10):
        sheet.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= LARGEST:
            break
    noted = {**known(), lesson.name: {"of": taken_of(lesson), "sheet": mark_of_sheet(lesson.name)}}
    TAKEN.write_text(json.dumps(dict(sorted(noted.items())), indent=1) + "\n", encoding="utf-8")


def _sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """Lay pictures side by side in one line for the light and one for the dark ones: every other one is dark."""
    small = [one.convert("RGB").resize((round(one.width * SCALE), round(one.height * SCALE)), Image.Resampling.LANCZOS) for one in pictures]
    lines = [small[0::2], small[1::2]]
    width = max(sum(one.width + GAP for one in line) for line in lines) + GAP
    sheet = Image.new("RGB", (width, sum(max(one.height for one in line) + GAP for line in lines) + GAP), AROUND)
    top = GAP
    for line in lines:
        left = GAP
        for one in line:
            sheet.paste(one, (left, top))
            left += one.width + GAP
        top += max(one.height for one in line) + GAP
    return sheet
