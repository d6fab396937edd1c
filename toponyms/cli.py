"""The command line: bytes in, bytes out, an exit code; it decides nothing that the library does not."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from toponyms import __version__, emit
from toponyms.annotator import OVERLAPS, Annotator
from toponyms.errors import ToponymsError
from toponyms.files import builtin_styles, builtin_systems, read_layers
from toponyms.store import load_lexicon

if TYPE_CHECKING:
    from toponyms.gazetteer import Gazetteer

DONE, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130

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
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, prog="toponyms")
    data, texts = argparse.ArgumentParser(add_help=False), argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "-g",
        "--gazetteer",
        action="append",
        default=[],
        metavar="PATH",
        help="a gazetteer file or folder to lay over the built-in one; may be given again",
    )
    data.add_argument("--no-builtin", action="store_true", help="leave the built-in gazetteer out")
    data.add_argument(
        "--packs", metavar="LIST", help="use these packs of the built-in gazetteer alone, for instance kurils,terms"
    )
    inputs = argparse.ArgumentParser(add_help=False)
    inputs.add_argument("files", nargs="*", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")
    texts.add_argument("--types", metavar="LIST", help="report entries of these types alone, for instance island,strait")

    tag = _verb(verbs, "tag", "mark every name with its id", inputs, texts, data)
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
    rewrite = _verb(verbs, "rewrite", "write every name as a style wants it", inputs, texts, data)
    rewrite.description = "Write every name as a style wants it and change nothing else."
    rewrite.add_argument(
        "-s",
        "--style",
        required=True,
        metavar="STYLE",
        help=f"whose names to write: {', '.join(builtin_styles())}, or the path of a style file (.yaml)",
    )
    reasons = _verb(verbs, "explain", "tell of each place where a name stands why it was found or not", texts, data)
    reasons.add_argument("files", nargs="?", metavar="FILE", help="text in UTF-8; standard input where there is none, or for -")
    reasons.add_argument("--json", action="store_true", help="one JSON object for each place")
    lookup = _verb(verbs, "lookup", "tell which entry a name belongs to, or which names are like it", data)
    lookup.add_argument("names", nargs="+", metavar="NAME", help="a name in any spelling or grammatical case, or an id")
    lookup.add_argument("--json", action="store_true", help="one JSON object for each NAME")
    letters = _verb(verbs, "transliterate", "write one script in the letters of another", inputs)
    which = letters.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "-s", "--system", metavar="NAME", help="a romanization or transcription system, or the path of a system file (.yaml)"
    )
    which.add_argument("--list", action="store_true", help="print the name and the title of each system, and read no text")
    curate = verbs.add_parser(
        "gazetteer", help="check a gazetteer, or print an entry of it", description="Look after a gazetteer."
    )
    actions = curate.add_subparsers(dest="action", metavar="ACTION", required=True)
    lint = _verb(actions, "lint", "find what is wrong or missing in the files", data)
    lint.add_argument("-f", "--format", choices=("text", "json"), default="text", help="text: a line for each finding (default)")
    lint.add_argument("--strict", action="store_true", help="let warnings count as errors do")
    show = _verb(actions, "show", "print an entry for a reader", data)
    show.add_argument("ids", nargs="+", metavar="ID", help="the id of an entry")
    show.add_argument("--json", action="store_true", help="one JSON object for each ID")
    return parser


def _verb(verbs: Any, name: str, purpose: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
    description = purpose[0].upper() + purpose[1:] + "."
    made: argparse.ArgumentParser = verbs.add_parser(name, parents=parents, help=purpose, description=description)
    return made


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
    if sys.stdin is None or sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input or output")
    if options.verb == "transliterate":
        return _transliterate(options)
    if options.no_builtin and not options.gazetteer:
        raise ToponymsError("--no-builtin leaves nothing to look for; give a --gazetteer")
    packs = _list(options.packs)
    if options.verb == "lookup":
        return _lookup(options, packs)
    if options.verb == "gazetteer":
        return _lint(options, packs) if options.action == "lint" else _show(options, packs)
    types = _list(options.types)
    overlap = options.overlap if options.verb == "tag" else "longest"
    if overlap == "all" and options.format == "inline":
        raise ToponymsError("--overlap all needs --format jsonl; inline tags cannot stand inside one another")
    derived = options.verb == "tag" and options.derived
    lexicon = load_lexicon(options.gazetteer, builtin=not options.no_builtin, packs=packs, derived=derived)
    annotator = Annotator(lexicon, types=types, overlap=overlap)
    if options.verb == "explain":
        return _filter([options.files or "-"], _explainer(options, annotator))
    return _filter(options.files, _converter(options, annotator))


def _filter(files: list[str], convert: Callable[[str, str], str]) -> int:
    """Write what becomes of each file, or of standard input; a file that cannot be read does not stop the others."""
    status = DONE
    for name in files or ["-"]:
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


def _transliterate(options: argparse.Namespace) -> int:
    """Write each file in the letters of the system, or print the systems there are."""
    from toponyms.romanize import load_system, transliterate

    if options.list:
        for name in builtin_systems():
            _say(f"{name:<20} {load_system(name).title}")
        return DONE
    system = load_system(options.system)
    return _filter(options.files, lambda text, _: transliterate(text, system))


def _lookup(options: argparse.Namespace, packs: list[str] | None) -> int:
    """Print the entries of each name, or the nearest names where there is none; exit 1 if a name has no entry."""
    from toponyms.show import record

    gazetteer = _gazetteer(options, packs)
    status = DONE
    for name in options.names:
        entries = gazetteer.lookup(name)
        near = [] if entries else gazetteer.nearest(name)
        status = status if entries else FINDINGS
        if options.json:
            nearest = [{"name": form, "id": entry.id} for form, entry in near]
            _say(_json({"name": name, "entries": list(map(record, entries)), "nearest": nearest}))
            continue
        for entry in entries:
            forms = dict.fromkeys(known.form for known in entry.names if known.status == "preferred" and not known.register)
            _say(f"{name}: {entry.id} ({entry.type}): {', '.join(forms)}")
        if not entries:
            like = ", ".join(f"{form} ({entry.id})" for form, entry in near)
            _say(f"{name}: no entry; {f'nearest: {like}' if near else 'nothing is like it'}")
    return status


def _lint(options: argparse.Namespace, packs: list[str] | None) -> int:
    """Print every finding and how sure the names are; exit 1 if there is an error, or a warning under --strict."""
    from toponyms.lint import ERROR as BAD
    from toponyms.lint import lint, summary

    findings, gazetteer = lint(read_layers(options.gazetteer, builtin=not options.no_builtin), packs)
    packs_found = summary(gazetteer) if gazetteer else {}
    if options.format == "json":
        _say(_json({"findings": [finding._asdict() for finding in findings], "packs": packs_found}))
    else:
        for finding in findings:
            _say(str(finding))
        for pack, counts in packs_found.items():
            shares = (f"{counts[key]} {key}" for key in ("medium", "low", "unchecked") if counts.get(key))
            _say(f"{pack}: {counts['entries']} entries, {counts['names']} names: {', '.join(shares) or 'all high'}")
        bad = sum(finding.severity == BAD for finding in findings)
        total = f"{bad} errors, {len(findings) - bad} warnings"
        if names := sum(counts["names"] for counts in packs_found.values()):
            doubtful = {key: sum(counts.get(key, 0) for counts in packs_found.values()) for key in ("low", "unchecked")}
            shares = (f"{100 * count / names:.1f} % {key}" for key, count in doubtful.items())
            total += f"; of {names} names {' and '.join(shares)}"
        _say(total)
    return FINDINGS if any(options.strict or finding.severity == BAD for finding in findings) else DONE


def _show(options: argparse.Namespace, packs: list[str] | None) -> int:
    from toponyms.show import page, record

    gazetteer = _gazetteer(options, packs)
    pages = [_json(record(gazetteer[key])) if options.json else page(gazetteer[key]) for key in options.ids]
    _say(("\n" if options.json else "\n\n").join(pages))
    return DONE


def _gazetteer(options: argparse.Namespace, packs: list[str] | None) -> "Gazetteer":
    from toponyms.gazetteer import Gazetteer

    return Gazetteer.from_lexicon(load_lexicon(options.gazetteer, builtin=not options.no_builtin, packs=packs))


def _say(line: str) -> None:
    """Write a line to standard output as UTF-8, whatever the terminal's locale."""
    sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "surrogateescape"))


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _converter(options: argparse.Namespace, annotator: Annotator) -> Callable[[str, str], str]:
    """What the verb does to the text of a file."""
    if options.verb == "rewrite":
        from toponyms.style import load_style

        style = load_style(options.style)
        return lambda text, _: annotator.rewrite(text, style)
    if options.format == "jsonl":
        return lambda text, name: "".join(emit.records(text, annotator.annotate(text), name))
    return lambda text, _: annotator.tag(text)


def _explainer(options: argparse.Namespace, annotator: Annotator) -> Callable[[str, str], str]:
    from toponyms.show import blocks, explanation_records

    if options.json:
        return lambda text, name: "".join(explanation_records(text, annotator.explain(text), name))
    return lambda text, _: "".join(blocks(text, annotator.explain(text)))


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
