"""The project can be installed: the package holds what the code reads, its command gives the same numbers, and every list of packages agrees."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from simulation.kernels import compiled
from simulation.vocabulary.version import MODEL_VERSION

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = ("simulation", "scenarios", "cli", "ui", "pyproject.toml", "README.md", "LICENSE")
SECTIONS = {"The simulator": "", "The pages and their charts": "", "Saved scenarios": "", "Tests only": "tests", "Documentation only": "docs"}


def requirements() -> dict[str, set[str]]:
    """Return the lines of requirements.txt by the extra they belong to; "" is what everybody needs."""
    found: dict[str, set[str]] = {"": set(), "tests": set(), "docs": set()}
    extra = ""
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and line[2:] in SECTIONS:
            extra = SECTIONS[line[2:]]
        elif line and not line.startswith("#"):
            found[extra].add(line)
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Return the wheel of a copy of the sources, built by way of the source archive and without a network."""
    folder = tmp_path_factory.mktemp("package")
    for name in WANTED:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, folder / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist", folder], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((folder / "dist").glob("*.tar.gz"))) == 1
    (built,) = (folder / "dist").glob("*.whl")
    return built


def test_the_package_holds_every_file_that_the_code_reads(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for wing in ("simulation", "scenarios", "cli", "ui"):
        assert f"{wing}/py.typed" in inside
        files = {str(path.relative_to(ROOT)) for path in (ROOT / wing).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert not files - inside, "name their endings under package-data"
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def take_over_machine_code(site: Path, place: Path) -> None:
    """Give an installed copy, which keeps its own in `place`, the machine code of this one: it would compile the same for a minute or two.

    The compiler knows a file by its folder, its size and its time; where it does not recognise something, it compiles it.
    """
    shelf = compiled.SHELF
    if shelf is None:
        return
    for source in (ROOT / "simulation").rglob("*.py"):
        copy = site / source.relative_to(ROOT)
        os.utime(copy, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
    names = {
        f"{folder.name}_{hashlib.sha1(str(folder).encode()).hexdigest()}": folder.relative_to(ROOT) for folder in (ROOT / "simulation").iterdir()
    }
    for stored in shelf.iterdir():
        if stored.name in names:
            folder = site / names[stored.name]
            code = hashlib.sha1(str(folder).encode()).hexdigest()
            shutil.copytree(stored, place / shelf.name / f"{folder.name}_{code}")


def test_installed_its_command_gives_the_same_as_the_module(wheel, command, tmp_path):
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--target", site, wheel]
    subprocess.run(pip, check=True, timeout=300)
    take_over_machine_code(site, tmp_path / "code")
    words = ["run", "default", "--runs", "1", "--weeks", "3"]
    surroundings = os.environ | {"PYTHONPATH": str(site), "NUMBA_CACHE_DIR": str(tmp_path / "code")}
    done = subprocess.run([site / "bin" / "clg-flywheel", *words], cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == command(*words)[1]


def test_every_list_of_packages_agrees():
    lines = requirements()
    extras = {name: set(needed) for name, needed in PROJECT["optional-dependencies"].items()}
    assert set(PROJECT["dependencies"]) == lines[""]
    assert extras["tests"] == lines["tests"]
    assert extras["docs"] == lines["docs"]
    assert all(needed <= lines[""] | lines["tests"] | lines["docs"] for needed in extras.values())


def test_the_version_is_the_models_and_the_citation_names_it():
    assert re.search(r'^version: "(.+)"$', (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)[1] == MODEL_VERSION
    assert PROJECT["license"] == "MIT"
