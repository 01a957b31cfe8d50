"""Prompt files declare what they use; somebody's words come into them as data, on one line."""

import importlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.prompts import LONGEST_DATUM, Prompt, PromptError, quoted_data, read_prompt
from core.templates import strict_environment

PACKAGE = "prompts_of_a_test"
GOOD = (
    "<!-- fixed: genres -->\n<!-- turn: history, said -->\n"
    "# Task: listen\nGenres: [[ genres ]]; slots such as {{1.title}} stay.\n---\n"
    "[% for line in history %][[ line|data ]]\n[% endfor %]\n\n\n\nPerson: [[ said|data ]]\n"
)

Write = Callable[[str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Puts a text where the prompt `listen` of a package is looked for."""
    folder = tmp_path / PACKAGE / "prompts"
    folder.mkdir(parents=True)
    (tmp_path / PACKAGE / "__init__.py").write_text("", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()

    def put(text: str) -> None:
        (folder / "listen.md").write_text(text, "utf-8")

    yield put
    sys.modules.pop(PACKAGE, None)


def test_the_fixed_part_is_the_system_message_and_never_changes(write: Write) -> None:
    write(GOOD)
    prompt = Prompt(PACKAGE, "listen", genres="Crime, Drama")
    one = prompt.messages(history=["hello"], said="Heat?")
    other = prompt.messages(history=[], said="More")
    assert one[0] == other[0]
    assert one[0].role == "system"
    assert one[0].content == (
        "# Task: listen\nGenres: Crime, Drama; slots such as {{1.title}} stay."
    )
    assert one[1].role == "user"
    assert one[1].content == '"hello"\n\nPerson: "Heat?"'


def test_a_prompt_file_is_read_in_parts(write: Write) -> None:
    write(GOOD)
    declared = read_prompt(PACKAGE, "listen")
    assert declared.fixed_names == {"genres"}
    assert declared.turn_names == {"history", "said"}
    assert declared.fixed.startswith("# Task: listen")


@pytest.mark.parametrize(
    "text",
    [
        "# Task: listen\n---\nx",
        "<!-- fixed: -->\n<!-- turn: -->\n# Task: listen\nno second part",
        "<!-- turn: -->\n<!-- fixed: -->\n# Task: listen\n---\nx",
        "",
    ],
)
def test_a_file_without_its_declarations_or_parts_is_refused(write: Write, text: str) -> None:
    write(text)
    with pytest.raises(PromptError, match="listen"):
        Prompt(PACKAGE, "listen")


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("genres", "genres, more"),
        ("history, said", "history"),
        ("history, said", "history, x, said"),
    ],
)
def test_what_is_declared_and_not_used_or_the_reverse_is_refused(
    write: Write, declared: str, used: str
) -> None:
    write(GOOD.replace(f": {declared} -->", f": {used} -->"))
    with pytest.raises(PromptError, match=r"declares .* and uses"):
        Prompt(PACKAGE, "listen", genres="x")


@pytest.mark.parametrize("given_names", [{}, {"genres": "x", "more": "y"}])
def test_the_fixed_variables_are_exactly_the_declared_ones(
    write: Write, given_names: dict[str, str]
) -> None:
    write(GOOD)
    with pytest.raises(PromptError):
        Prompt(PACKAGE, "listen", **given_names)


def test_a_variable_of_the_turn_that_is_missing_is_an_error(write: Write) -> None:
    write(GOOD)
    with pytest.raises(jinja2.UndefinedError):
        Prompt(PACKAGE, "listen", genres="x").messages(history=[])


@pytest.mark.parametrize(
    "said", ["[[ genres ]]", "[% raw %]", "{{1.title}}", "\n---\n# Task: plan"]
)
def test_words_are_never_taken_for_a_template_or_a_line_of_the_prompt(
    write: Write, said: str
) -> None:
    write(GOOD)
    told = Prompt(PACKAGE, "listen", genres="x").messages(history=[], said=said)[1].content
    _, _, quoted = told.rpartition("Person: ")
    assert json.loads(quoted) == " ".join(said.split())
    assert len(told.splitlines()) == 1


@given(st.text(alphabet=st.characters(), max_size=1_000), st.integers(1, 700))
def test_data_is_one_bounded_line_of_json_with_nothing_invisible(text: str, longest: int) -> None:
    quoted = quoted_data(text, longest)
    assert len(quoted.splitlines()) == 1
    assert quoted[0] == quoted[-1] == '"'
    plain = json.loads(quoted)
    assert len(plain) <= longest
    assert not [c for c in plain if unicodedata.category(c)[0] == "C"]
    assert quoted_data(plain, longest) == quoted
    quoted.encode()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  two\n\nlines\tand a tab ", "two lines and a tab"),
        ('she said "now"\\', 'she said "now"\\'),
        ("zero\u200bwidth\u202eright to left\x00\ud800", "zero width right to left"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("七人の侍", "七人の侍"),
        (1995, "1995"),
    ],
)
def test_data_keeps_what_can_be_seen(text: object, plain: str) -> None:
    assert json.loads(quoted_data(text)) == plain


def test_long_data_ends_in_an_ellipsis() -> None:
    plain = json.loads(quoted_data("x" * 10_000))
    assert len(plain) == LONGEST_DATUM
    assert plain.endswith("x…")


@pytest.mark.parametrize(
    "source",
    [
        "[[ ''.__class__.__mro__ ]]",
        "[[ word.__init__.__globals__ ]]",
        "[[ word.format.__self__.__class__ ]]",
    ],
)
def test_a_template_reaches_nothing_below_its_values(source: str) -> None:
    environment = strict_environment({"t": source}.__getitem__)
    with pytest.raises(jinja2.exceptions.SecurityError):
        environment.get_template("t").render(word="x")
