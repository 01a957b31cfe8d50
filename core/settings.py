"""The settings that a person or an operator can change; read once, in `app.py`."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.value import Value


class Order(StrEnum):
    """How a turn with a language model runs: draft three and choose, or choose and draft one."""

    MACRS = "macrs"
    SELECT = "select"


class Replay(StrEnum):
    """Whether answers of the model are recorded, taken from the recording alone, or neither."""

    OFF = "off"
    RECORD = "record"
    REPLAY = "replay"


class Price(Value):
    """The price of a million tokens; tokens read from a server's cache may be cheaper."""

    prompt: float = Field(default=0.0, ge=0)
    completion: float = Field(default=0.0, ge=0)
    cached: float | None = Field(default=None, ge=0)


def shown_url(url: str) -> str:
    """A URL as it may be shown and stored: without user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


class Settings(BaseSettings):
    """Settings from the environment (`PARLEY_PORT=8000`) or a `.env` file in the working folder."""

    model_config = SettingsConfigDict(
        env_prefix="PARLEY_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # the key is among it
        protected_namespaces=(),
    )

    data_folder: Path = Field(default=Path("var"), description="conversations and built files")
    host: str = Field(default="127.0.0.1", description="address the page is served on")
    port: int = Field(default=7860, ge=1, le=65535, description="port the page is served on")

    model_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="base URL of an OpenAI-compatible server, such as http://127.0.0.1:8000/v1",
    )
    model_key: SecretStr = Field(
        default=SecretStr(""), description="its key; local servers need none"
    )
    model_name: str = Field(default="", description="the model that does everything")
    model_fast: str = Field(default="", description="another model to listen with")
    model_strong: str = Field(default="", description="another model to draft and plan with")
    model_judge: str = Field(
        default="",
        description="another model to grade simulated conversations with; not one that talks in them",
    )
    model_order: Order = Field(
        default=Order.MACRS,
        description="macrs: draft three and choose; select: choose, then draft one and stream it",
    )
    turn_seconds: float = Field(default=30.0, gt=0, description="deadline of a turn's calls")
    model_retries: int = Field(default=1, ge=0, le=5, description="retries of a failed request")
    model_calls_at_once: int = Field(default=16, ge=1, description="requests in flight, in all")
    model_rest_seconds: float = Field(
        default=30.0, ge=0, description="how long a server that failed five times is left alone"
    )
    model_prices: Mapping[str, Price] = Field(
        default_factory=dict,
        description='price of a million tokens, {"NAME": {"prompt": 0.2, "completion": 0.8}}',
    )
    model_daily_cap: float | None = Field(
        default=None, ge=0, description="the most that a day's calls may cost"
    )
    model_replay: Replay = Field(
        default=Replay.OFF, description="record answers, or replay them without a server"
    )

    @property
    def uses_model(self) -> bool:
        """Whether a language model is set."""
        return bool(self.fast or self.strong) and bool(
            self.model_url or self.model_replay is Replay.REPLAY
        )

    @property
    def fast(self) -> str:
        """The model that listens."""
        return self.model_fast or self.model_name or self.model_strong

    @property
    def strong(self) -> str:
        """The model that drafts and plans."""
        return self.model_strong or self.model_name or self.model_fast

    @property
    def judge(self) -> str:
        """The model that grades conversations: never used in them where another one is set."""
        return self.model_judge or self.strong

    @property
    def model_names(self) -> str:
        """The models in use, as the page and the trace call them."""
        return " and ".join(dict.fromkeys((self.fast, self.strong)))

    @model_validator(mode="after")
    def _belongs_together(self) -> "Settings":
        if self.model_url and not (self.fast or self.model_judge):
            raise ValueError("PARLEY_MODEL_URL needs PARLEY_MODEL_NAME")
        if self.model_judge and not self.model_url and self.model_replay is not Replay.REPLAY:
            raise ValueError("PARLEY_MODEL_JUDGE needs PARLEY_MODEL_URL")
        if self.fast and not self.model_url and self.model_replay is not Replay.REPLAY:
            raise ValueError("PARLEY_MODEL_NAME needs PARLEY_MODEL_URL")
        judge = {self.model_judge} - {""}
        unpriced = ({self.fast, self.strong} | judge) - set(self.model_prices)
        if self.model_daily_cap is not None and unpriced:
            raise ValueError(
                f"PARLEY_MODEL_DAILY_CAP needs a price in PARLEY_MODEL_PRICES for "
                f"{', '.join(sorted(unpriced)) or 'the model'}, or it would never be reached"
            )
        return self
