"""The command line: bytes in, bytes out, an exit code; it decides nothing that the library does not."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence

from toponyms import __version__, emit
from toponyms.annotator import Annotator
from toponyms.errors import ToponymsError
from toponyms.files import builtin_styles
from toponyms.store import load_lexicon

DONE, ERROR, INTERRUPTED = 0, 2, 130

_EPILOG = """\
examples:
  echo "Fog over Etorofu." | toponyms tag
  toponyms tag --format jsonl reports/*.txt > finds.jsonl
  toponyms rewrite --style japan < report.txt > report.japan.txt
"""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command; the tests hold docs/cli.md against its help."""
    parser = argparse.ArgumentParser(
        prog="toponyms",
        description="Find the names of places and terms in English, Russian and Japanese text; tag them or rewrite them.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"toponyms {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("files", nargs="*", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")
    shared.add_argument(
        "-g",
        "--gazetteer",
        action="append",
        default=[],
        metavar="PATH",
        help="a gazetteer file or folder to lay over the built-in one; may be given again",
    )
    shared.add_argument("--no-builtin", action="store_true", help="leave the built-in gazetteer out")
    shared.add_argument(
        "--packs", metavar="LIST", help="use these packs of the built-in gazetteer alone, for instance kurils,terms"
    )
    shared.add_argument("--types", metavar="LIST", help="report entries of these types alone, for instance island,strait")

    tag = verbs.add_parser(
        "tag", parents=[shared], help="mark every name with its id", description="Mark every name with its id."
    )
    tag.add_argument(
        "-f",
        "--format",
        choices=("inline", "jsonl"),
        default="inline",
        help="inline: [Iturup|iturup] in the text (default); jsonl: one JSON object for each name, and no text",
    )
    rewrite = verbs.add_parser(
        "rewrite",
        parents=[shared],
        help="write every name as a style wants it",
        description="Write every name as a style wants it and change nothing else.",
    )
    rewrite.add_argument(
        "-s",
        "--style",
        required=True,
        metavar="STYLE",
        help=f"whose names to write: {', '.join(builtin_styles())}, or the path of a style file (.yaml)",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code: 0 done, 2 usage, gazetteer or I/O error. Errors go to standard error."""
    options = build_parser().parse_args(arguments)
    try:
        return _run(options)
    except BrokenPipeError:
        # The reader has gone (`| head`); let nothing be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ToponymsError as error:
        for line in str(error).splitlines():
            _complain(line)
        return ERROR
    except OSError as error:
        _complain(_reason(error))
        return ERROR


def _run(options: argparse.Namespace) -> int:
    if options.no_builtin and not options.gazetteer:
        raise ToponymsError("--no-builtin leaves nothing to look for; give a --gazetteer")
    if sys.stdin is None or sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input or output")
    packs, types = _list(options.packs), _list(options.types)
    lexicon = load_lexicon(options.gazetteer, builtin=not options.no_builtin, packs=packs)
    annotator = Annotator(lexicon, types=types)
    convert = _converter(options, annotator)
    status = DONE
    for name in options.files or ["-"]:
        try:
            data = sys.stdin.buffer.read() if name == "-" else _read(name)
        except OSError as error:
            _complain(_reason(error, name))
            status = ERROR
            continue
        # Bytes that are not UTF-8 become lone surrogates and turn back into themselves on the way out.
        output = convert(data.decode("utf-8", "surrogateescape"), name)
        sys.stdout.buffer.write(output.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
    return status


def _converter(options: argparse.Namespace, annotator: Annotator) -> Callable[[str, str], str]:
    """What the verb does to the text of a file."""
    if options.verb == "rewrite":
        from toponyms.style import load_style

        style = load_style(options.style)
        return lambda text, _: annotator.rewrite(text, style)
    if options.format == "jsonl":
        return lambda text, name: "".join(emit.records(text, annotator.annotate(text), name))
    return lambda text, _: annotator.tag(text)


def _read(name: str) -> bytes:
    with open(name, "rb") as file:  # noqa: PTH123 - Path("") would be the folder one stands in
        return file.read()


def _list(value: str | None) -> list[str] | None:
    return None if value is None else [part.strip() for part in value.split(",") if part.strip()]


def _reason(error: OSError, name: str = "") -> str:
    where = error.filename or name
    return f"{where}: {error.strerror}" if where else str(error)


def _complain(message: str) -> None:
    print(f"toponyms: {message}", file=sys.stderr)
