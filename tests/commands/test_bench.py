"""The verb `bench` measures what it is asked to, and nothing else."""

import pytest
from typer.testing import CliRunner

import app
from evaluation import pagerank_speed, text_speed
from evaluation.pagerank_speed import Size
from evaluation.speed import Bar


def test_a_part_alone_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    small = Size(edges=1_000, queries=2, bar=Bar(ratio=1, recall=0.9))
    monkeypatch.setattr(pagerank_speed, "SIZES", (small,))
    result = CliRunner().invoke(app.app, ["bench", "--only", "pagerank"])
    assert result.exit_code == 0
    assert "PageRank of single queries beside networkx.pagerank" in result.output
    assert result.output.count("1,000 ") == 4
    assert "turns" not in result.output
    assert "chromadb" not in result.output


def test_text_search_is_measured_beside_chromadb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_speed, "SIZES", (400,))
    result = CliRunner().invoke(app.app, ["bench", "--only", "text"])
    assert result.exit_code == 0
    assert "a tenth eligible" in result.output
    assert "a half eligible" in result.output


def test_an_unknown_part_is_refused() -> None:
    assert CliRunner().invoke(app.app, ["bench", "--only", "weather"]).exit_code == 2


def test_the_pace_of_simulations_is_not_measured_with_a_language_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARLEY_MODEL_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("PARLEY_MODEL_FAST", "small")
    result = CliRunner().invoke(app.app, ["bench", "--only", "simulation", "--people", "2"])
    assert result.exit_code == 1
    assert "unset PARLEY_MODEL_URL" in " ".join(result.output.split())
