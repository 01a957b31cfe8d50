"""The settings of the language model: what belongs together, what is refused and how."""

import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.settings import Order, Price, Replay, Settings
from tests.core.model_client import KEY

URL = "http://127.0.0.1:8000/v1"


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the test's own."""
    for name in [name for name in os.environ if name.upper().startswith("PARLEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def set_model(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"PARLEY_MODEL_{name.upper()}", value)


def test_no_model_is_used_where_none_is_set() -> None:
    settings = Settings()
    assert not settings.uses_model
    assert settings.model_order is Order.MACRS
    assert settings.model_replay is Replay.OFF


@pytest.mark.parametrize(
    ("values", "fast", "strong", "told"),
    [
        ({"name": "a"}, "a", "a", "a"),
        ({"fast": "f"}, "f", "f", "f"),
        ({"strong": "s"}, "s", "s", "s"),
        ({"name": "a", "fast": "f"}, "f", "a", "f and a"),
        ({"name": "a", "strong": "s"}, "a", "s", "a and s"),
        ({"fast": "f", "strong": "s"}, "f", "s", "f and s"),
        ({"name": "a", "fast": "f", "strong": "s"}, "f", "s", "f and s"),
    ],
)
def test_a_model_that_is_not_named_is_the_other_one(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], fast: str, strong: str, told: str
) -> None:
    set_model(monkeypatch, url=URL, **values)
    settings = Settings()
    assert settings.uses_model
    assert (settings.fast, settings.strong, settings.model_names) == (fast, strong, told)


def test_a_recording_needs_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    set_model(monkeypatch, name="a", replay="replay")
    assert Settings().uses_model


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"url": URL}, "PARLEY_MODEL_URL needs PARLEY_MODEL_NAME"),
        ({"name": "a"}, "PARLEY_MODEL_NAME needs PARLEY_MODEL_URL"),
        ({"name": "a", "replay": "record"}, "PARLEY_MODEL_NAME needs PARLEY_MODEL_URL"),
        ({"url": "ftp://x", "name": "a"}, "pattern"),
        ({"url": "http://a b", "name": "a"}, "pattern"),
        ({"retries": "6"}, "less than or equal to 5"),
        ({"retries": "-1"}, "greater than or equal to 0"),
        ({"calls_at_once": "0"}, "greater than or equal to 1"),
        ({"rest_seconds": "-1"}, "greater than or equal to 0"),
        ({"order": "backwards"}, "'macrs' or 'select'"),
        ({"replay": "yes"}, "'off', 'record' or 'replay'"),
        ({"daily_cap": "-1"}, "greater than or equal to 0"),
        ({"daily_cap": "5"}, "PARLEY_MODEL_PRICES for the model"),
        ({"url": URL, "name": "a", "daily_cap": "5"}, "PARLEY_MODEL_PRICES for a,"),
        (
            {"url": URL, "fast": "f", "strong": "s", "daily_cap": "5", "prices": '{"f": {}}'},
            "PARLEY_MODEL_PRICES for s,",
        ),
        ({"prices": '{"a": {"prompt": -1}}'}, "greater than or equal to 0"),
        ({"prices": '{"a": {"promt": 1}}'}, "Extra inputs"),
    ],
)
def test_what_is_wrong_is_said(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], told: str
) -> None:
    set_model(monkeypatch, key=KEY, **values)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert told in "; ".join(error["msg"] for error in caught.value.errors())
    assert KEY not in f"{caught.value} {caught.value!r}"


def test_a_turn_takes_some_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TURN_SECONDS", "0")
    with pytest.raises(ValidationError, match="greater than 0"):
        Settings()


def test_prices_come_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    prices = {"a": {"prompt": 0.2, "completion": 0.8, "cached": 0.05}, "b/c:d": {"prompt": 1}}
    set_model(monkeypatch, url=URL, name="a", prices=json.dumps(prices), daily_cap="2.5")
    settings = Settings()
    assert settings.model_prices == {
        "a": Price(prompt=0.2, completion=0.8, cached=0.05),
        "b/c:d": Price(prompt=1),
    }
    assert settings.model_daily_cap == 2.5


def test_the_file_of_settings_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"PARLEY_MODEL_URL={URL}\nPARLEY_MODEL_NAME=a\nPARLEY_MODEL_KEY={KEY}\nOTHER=1\n"
    (tmp_path / ".env").write_text(text, "utf-8")
    set_model(monkeypatch, name="b")
    settings = Settings()
    assert (settings.model_url, settings.strong) == (URL, "b")
    assert settings.model_key.get_secret_value() == KEY


def test_the_key_is_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    set_model(monkeypatch, url=URL, name="a", key=KEY)
    settings = Settings()
    assert KEY not in f"{settings} {settings!r} {settings.model_dump_json()}"
