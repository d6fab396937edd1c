import atexit
import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

# Tests never read or leave compiled lexicons in the user's own cache; what one process compiled serves all of the run.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["TOPONYMS_CACHE"] = tempfile.mkdtemp(prefix="toponyms-tests-")
    atexit.register(shutil.rmtree, os.environ["TOPONYMS_CACHE"], ignore_errors=True)

from toponyms import Annotator, Gazetteer, ToponymsError
from toponyms.matcher import RegexMatcher
from toponyms.store import load_lexicon

settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).parent.parent


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the built-in gazetteer before there are several processes that would each do so."""
    config = session.config
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        # What is wrong with it the tests tell.
        with suppress(ToponymsError):
            load_lexicon(())
        # The cache lets go of what was made first, and in a run there are more own gazetteers than it keeps.
        later = time.time() + 1e8
        for stored in Path(os.environ["TOPONYMS_CACHE"]).glob("*"):
            os.utime(stored, (later, later))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and their cases last as long as the process: no collection need look for garbage among them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.builtin()


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(load_lexicon(()))


@pytest.fixture(scope="session")
def derived() -> Annotator:
    """The annotator that finds adjectives made from names too."""
    return Annotator(load_lexicon((), derived=True))


@pytest.fixture(scope="session")
def without_hashtags() -> Annotator:
    """The annotator that leaves the names in hashtags out."""
    return Annotator(load_lexicon(()), hashtags=False)


@pytest.fixture(scope="session")
def definition() -> Annotator:
    """The annotator on the pure-regex matcher, which the fast one must equal."""
    return Annotator(load_lexicon(()), matcher=RegexMatcher)
