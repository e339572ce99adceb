"""Colours: told apart by colour-blind readers, readable on both backgrounds."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

THEME = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text())["theme"]
# Machado, Oliveira & Fernandes 2009, severity 1: linear red, green, blue as the reader sees them.
SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    ratio = TO_XYZ @ np.clip(light, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((float(linear(colour) @ TO_XYZ[1]) for colour in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("sight", list(SIGHT))
def test_the_colours_of_lines_are_told_apart(light, sight):
    seen = [lab(SIGHT[sight] @ linear(colour)) for colour in THEME[light]["chartCategoricalColors"][:5]]
    nearest = min(float(np.linalg.norm(one - other)) for one, other in itertools.combinations(seen, 2))
    assert nearest > 12, nearest  # a difference of 2 is just noticed


@pytest.mark.parametrize("light", ["light", "dark"])
def test_lines_text_and_accent_are_readable_on_their_background(light):
    theme = THEME[light]
    assert contrast(theme["textColor"], theme["backgroundColor"]) > 12
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) > 4.5
    assert all(contrast(colour, theme["backgroundColor"]) > 3 for colour in theme["chartCategoricalColors"])


def test_fonts_come_from_the_readers_system():
    assert "http" not in str(THEME)
