import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Tests never read or leave compiled lexicons in the user's own cache.
os.environ["TOPONYMS_CACHE"] = tempfile.mkdtemp(prefix="toponyms-tests-")

from toponyms import Annotator, Gazetteer
from toponyms.matcher import RegexMatcher

settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.builtin()


@pytest.fixture(scope="session")
def annotator(gazetteer: Gazetteer) -> Annotator:
    return Annotator(gazetteer)


@pytest.fixture(scope="session")
def derived(gazetteer: Gazetteer) -> Annotator:
    """The annotator that finds adjectives made from names too."""
    return Annotator(gazetteer, derived=True)


@pytest.fixture(scope="session")
def without_hashtags(gazetteer: Gazetteer) -> Annotator:
    """The annotator that leaves the names in hashtags out."""
    return Annotator(gazetteer, hashtags=False)


@pytest.fixture(scope="session")
def definition(gazetteer: Gazetteer) -> Annotator:
    """The annotator on the pure-regex matcher, which the fast one must equal."""
    return Annotator(gazetteer, matcher=RegexMatcher)
