"""The numbers in the docstrings are what the code gives."""

import doctest
from types import ModuleType

import pytest

from retrieval import fusion, prior, walk


@pytest.mark.parametrize("module", [fusion, prior, walk])
def test_docstring_examples_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
