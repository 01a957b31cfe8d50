"""A frozen value: what every record that crosses a package boundary is made of."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable record with no unknown fields; change returns a new value."""

    model_config = ConfigDict(frozen=True, extra="forbid")
