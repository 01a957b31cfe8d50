"""Prompts in Markdown: a part that never changes, so that servers can cache it, and what is new.

A prompt file declares its variables in its first two lines, then has the fixed part, a line
of `---`, and the part of the turn:

    <!-- fixed: genres -->
    <!-- turn: history, message -->
    # Task: listen
    ...
    ---
    ...
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from importlib import resources
from typing import NamedTuple

from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment

from core.errors import ParleyError
from core.language_model import Message
from core.templates import strict_environment

LONGEST_DATUM = 600
_FILE = re.compile(
    r"<!-- fixed: ?(?P<fixed_names>[\w, ]*) ?-->\n<!-- turn: ?(?P<turn_names>[\w, ]*) ?-->\n"
    r"(?P<fixed>.+?)\n---\n(?P<turn>.+)",
    re.DOTALL,
)


class PromptError(ParleyError):
    """A prompt file is not as it declares itself; a mistake of ours, found when it is loaded."""


class Declared(NamedTuple):
    """A prompt file in parts: the two templates and the variables that each declares."""

    fixed: str
    turn: str
    fixed_names: frozenset[str]
    turn_names: frozenset[str]


def read_prompt(package: str, name: str) -> Declared:
    """The file `prompts/<name>.md` of a package, in parts."""
    text = (resources.files(package) / "prompts" / f"{name}.md").read_text("utf-8")
    match = _FILE.fullmatch(text)
    if match is None:
        raise PromptError(f"The prompt {name} does not have its two declarations and two parts.")
    return Declared(
        match["fixed"], match["turn"], _names(match["fixed_names"]), _names(match["turn_names"])
    )


class Prompt:
    """One prompt, its fixed part rendered once."""

    def __init__(self, package: str, name: str, **fixed: object) -> None:
        """PromptError where a template uses a variable that it does not declare, or the reverse."""
        self._declared = read_prompt(package, name)
        parts = {"fixed": self._declared.fixed, "turn": self._declared.turn}
        self._environment = _environment(parts)
        for part, names in (("fixed", fixed), ("turn", None)):
            self._check(name, part, names)
        self._fixed = self._environment.get_template("fixed").render(**fixed)

    def messages(self, **turn: object) -> tuple[Message, ...]:
        """The messages of one call; an unset variable is an error."""
        told = self._environment.get_template("turn").render(**turn)
        plain = re.sub(r"\n{3,}", "\n\n", told).strip()
        return (
            Message(role="system", content=self._fixed),
            Message(role="user", content=plain),
        )

    def _check(self, name: str, part: str, given: Mapping[str, object] | None) -> None:
        source = getattr(self._declared, part)
        declared = getattr(self._declared, f"{part}_names")
        used = meta.find_undeclared_variables(self._environment.parse(source))
        if used != declared or (given is not None and set(given) != declared):
            raise PromptError(
                f"The {part} part of prompt {name} declares {sorted(declared)} "
                f"and uses {sorted(used)}."
            )


def quoted_data(text: object, longest: int = LONGEST_DATUM) -> str:
    """Somebody's words as data: one line, in quotation marks, bounded, nothing invisible in it."""
    plain = " ".join(_visible(str(text)).split())
    cut = plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
    return json.dumps(cut, ensure_ascii=False)


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)


def _environment(parts: Mapping[str, str]) -> SandboxedEnvironment:
    environment = strict_environment(parts.__getitem__)
    environment.filters["data"] = quoted_data
    return environment


def _names(declared: str) -> frozenset[str]:
    return frozenset(name.strip() for name in declared.split(",") if name.strip())
