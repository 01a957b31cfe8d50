"""The README says of the code and its commands what is true on the disk."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

import app

ROOT = Path(__file__).parents[1]
# A line of the tree: a path, two spaces or more, and the first sentence without its full stop.
LINE = re.compile(r"^ *(?P<path>\S+?)/? {2,}(?P<sentence>\S.*)$")
FENCED = re.compile(r"^ *```[^\n]*\n(?P<code>.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")


def first_sentence(path: Path) -> str:
    """The first sentence of a module's docstring, on one line and without its full stop."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    text = " ".join(docstring.split())
    return re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0].removesuffix(".")


def on_disk() -> dict[str, str]:
    """Every module and package of ours with its sentence; a package speaks by its `__init__`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    files = [ROOT / f"{name}.py" for name in project["py-modules"]]
    for package in project["packages"]:
        files += (ROOT / package.replace(".", "/")).glob("*.py")
    return {
        str(
            (path.parent if path.name == "__init__.py" else path).relative_to(ROOT)
        ): first_sentence(path)
        for path in files
    }


@pytest.fixture
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def tree_of(text: str) -> str:
    """The fenced block that begins with `app.py`."""
    blocks = [match.group("code") for match in FENCED.finditer(text)]
    return next(block for block in blocks if block.lstrip().startswith("app.py"))


@pytest.fixture
def tree(readme: str) -> dict[str, str]:
    lines = [line for line in tree_of(readme).splitlines() if line.strip()]
    matches = [LINE.match(line) for line in lines]
    assert [line for line, match in zip(lines, matches, strict=True) if not match] == []
    return {match.group("path"): match.group("sentence") for match in matches if match}


def code_of(text: str) -> str:
    """Everything set as code, without the tree, whose sentences are prose."""
    fenced = [match.group("code") for match in FENCED.finditer(text)]
    outside = FENCED.sub("", text)
    tree = tree_of(text)
    return "\n".join([*(block for block in fenced if block != tree), *INLINE.findall(outside)])


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The verbs that do something, each with its parents."""
    children = getattr(command, "commands", {})
    if not children:
        yield path
    for name, child in children.items():
        yield from verbs(child, (*path, name))


def test_every_module_and_package_stands_in_the_tree(tree: dict[str, str]) -> None:
    assert sorted(set(on_disk()) - set(tree)) == []


def test_everything_in_the_tree_is_on_the_disk(tree: dict[str, str]) -> None:
    assert [path for path in tree if not (ROOT / path).exists()] == []


def test_every_line_of_the_tree_is_the_modules_first_sentence(tree: dict[str, str]) -> None:
    said = on_disk()
    wrong = {path: text for path, text in tree.items() if path in said and text != said[path]}
    assert wrong == {path: said[path] for path in wrong}


def test_every_package_on_the_disk_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for path in ROOT.glob("[a-z]*/**/__init__.py")
        if path.relative_to(ROOT).parts[0] not in ("tests", "var")
    }
    assert found == set(project["packages"])


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    assert [path for path, sentence in on_disk().items() if not sentence] == []


def test_every_make_target_named_exists(readme: str) -> None:
    named = set(re.findall(r"\bmake (?:[A-Z]+=\S+ )*([a-z][\w-]*)", code_of(readme)))
    targets = set(
        re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    )
    assert named
    assert named <= targets


def test_the_two_commands_that_start_are_named(readme: str) -> None:
    assert "make chat" in code_of(readme)
    assert "make test" in code_of(readme)


def test_every_verb_named_exists(readme: str) -> None:
    known = set(verbs(typer.main.get_command(app.app)))
    pairs = re.findall(r"(?:\bapp\.py|\bparley) +([a-z]+)(?: +([a-z]+))?", code_of(readme))
    assert [pair for pair in pairs if pair not in known and pair[:1] not in known] == []


def test_every_document_named_exists(readme: str) -> None:
    named = set(re.findall(r"\bdocs/[\w./-]+\.md\b", readme))
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_every_link_into_the_repository_leads_somewhere(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", readme)
    assert sorted(link for link in links if not (ROOT / link).exists()) == []
