"""The rules mind keeps the contract of every mind."""

import pytest

from agents.contracts import Mind
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from tests.contracts.mind import MindContract


class TestRulesMind(MindContract):
    """Rules alone, without example messages."""

    @pytest.fixture(scope="class")
    @classmethod
    def mind(cls, catalog: Catalog) -> Mind:
        lexicon = english_lexicon()
        return RulesMind(catalog, RulesListener(catalog, Linker(catalog, lexicon), lexicon))
