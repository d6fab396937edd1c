"""The verbs and options of the command, as `argparse` wants them."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from toponyms import __version__
from toponyms.annotator import OVERLAPS
from toponyms.files import builtin_styles

_EPILOG = """\
examples:
  echo "Fog over Etorofu." | toponyms tag
  toponyms tag --format jsonl reports/*.txt > finds.jsonl
  toponyms rewrite --style japan < report.txt > report.japan.txt
"""


def build_parser(verb: str = "") -> argparse.ArgumentParser:
    """The parser of the whole command; where `verb` is one, of that one alone, since all take a tenth of the time of a start.

    The tests hold docs/cli.md against its help.
    """
    width = _width()
    parser = argparse.ArgumentParser(
        prog="toponyms",
        description="Find the names of places and terms in English, Russian and Japanese text; tag them or rewrite them.",
        epilog=_EPILOG,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=width),
    )
    parser.add_argument("--version", action="version", version=f"toponyms {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, prog="toponyms")
    add = partial(verbs.add_parser, formatter_class=partial(argparse.HelpFormatter, width=width))
    for name in [verb] if verb in _VERBS else _VERBS:
        _VERBS[name](add)
    return parser


def _width() -> int:
    """How wide help is, as `argparse` has it; left to itself, it imports `shutil` to ask, even where no help is wanted."""
    columns = os.environ.get("COLUMNS", "")
    try:
        wide = int(columns) if columns.isdecimal() else 0
        return (wide or os.get_terminal_size(sys.__stdout__.fileno()).columns or 80) - 2  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 78


Add = Callable[..., Any]
"""Makes the parser of a verb."""


def _verb(add: Add, name: str, purpose: str, description: str = "") -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = add(name, help=purpose, description=description or purpose[0].upper() + purpose[1:] + ".")
    return made


def _take_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")


def _take_types(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--types", metavar="LIST", help="report entries of these types alone, for instance island,strait")


def _take_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-g",
        "--gazetteer",
        action="append",
        default=[],
        metavar="PATH",
        help="a gazetteer file or folder to lay over the built-in one; may be given again",
    )
    parser.add_argument("--no-builtin", action="store_true", help="leave the built-in gazetteer out")
    parser.add_argument(
        "--packs", metavar="LIST", help="use these packs of the built-in gazetteer alone, for instance kurils,terms"
    )


def _take_hashtags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-hashtags", action="store_true", help="leave out the names in #hashtags, as those in @handles are")


def _tag(add: Add) -> None:
    tag = _verb(add, "tag", "mark every name with its id")
    _take_files(tag)
    _take_types(tag)
    _take_data(tag)
    tag.add_argument(
        "-f",
        "--format",
        choices=("inline", "jsonl"),
        default="inline",
        help="inline: [Iturup|iturup] in the text (default); jsonl: one JSON object for each name, and no text",
    )
    tag.add_argument(
        "--derived", action="store_true", help="mark the adjectives made from names too, such as курильский and Kurilian"
    )
    tag.add_argument(
        "--overlap",
        choices=OVERLAPS,
        default="longest",
        help="longest: of names that overlap the longest (default); all: names inside longer ones too, with --format jsonl",
    )
    _take_hashtags(tag)


def _rewrite(add: Add) -> None:
    rewrite = _verb(
        add,
        "rewrite",
        "write every name as a style wants it",
        description="Write every name as a style wants it and change nothing else.",
    )
    _take_files(rewrite)
    _take_types(rewrite)
    _take_data(rewrite)
    rewrite.add_argument(
        "-s",
        "--style",
        required=True,
        metavar="STYLE",
        help=f"whose names to write: {', '.join(builtin_styles())}, or the path of a style file (.yaml)",
    )
    rewrite.add_argument(
        "--date",
        metavar="YEAR",
        type=year,
        help="write the names of that time, where it is known since or until when they were used",
    )


def year(text: str) -> int:
    """A year of up to four digits; the name of the function is what the error message calls it."""
    number = int(text)
    if abs(number) > 9999:
        raise ValueError(text)
    return number


def _explain(add: Add) -> None:
    reasons = _verb(add, "explain", "tell of each place where a name stands why it was found or not")
    reasons.add_argument("files", nargs="?", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")
    _take_types(reasons)
    _take_data(reasons)
    _take_hashtags(reasons)
    reasons.add_argument("--json", action="store_true", help="one JSON object for each place")


def _lookup(add: Add) -> None:
    lookup = _verb(add, "lookup", "tell which entry a name belongs to, or which names are like it")
    _take_data(lookup)
    lookup.add_argument("names", nargs="+", metavar="NAME", help="a name in any spelling or grammatical case, or an id")
    lookup.add_argument("--json", action="store_true", help="one JSON object for each NAME")


def _styles(add: Add) -> None:
    styles = _verb(add, "styles", "list the styles, or tell what one of them does")
    _take_data(styles)
    styles.add_argument(
        "name", nargs="?", metavar="STYLE", help="a style, or the path of a style file (.yaml), which is checked as well"
    )


def _transliterate(add: Add) -> None:
    letters = _verb(add, "transliterate", "write one script in the letters of another")
    _take_files(letters)
    which = letters.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "-s", "--system", metavar="NAME", help="a romanization or transcription system, or the path of a system file (.yaml)"
    )
    which.add_argument("--list", action="store_true", help="print the name and the title of each system, and read no text")


def _gazetteer(add: Add) -> None:
    curate = _verb(add, "gazetteer", "check a gazetteer, or print an entry of it", description="Look after a gazetteer.")
    actions = curate.add_subparsers(dest="action", metavar="ACTION", required=True)
    lint = _verb(actions.add_parser, "lint", "find what is wrong or missing in the files")
    _take_data(lint)
    lint.add_argument("-f", "--format", choices=("text", "json"), default="text", help="text: a line for each finding (default)")
    lint.add_argument("--strict", action="store_true", help="let warnings count as errors do")
    show = _verb(actions.add_parser, "show", "print an entry for a reader")
    _take_data(show)
    show.add_argument("ids", nargs="+", metavar="ID", help="the id of an entry")
    show.add_argument("--json", action="store_true", help="one JSON object for each ID")


_VERBS: dict[str, Callable[[Add], None]] = {
    "tag": _tag,
    "rewrite": _rewrite,
    "styles": _styles,
    "explain": _explain,
    "lookup": _lookup,
    "transliterate": _transliterate,
    "gazetteer": _gazetteer,
}
