"""Strict, sandboxed text templates: an unset variable is an error, and slots pass untouched.

Templates use `[[ ]]` and `[% %]`, so that the slots `{{1.title}}` of a reply go through them.
"""

from collections.abc import Callable

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment


def strict_environment(source: Callable[[str], str]) -> SandboxedEnvironment:
    """An environment whose templates `source` finds by name; output is plain text."""
    return SandboxedEnvironment(
        loader=FunctionLoader(source),
        undefined=StrictUndefined,
        autoescape=False,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        trim_blocks=False,
    )
