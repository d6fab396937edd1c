"""The docs cannot drift: their commands are run, their examples are doctests, every option and public name is in them."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import toponyms
from toponyms.usage import build_parser

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)", re.MULTILINE)


def chains() -> list[list[tuple[str, str]]]:
    """The commands of all pages with their output; those that hand on a file, fog.txt or fog.edits, follow one another."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        stems = "|".join(sorted(set(re.findall(r"(\w+)\.edits", text)))) or "(?!)"
        handed_on = re.compile(rf"\b({stems})\.(?:edits|txt)")
        for block in CONSOLE.findall(text):
            for command, output in COMMAND.findall(block):
                shared = handed_on.search(command)
                found.setdefault((page.stem, shared[1] if shared else command), []).append((command, output))
    return list(found.values())


LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize("chain", chains(), ids=lambda chain: chain[0][0].splitlines()[0][:60])
def test_command(chain: list[tuple[str, str]]) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for command, output in chain:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT,
            env={**os.environ, "PATH": path, "COLUMNS": "100", "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        assert done.stdout.decode().rstrip("\n") == output.rstrip("\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples(page: Path) -> None:
    for library in ("pandas", "polars"):
        if f"import {library}\n" in page.read_text(encoding="utf-8"):
            pytest.importorskip(library, reason=f"{library} is not installed; pip install 'toponyms[{library}]' gets it")
    assert doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="argparse lays its help out differently from 3.13 on")
@pytest.mark.parametrize(
    "verb",
    [
        "",
        "tag",
        "rewrite",
        "styles",
        "restore",
        "check",
        "explain",
        "lookup",
        "transliterate",
        "gazetteer",
        "gazetteer lint",
        "gazetteer show",
    ],
)
def test_help_is_the_real_one(verb: str) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "toponyms", *verb.split(), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "100"})
    assert " ".join(done.stdout.split()) in " ".join(text.split())


def test_every_option_is_documented() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    [verbs] = [action for action in build_parser()._actions if action.dest == "verb"]
    for verb, parser in verbs.choices.items():  # type: ignore[union-attr]
        assert f"toponyms {verb}" in text
        for action in parser._actions:
            assert all(option in text for option in action.option_strings), action.option_strings


def test_every_public_name_is_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in toponyms.__all__ if name not in text] == []
