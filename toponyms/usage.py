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
from toponyms.options import (
    take_data,
    take_date,
    take_exclude,
    take_files,
    take_hashtags,
    take_jobs,
    take_lines,
    take_markup,
    take_target,
    take_types,
)

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


def _tag(add: Add) -> None:
    tag = _verb(add, "tag", "mark every name with its id")
    take_files(tag)
    take_markup(tag)
    take_types(tag)
    take_data(tag)
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
    take_hashtags(tag)
    take_lines(tag)
    take_jobs(tag, portions=True)


def _rewrite(add: Add) -> None:
    rewrite = _verb(
        add,
        "rewrite",
        "write every name as a style wants it",
        description="Write every name as a style wants it and change nothing else.",
    )
    take_files(rewrite)
    take_markup(rewrite)
    take_types(rewrite)
    take_data(rewrite)
    rewrite.add_argument(
        "-s",
        "--style",
        required=True,
        metavar="STYLE",
        help=f"whose names to write: {', '.join(builtin_styles())}, or the path of a style file (.yaml)",
    )
    take_date(rewrite)
    take_target(rewrite)
    how = rewrite.add_mutually_exclusive_group()
    how.add_argument("-w", "--write", action="store_true", help="rewrite the files in place, those in folders too")
    how.add_argument("-i", "--interactive", action="store_true", help="the same, but ask about each name first")
    how.add_argument("--diff", action="store_true", help="write a unified diff instead of the text; exit with 1 if there is one")
    rewrite.add_argument("-n", "--dry-run", action="store_true", help="tell what would be changed, and write nothing")
    rewrite.add_argument(
        "--backup", metavar="SUFFIX", help="keep each file that is rewritten in place, with SUFFIX at its name's end"
    )
    rewrite.add_argument(
        "--edits", metavar="PATH", help="add the edits to a file from which `toponyms restore` can take them back"
    )
    take_exclude(rewrite)
    rewrite.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="whether to colour what is for a reader (default: auto)",
    )
    take_lines(rewrite)
    take_jobs(rewrite, portions=True)


def reading(options: argparse.Namespace, text: str, name: str) -> dict[str, Any]:
    """How the text of a file is to be read: the arguments `markup` and `alt` of an annotator's methods."""
    markup = options.input
    if markup == "auto":
        from toponyms.markup import guess

        markup = guess(name, text)
    return {"markup": markup, "alt": options.alt}


def is_filter(options: argparse.Namespace) -> bool:
    """Whether a rewrite goes from standard input or files to standard output and does nothing else."""
    return not (options.write or options.interactive or options.diff or options.dry_run or options.edits or options.backup)


def _restore(add: Add) -> None:
    restore = _verb(
        add,
        "restore",
        "put the text back that was there before a rewrite",
        description="Put the text back that was there before a rewrite, byte for byte.",
    )
    restore.add_argument(
        "files", nargs="*", metavar="FILE", help="what the rewrite wrote; standard input where there is none, or for -"
    )
    restore.add_argument("--edits", required=True, metavar="PATH", help="the file that `toponyms rewrite --edits` wrote")
    restore.add_argument(
        "-w",
        "--write",
        action="store_true",
        help="restore the files in place; where no FILE is given, all that the edits file names",
    )


def _check(add: Add) -> None:
    check = _verb(
        add,
        "check",
        "find names that do not agree with a style, with one another or with a translation",
        description="Find names that do not agree with a style, with one another or with a translation; "
        "exit with 1 if there are any.",
    )
    take_files(check)
    take_markup(check)
    take_types(check)
    take_data(check)
    check.add_argument(
        "-s", "--style", metavar="STYLE", help="whose names there should be; where none is given, any, but of one party"
    )
    take_date(check)
    take_target(check)
    check.add_argument("--source", metavar="FILE", help="a text, to hold the things that it names against those of --target")
    check.add_argument("--target", metavar="FILE", help="its translation")
    check.add_argument(
        "--align",
        choices=("line", "paragraph"),
        help="what stands side by side in the two; where it is not given, lines if there are as many, else paragraphs",
    )
    check.add_argument(
        "-f",
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="text: a line for each finding (default)",
    )
    take_exclude(check)
    take_jobs(check)


def _explain(add: Add) -> None:
    reasons = _verb(add, "explain", "tell of each place where a name stands why it was found or not")
    reasons.add_argument("files", nargs="?", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")
    take_markup(reasons)
    take_types(reasons)
    take_data(reasons)
    take_hashtags(reasons)
    reasons.add_argument("--json", action="store_true", help="one JSON object for each place")


def _lookup(add: Add) -> None:
    lookup = _verb(add, "lookup", "tell which entry a name belongs to, or which names are like it")
    take_data(lookup)
    lookup.add_argument("names", nargs="+", metavar="NAME", help="a name in any spelling or grammatical case, or an id")
    lookup.add_argument("--json", action="store_true", help="one JSON object for each NAME")


def _styles(add: Add) -> None:
    styles = _verb(add, "styles", "list the styles, or tell what one of them does")
    take_data(styles)
    styles.add_argument(
        "name", nargs="?", metavar="STYLE", help="a style, or the path of a style file (.yaml), which is checked as well"
    )


def _transliterate(add: Add) -> None:
    letters = _verb(add, "transliterate", "write one script in the letters of another")
    take_files(letters)
    which = letters.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "-s", "--system", metavar="NAME", help="a romanization or transcription system, or the path of a system file (.yaml)"
    )
    which.add_argument("--list", action="store_true", help="print the name and the title of each system, and read no text")


def _gazetteer(add: Add) -> None:
    curate = _verb(add, "gazetteer", "check a gazetteer, or print an entry of it", description="Look after a gazetteer.")
    actions = curate.add_subparsers(dest="action", metavar="ACTION", required=True)
    lint = _verb(actions.add_parser, "lint", "find what is wrong or missing in the files")
    take_data(lint)
    lint.add_argument("-f", "--format", choices=("text", "json"), default="text", help="text: a line for each finding (default)")
    lint.add_argument("--strict", action="store_true", help="let warnings count as errors do")
    show = _verb(actions.add_parser, "show", "print an entry for a reader")
    take_data(show)
    show.add_argument("ids", nargs="+", metavar="ID", help="the id of an entry")
    show.add_argument("--json", action="store_true", help="one JSON object for each ID")


_VERBS: dict[str, Callable[[Add], None]] = {
    "tag": _tag,
    "rewrite": _rewrite,
    "restore": _restore,
    "check": _check,
    "styles": _styles,
    "explain": _explain,
    "lookup": _lookup,
    "transliterate": _transliterate,
    "gazetteer": _gazetteer,
}
