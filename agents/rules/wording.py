"""Replies in words: strict, sandboxed templates whose output holds slots instead of titles."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from jinja2.sandbox import SandboxedEnvironment

from core.templates import strict_environment


@cache
def _environment() -> SandboxedEnvironment:
    environment = strict_environment(template_source)
    environment.filters["pick"] = _pick
    environment.filters["quoted"] = quoted
    return environment


def template_source(name: str) -> str:
    """The text of one reply template."""
    return (resources.files(__package__) / "replies" / f"{name}.md").read_text("utf-8")


def worded(name: str, **values: object) -> str:
    """A reply from its template; an unset variable is an error."""
    text = _environment().get_template(name).render(**values)
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def quoted(text: str) -> str:
    """A person's own words inside a reply: short, on one line, and no slot."""
    plain = re.sub(r"[{}\[\]%\s]+", " ", text).strip()
    return f"\N{LEFT DOUBLE QUOTATION MARK}{plain[:60]}\N{RIGHT DOUBLE QUOTATION MARK}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _pick(variants: Sequence[str], variety: int) -> str:
    return variants[variety % len(variants)]
