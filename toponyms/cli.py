"""The command line: bytes in, bytes out, an exit code; it decides nothing that the library does not."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from toponyms import streams
from toponyms.annotator import Annotator
from toponyms.errors import ToponymsError, explained
from toponyms.files import builtin_styles, builtin_systems, read_layers
from toponyms.store import load_lexicon
from toponyms.turns import processors
from toponyms.usage import build_parser, is_filter, reading

if TYPE_CHECKING:
    import argparse

    from toponyms.converters import Convert
    from toponyms.gazetteer import Gazetteer
    from toponyms.lexicon import Lexicon
    from toponyms.style import Style

DONE, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code: 0 done, 2 usage, gazetteer or I/O error. Errors go to standard error."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = build_parser(given[0] if given else "").parse_args(given)
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
        _complain(explained(error))
        return ERROR


def command() -> None:
    """What `toponyms` starts: `main`, and the end of the process.

    To take down the interpreter, of which the system takes back all in one piece, is a fifth of the time of a short text.
    """
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError):
        # What cannot be written, or is not there, Python tells of in its own way.
        sys.exit(code)
    os._exit(code)


def _run(options: "argparse.Namespace") -> int:
    if sys.stdin is None or sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input or output")
    if options.verb == "transliterate":
        return _transliterate(options)
    if options.verb == "restore":
        from toponyms.revise import restore

        return restore(options, _complain)
    if options.no_builtin and not options.gazetteer:
        raise ToponymsError("--no-builtin leaves nothing to look for; give a --gazetteer")
    packs = _list(options.packs)
    if options.verb == "lookup":
        return _lookup(options, packs)
    if options.verb == "styles":
        return _styles(options, packs)
    if options.verb == "gazetteer":
        return _lint(options, packs) if options.action == "lint" else _show(options, packs)
    if options.verb == "check":
        from toponyms.check import check

        return check(options, partial(_checker, options, packs), _complain)
    overlap = options.overlap if options.verb == "tag" else "longest"
    if overlap == "all" and options.format == "inline":
        raise ToponymsError("--overlap all needs --format jsonl; inline tags cannot stand inside one another")
    derived = options.verb == "tag" and options.derived
    lexicon = _lexicon(options, packs, derived)
    annotator = _annotator(options, lexicon, overlap)
    if options.verb == "explain":
        return _filter(["-" if options.files is None else options.files], _explainer(options, annotator))
    if options.verb == "rewrite" and not is_filter(options):
        from toponyms.revise import revise

        return revise(options, annotator, _style(options, lexicon), _complain)
    # Files side by side, or the portions of one, and not both.
    files, each = _shared(options)
    return _filter(options.files, _converter(options, annotator, lexicon, each), files, options.line_buffered)


def _shared(options: "argparse.Namespace") -> tuple[int, int]:
    """In how many processes files are read side by side, and in how many the portions of each."""
    # Standard input is no other process's.
    if options.jobs and len(options.files) > 1 and "-" not in options.files:
        return options.jobs, 1
    return 1, 1 if options.line_buffered else options.jobs or processors()


def _lexicon(options: "argparse.Namespace", packs: list[str] | None, derived: bool = False) -> "Lexicon":
    return load_lexicon(options.gazetteer, builtin=not options.no_builtin, packs=packs, derived=derived)


def _annotator(options: "argparse.Namespace", lexicon: "Lexicon", overlap: str = "longest") -> Annotator:
    hashtags = options.verb not in ("tag", "explain") or not options.no_hashtags
    return Annotator(lexicon, types=_list(options.types), overlap=overlap, hashtags=hashtags)


def _style(options: "argparse.Namespace", lexicon: "Lexicon") -> "Style":
    """The style asked for, held against the gazetteer in use, with the names of the year asked for."""
    from toponyms.stylecheck import checked_style
    from toponyms.targets import asked

    style = checked_style(options.style, lexicon.entries)
    return asked(style, options.date, options.to, options.gloss)


def _checker(options: "argparse.Namespace", packs: list[str] | None, derived: bool) -> "tuple[Annotator, Style | None]":
    lexicon = _lexicon(options, packs, derived)
    return _annotator(options, lexicon), _style(options, lexicon) if options.style else None


def _filter(files: list[str], convert: "Convert", jobs: int = 1, by_line: bool = False) -> int:
    """Write what becomes of each file, or of standard input; a file that cannot be read does not stop the others."""
    names = files or ["-"]
    if jobs > 1 and len(names) > 1:
        from toponyms.spools import spooled

        return ERROR if spooled(names, convert, jobs, sys.stdout.buffer, _complain) else DONE
    status = DONE
    for name in names:
        try:
            with streams.opened(name) as file:
                for piece in convert(streams.chunks(file, by_line), name):
                    sys.stdout.buffer.write(piece)
                    if by_line:
                        sys.stdout.buffer.flush()
        except streams.ReadError as error:
            _complain(explained(error.cause, name))
            status = ERROR
    sys.stdout.buffer.flush()
    return status


def _transliterate(options: "argparse.Namespace") -> int:
    """Write each file in the letters of the system, or print the systems there are."""
    from toponyms.romanize import load_system, transliterate

    if options.list:
        for name in builtin_systems():
            _say(f"{name:<20} {load_system(name).title}")
        return DONE
    system = load_system(options.system)
    return _filter(options.files, lambda chunks, _: [streams.encoded(transliterate(streams.plain(b"".join(chunks)), system))])


def _styles(options: "argparse.Namespace", packs: list[str] | None) -> int:
    """Print the styles there are, or what one of them does, which is held against the gazetteer first."""
    from toponyms.show import style_page
    from toponyms.style import load_style
    from toponyms.stylecheck import checked_style

    if not options.name:
        for name in builtin_styles():
            _say(f"{name:<12} {load_style(name).title}")
        return DONE
    _say(style_page(checked_style(options.name, _lexicon(options, packs).entries, thorough=True)))
    return DONE


def _lookup(options: "argparse.Namespace", packs: list[str] | None) -> int:
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


def _lint(options: "argparse.Namespace", packs: list[str] | None) -> int:
    """Print every finding and how sure the names are; exit 1 if there is an error, or a warning under --strict."""
    from toponyms.lint import ERROR as BAD
    from toponyms.lint import lint
    from toponyms.show import summary

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


def _show(options: "argparse.Namespace", packs: list[str] | None) -> int:
    from toponyms.show import page, record

    gazetteer = _gazetteer(options, packs)
    pages = [_json(record(gazetteer[key])) if options.json else page(gazetteer[key]) for key in options.ids]
    _say(("\n" if options.json else "\n\n").join(pages))
    return DONE


def _gazetteer(options: "argparse.Namespace", packs: list[str] | None) -> "Gazetteer":
    from toponyms.gazetteer import Gazetteer

    return Gazetteer.from_lexicon(_lexicon(options, packs))


def _say(line: str) -> None:
    """Write a line to standard output as UTF-8, whatever the terminal's locale."""
    sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "surrogateescape"))


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _converter(options: "argparse.Namespace", annotator: Annotator, lexicon: "Lexicon", jobs: int) -> "Convert":
    """What the verb does to the text of a file, in so many processes if it is long."""
    from toponyms import converters

    if options.verb == "rewrite":
        return partial(converters.rewritten, annotator, _style(options, lexicon), options, jobs)
    return partial(converters.recorded if options.format == "jsonl" else converters.tagged, annotator, options, jobs)


def _explainer(options: "argparse.Namespace", annotator: Annotator) -> "Convert":
    from toponyms.show import blocks, explanation_records

    def told(chunks: Iterator[bytes], name: str) -> Iterable[bytes]:
        text = streams.plain(b"".join(chunks))
        explanations = annotator.explain(text, **reading(options, text, name))
        pieces = explanation_records(text, explanations, name) if options.json else blocks(text, explanations)
        return map(streams.encoded, pieces)

    return told


def _list(value: str | None) -> list[str] | None:
    return None if value is None else [part.strip() for part in value.split(",") if part.strip()]


def _complain(message: str) -> None:
    print(f"toponyms: {message}", file=sys.stderr)
