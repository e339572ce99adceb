"""What is taken away agrees with the command line, digit for digit."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys
import tomllib

from playwright.sync_api import expect

from tests.browser.conftest import ROOT


def test_downloads_hold_the_numbers_of_the_command_line(visit, tmp_path):
    journey = visit("?from=early-migration&runs=10")
    journey.slide("batch_size", "ArrowRight", "ArrowRight")
    body = journey.drawer("share")
    files = {}
    for key, label in (
        ("summary", "Summary (CSV)"),
        ("worlds", "Every world (CSV)"),
        ("scenario", "Scenario (TOML)"),
        ("png", "PNG"),
        ("svg", "SVG"),
    ):
        with journey.page.expect_download() as download:
            body.get_by_role("button", name=label, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        files[key] = path
    for label, kind in (("One page (PDF)", b"%PDF"), ("One page (HTML)", b"<!doctype html>")):
        with journey.page.expect_download(timeout=120_000) as download:
            body.get_by_role("button", name=label, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.read_bytes().lower().startswith(kind.lower())
    journey.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    body.get_by_role("button", name="Copy link").click()
    expect(body.get_by_text("Copied")).to_be_visible()
    assert "from=early-migration" in journey.page.evaluate("navigator.clipboard.readText()")
    line = body.locator("code").first.inner_text()
    words = shlex.split(line)
    assert words[:5] == ["python", "-m", "simulation", "run", "early-migration"]
    assert "batch_size=40" in words
    per_run = tmp_path / "mine.csv"
    answer = subprocess.run(
        [sys.executable, *words[1:], "--format", "csv", "--per-run", str(per_run)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert answer.returncode == 0, answer.stderr
    assert files["summary"].read_text() == answer.stdout.replace("\r\n", "\n")
    assert files["worlds"].read_text() == per_run.read_text().replace("\r\n", "\n")
    rows = list(csv.DictReader(io.StringIO(files["summary"].read_text())))
    active = next(float(row["median"]) for row in rows if row["measure"] == "weekly_active" and row["week"] == "")
    shown = float(journey.figure("Weekly active").replace(",", "").replace("k", "e3"))
    assert abs(shown - active) <= 0.006 * active + 0.5
    document = tomllib.loads(files["scenario"].read_text())
    assert document["differences"]["batch_size"] == 40
    again = subprocess.run(
        [sys.executable, "-m", "simulation", "run", str(files["scenario"]), "--runs", "10"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert json.loads(again.stdout)["summary"]["weekly_active"]["median"] == active
    assert files["png"].read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert files["png"].stat().st_size > 10_000
    assert "<svg" in files["svg"].read_text()
    assert "Members by role" in files["svg"].read_text()
