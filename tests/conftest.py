"""Fixtures that every package's tests share."""

import pytest

from catalog.store import Catalog, load_default


@pytest.fixture(scope="session")
def default_catalog() -> Catalog:
    """The default films with notes and renown; reading them takes seconds."""
    return load_default()
