"""Rewrites of many files, in place or as diffs and with a record of what was changed, and the way back."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from toponyms import editlog, inplace
from toponyms.ask import ask
from toponyms.diff import unified
from toponyms.editing import Edits, apply
from toponyms.errors import ToponymsError, explained
from toponyms.progress import can_tell, over, watched
from toponyms.walk import expanded

if TYPE_CHECKING:
    import argparse

DONE, FINDINGS, ERROR = 0, 1, 2


def revise(
    options: "argparse.Namespace", edits_of: Callable[[str, str], Edits], style: str, complain: Callable[[str], None]
) -> int:
    """Rewrite each file as the options of `toponyms rewrite` have it, and give the exit code; what fails stops no other file.

    `edits_of` gives the edits of a text, its second argument being the name of the file; `style` is the id for the record.
    """
    in_place = (options.write or options.interactive) and not options.dry_run
    _check(options, in_place)
    failed: list[str] = []

    def fail(error: OSError, name: str = "") -> None:
        failed.append(name)
        complain(explained(error, name))

    named = options.files or ["-"]
    exclude = [*options.exclude, *([f"*{options.backup}"] if options.backup else [])]
    sources = named if _is_plain(options) else expanded(named, exclude, fail, not options.no_ignore)
    # A question is asked, or a diff shown, where the line about the progress would stand.
    is_told = can_tell(sources) and not options.interactive and (in_place or not sys.stdout.isatty())
    complain = over(complain) if is_told else complain
    changed, edited, binaries, total = 0, 0, 0, 0
    with ExitStack() as stack:
        log = stack.enter_context(editlog.open_log(options.edits)) if options.edits and not options.dry_run else None
        for path in watched(sources, is_told):
            try:
                data, state = inplace.read(path) if in_place else _read(path)
            except OSError as error:
                fail(error, path)
                continue
            if log and state and os.path.samestat(state, os.fstat(log.fileno())):
                continue
            # A picture or an archive may hold the bytes of a name; a plain filter lets them through as they come.
            if not _is_plain(options) and b"\0" in data:
                binaries += path not in named
                if path in named:
                    complain(f"{path}: binary; left alone")
                continue
            text = data.decode("utf-8", "surrogateescape")
            edits, goes_on = edits_of(text, path), True
            if options.interactive:
                edits, goes_on = ask(path, text, edits, _answer, _is_coloured(options.color, sys.stderr))
            after = apply(text, edits).encode("utf-8", "surrogateescape")
            if log:
                # First the way back, then the text that needs it.
                editlog.add(log, editlog.record(path, style, data, after, edits))
            total, changed, edited = total + 1, changed + bool(edits), edited + len(edits)
            if options.dry_run:
                _write(_summary(path, edits))
            elif options.diff:
                _write("".join(unified(path, text, edits, _is_coloured(options.color, sys.stdout))))
            elif not in_place:
                sys.stdout.buffer.write(after)
            elif edits and state:
                try:
                    inplace.replace(path, after, state, options.backup or "")
                except OSError as error:
                    fail(error, path)
                    continue
                if state.st_nlink > 1:
                    complain(f"{path}: had {state.st_nlink} hard links; the others keep the old text")
            if not goes_on:
                break
    if options.dry_run:
        _write(f"{_many(edited, 'edit')} in {changed} of {_many(total, 'file')}; nothing is written\n")
    if binaries:
        complain(f"{_many(binaries, 'binary file')} left alone")
    sys.stdout.buffer.flush()
    return ERROR if failed else FINDINGS if options.diff and changed else DONE


def restore(options: "argparse.Namespace", complain: Callable[[str], None]) -> int:
    """Put the files back that the edits file tells of, and give the exit code; what cannot be restored stops no other file."""
    if options.write and "-" in options.files:
        raise ToponymsError("--write needs files; standard input has no place to be written to")
    # Standard input comes first: where it is the output of the rewrite, there is an edits file once it ends.
    piped = b"" if options.write or (options.files and "-" not in options.files) else sys.stdin.buffer.read()
    with open(options.edits, "rb") as file:
        records = editlog.read(file.read(), options.edits)
    recorded = dict.fromkeys(record.path for record in records if record.path != "-") if options.write else ["-"]
    status = DONE
    for path in options.files or recorded:
        try:
            data, state = inplace.read(path) if options.write else (piped, None) if path == "-" else _read(path)
            before = editlog.restore(data, path, records, options.edits)
            if not options.write:
                sys.stdout.buffer.write(before)
            elif before != data and state:
                inplace.replace(path, before, state)
        except (OSError, ToponymsError) as error:
            complain(explained(error, path) if isinstance(error, OSError) else str(error))
            status = ERROR
    sys.stdout.buffer.flush()
    return status


def _check(options: "argparse.Namespace", in_place: bool) -> None:
    if (options.write or options.interactive) and (not options.files or "-" in options.files):
        raise ToponymsError("--write and --interactive need files; standard input has no place to be written to")
    if options.dry_run and (options.diff or options.interactive):
        raise ToponymsError("--dry-run goes with --write alone; --diff and --interactive show what they would do themselves")
    if options.backup is not None and not (in_place or options.dry_run):
        raise ToponymsError("--backup goes with --write or --interactive")
    if options.backup is not None and (not options.backup or os.path.basename(options.backup) != options.backup):
        raise ToponymsError("--backup needs the end of a file name, for instance .bak")


def _is_plain(options: "argparse.Namespace") -> bool:
    """Whether texts go to standard output, so that folders have no place and any bytes pass."""
    return not (options.write or options.interactive or options.diff or options.dry_run)


def _read(path: str) -> tuple[bytes, os.stat_result | None]:
    if path == "-":
        return sys.stdin.buffer.read(), None
    with open(path, "rb") as file:
        return file.read(), os.fstat(file.fileno())


def _answer(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    # Whatever a keyboard sends; `sys.stdin.readline` gives up where it is no UTF-8.
    return sys.stdin.buffer.readline().decode("utf-8", "replace")


def _is_coloured(choice: str, stream: TextIO) -> bool:
    """https://no-color.org: NO_COLOR with any value but the empty one keeps colour out, unless an option asks for it."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return choice == "always" or (choice == "auto" and not plain and stream.isatty())


def _summary(path: str, edits: Edits) -> str:
    """What would be changed in a file: each name once, with how often; nothing where nothing would."""
    if not edits:
        return ""
    counts = Counter((" ".join(edit.old.split()), " ".join(edit.new.split()), edit.id, edit.reason) for edit in edits)
    lines = (f"{count:6}  {old} → {new}  ({key}, {why})\n" for (old, new, key, why), count in counts.items())
    return f"{path}: {_many(len(edits), 'edit')}\n{''.join(lines)}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
