"""A run on a Ray cluster has the bytes of one without, and who lacks Ray is told what to install."""

import sys
from pathlib import Path

import pytest

from tests.commands.simulate_house import PATIENCE, House

# Whole runs, each of which first loads a language encoder.
pytestmark = pytest.mark.timeout(1200)

RUN = ("--from", "catalogue", "--system", "random", "--users", "9", "--turns", "2")


@pytest.mark.slow
def test_shards_on_a_local_cluster_end_as_one_run(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    house = House(tmp_path / "var")
    house.whole(*RUN, "--name", "alone", "--processes", "1")
    said = house.whole(*RUN, "--name", "first", "--shard", "1/2", "--ray", "--processes", "1")
    assert "5 of 9 episodes are there." in said
    said = house.whole("--resume", "first", "--ray", "--processes", "2")
    assert "9 simulated people of catalogue" in said
    alone, spread = (
        (house.named(name) / "episodes.jsonl").read_bytes() for name in ("alone", "first")
    )
    assert alone.count(b"\n") == 9
    assert spread == alone


@pytest.mark.slow
def test_what_a_task_refuses_is_told(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    house = House(tmp_path / "var")
    with house.running(
        *RUN, "--name", "stopped", "--cap", "0", "--ray", "--processes", "1"
    ) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    (house.named("stopped") / "makings.json").write_text('{"models": ["m"], "learned": ""}')
    with house.running("--resume", "stopped", "--ray", "--processes", "1") as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "begun with m and nothing learned, and this is rules" in said
    assert "Traceback" not in said


def test_without_ray_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    said = House(tmp_path / "var").run(*RUN, "--ray", status=1)
    assert "python -m pip install ray" in said
