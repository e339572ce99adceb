"""What several test files share: one pool of workers, small inputs, and a command line called in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from simulation import Inputs, inputs_from
from simulation.__main__ import main
from simulation.experiments.pool import EnginePool


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="record today's figures of the library scenarios as the golden ones")


@pytest.fixture(scope="session")
def pool() -> Iterator[EnginePool]:
    with EnginePool(workers=2) as shared:
        yield shared


@pytest.fixture(scope="session")
def defaults() -> Inputs:
    return inputs_from()


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs one command and returns (exit code, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run
