"""The options that several verbs of the command take."""

import argparse

from toponyms.model import LANGUAGES
from toponyms.turns import MOST


def take_files(parser: argparse.ArgumentParser) -> None:
    """The texts to read."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")


def take_markup(parser: argparse.ArgumentParser) -> None:
    """What the texts are written in."""
    parser.add_argument(
        "--input",
        choices=("text", "markdown", "html", "xml", "auto"),
        default="text",
        help="what the input is written in (default: text); auto tells by the ending of the file's name, or how it begins",
    )
    parser.add_argument("--alt", action="store_true", help="read alt and title of elements and images too")


def take_types(parser: argparse.ArgumentParser) -> None:
    """The types to report."""
    parser.add_argument("--types", metavar="LIST", help="report entries of these types alone, for instance island,strait")


def take_exclude(parser: argparse.ArgumentParser) -> None:
    """What to pass over in folders."""
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="leave out what is called so in a folder, for instance '*.csv'; may be given again",
    )
    parser.add_argument(
        "--no-ignore", action="store_true", help="take what .gitignore and .ignore files in folders leave out, too"
    )


def take_data(parser: argparse.ArgumentParser) -> None:
    """The gazetteer to use."""
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


def take_hashtags(parser: argparse.ArgumentParser) -> None:
    """Whether hashtags count."""
    parser.add_argument("--no-hashtags", action="store_true", help="leave out the names in #hashtags, as those in @handles are")


def take_date(parser: argparse.ArgumentParser) -> None:
    """The year whose names to write."""
    parser.add_argument(
        "--date",
        metavar="YEAR",
        type=year,
        help="the names of that time, where it is known since or until when they were used",
    )


def take_target(parser: argparse.ArgumentParser) -> None:
    """The language whose names to write."""
    parser.add_argument("--to", choices=LANGUAGES, help="names of this language in place of those of the others")
    parser.add_argument("--gloss", action="store_true", help="with --to: leave the name and write the other one behind it")


def take_lines(parser: argparse.ArgumentParser) -> None:
    """Whether each line is read by itself."""
    parser.add_argument(
        "--line-buffered", action="store_true", help="read each line by itself, and write what becomes of it at once"
    )


def take_jobs(parser: argparse.ArgumentParser, portions: bool = False) -> None:
    """How many processes work on files, or on the portions of one."""
    files = "read so many files at a time, in as many processes"
    parts = f", or so many parts of a long text (default: one file, and a part for each processor, {MOST} at most)"
    parser.add_argument("-j", "--jobs", type=count, metavar="N", help=files + (parts if portions else " (default: 1)"))


def count(text: str) -> int:
    """A number from 1 on."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def year(text: str) -> int:
    """A year of up to four digits; the name of the function is what the error message calls it."""
    number = int(text)
    if abs(number) > 9999:
        raise ValueError(text)
    return number
