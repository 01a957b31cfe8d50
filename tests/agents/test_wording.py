"""Reply templates are strict: what they use is what they are given."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError, meta
from jinja2.exceptions import SecurityError

from agents.rules import wording
from agents.rules.wording import listed, quoted, template_source, worded

FOLDER = Path(wording.__file__).parent
NAMES = sorted(path.stem for path in (FOLDER / "replies").glob("*.md"))


def passed() -> list[tuple[str, set[str]]]:
    """Every call of `worded` in the rules mind: the template and the variables given to it."""
    trees = [ast.parse(path.read_text("utf-8")) for path in FOLDER.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        (ast.literal_eval(call.args[0]), {str(keyword.arg) for keyword in call.keywords})
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "worded"
    ]


def used(name: str) -> set[str]:
    environment = wording._environment()
    return set(meta.find_undeclared_variables(environment.parse(template_source(name))))


def test_every_template_on_disk_is_sent_by_somebody() -> None:
    assert {name for name, _ in passed()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_variables_given_are_the_ones_used(name: str) -> None:
    assert [given for sent, given in passed() if sent == name and given != used(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_unset_variable_is_an_error(name: str) -> None:
    with pytest.raises(UndefinedError):
        worded(name)


def test_slots_pass_through_a_template_untouched() -> None:
    facts = ["{{topic1.label}} was directed by Ann."]
    said = worded("about", missing=None, shown=0, unknown="", facts=facts, other_readings=False)
    assert said == "{{topic1.label}} was directed by Ann."


def test_values_are_text_and_never_template() -> None:
    said = worded("compare", verdict="[[ 7 * 7 ]] {{1.title}}", lines=["[% if %]"])
    assert "[[ 7 * 7 ]]" in said
    assert "[% if %]" in said


def test_a_template_cannot_reach_into_python() -> None:
    environment = wording._environment()
    with pytest.raises(SecurityError):
        environment.from_string("[[ ''.__class__.__mro__ ]]").render()


def test_white_space_is_tidied() -> None:
    said = worded("compare", verdict="a  b \n\n\n\n c", lines=[])
    assert said.startswith("a b\n\nc")


@given(st.text(max_size=300))
def test_a_persons_words_are_quoted_on_one_line_without_a_slot(text: str) -> None:
    said = quoted(text)
    assert len(said) <= 62
    assert not set("{}[]%\n\r\t") & set(said)


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_reads_as_a_sentence_part(parts: list[str], text: str) -> None:
    assert listed(parts) == text


def test_a_list_of_alternatives_ends_in_or() -> None:
    assert listed(["a", "b"], "or") == "a or b"


def test_variety_goes_round() -> None:
    said = {worded("why", variety=n, count=1).splitlines()[0] for n in range(7)}
    assert len(said) == 3
