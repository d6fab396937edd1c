"""Rewrites of many files, in place or as diffs and with a record of what was changed, and the way back."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TextIO

from toponyms import editlog, inplace, streams
from toponyms.annotator import Annotator
from toponyms.ask import ask
from toponyms.converters import edited
from toponyms.diff import unified
from toponyms.editing import Edits, apply
from toponyms.errors import ToponymsError, explained
from toponyms.parallel import ordered
from toponyms.progress import can_tell, over, watched
from toponyms.usage import reading
from toponyms.walk import expanded

if TYPE_CHECKING:
    import argparse

    from toponyms.style import Style

DONE, FINDINGS, ERROR = 0, 1, 2


class _Done(NamedTuple):
    """What became of one file: how many edits, what is shown of them, what is to be complained of, and whether it failed.

    `goes_on` is false where somebody wants no further file, `is_binary` where the file is no text.
    """

    edits: int = 0
    shown: bytes = b""
    complaints: tuple[str, ...] = ()
    failed: bool = False
    goes_on: bool = True
    is_binary: bool = False
    is_skipped: bool = False


def revise(options: "argparse.Namespace", annotator: Annotator, style: "Style", complain: Callable[[str], None]) -> int:
    """Rewrite each file as the options of `toponyms rewrite` have it, and give the exit code; what fails stops no other file."""
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
    is_whole = options.interactive or options.diff or options.dry_run
    # Questions come one after the other, and so do the records of an edits file; standard input is no other process's.
    jobs = 1 if options.interactive or options.edits or "-" in sources else options.jobs or 1
    changed, edited, binaries, total = 0, 0, 0, 0
    with ExitStack() as stack:
        log = stack.enter_context(editlog.open_log(options.edits)) if options.edits and not options.dry_run else None
        work = partial(_show, options, annotator, style, log) if is_whole else partial(_stream, options, annotator, style, log)
        for path, done in zip(watched(sources, is_told), ordered(work, sources, jobs), strict=True):
            if done.failed:
                failed.append(path)
            if done.is_binary:
                binaries += path not in named
                if path in named:
                    complain(f"{path}: binary; left alone")
            sys.stdout.buffer.write(done.shown)
            for complaint in done.complaints:
                complain(complaint)
            if done.is_binary or done.is_skipped or (done.failed and not done.edits):
                continue
            total, changed, edited = total + 1, changed + bool(done.edits), edited + done.edits
            if not done.goes_on:
                break
    if options.dry_run:
        _write(f"{_many(edited, 'edit')} in {changed} of {_many(total, 'file')}; nothing is written\n")
    if binaries:
        complain(f"{_many(binaries, 'binary file')} left alone")
    sys.stdout.buffer.flush()
    return ERROR if failed else FINDINGS if options.diff and changed else DONE


def _stream(options: "argparse.Namespace", annotator: Annotator, style: "Style", log: BinaryIO | None, path: str) -> _Done:
    """Rewrite a file portion by portion, in place or to standard output."""
    state: os.stat_result | None = None
    count = 0
    with SpooledTemporaryFile(editlog.IN_MEMORY) as spool, SpooledTemporaryFile(editlog.IN_MEMORY) as lines:
        writing = editlog.Writing(path, style.id, lines) if log else None
        try:
            if options.write:
                inplace.plain(path)
            with streams.opened(path) as file:
                if options.write:
                    state = os.fstat(file.fileno())
                    if _is_log(log, state):
                        return _Done(is_skipped=True)
                for portion, edits in edited(annotator, style, options, streams.chunks(file, options.line_buffered), path):
                    # A picture or an archive may hold the bytes of a name; a plain filter lets them through as they come.
                    if options.write and "\0" in portion.text:
                        return _Done(is_binary=True)
                    after = streams.encoded(apply(portion.text, edits))
                    spool.write(after)
                    count += len(edits)
                    if writing:
                        writing.add(portion, edits, after)
        except (OSError, streams.ReadError) as error:
            cause = error if isinstance(error, OSError) else error.cause
            return _Done(complaints=(explained(cause, path),), failed=True)
        spool.seek(0)
        if log and writing:
            # First the way back, then the text that needs it.
            editlog.add(log, writing.lines())
        if not options.write:
            copyfileobj(spool, sys.stdout.buffer)
            return _Done(count)
        return _replaced(options, path, iter(lambda: spool.read(editlog.IN_MEMORY), b""), state, count)


def _show(options: "argparse.Namespace", annotator: Annotator, style: "Style", log: BinaryIO | None, path: str) -> _Done:
    """Show what becomes of a file, which is read whole for that, or ask about it."""
    in_place = options.interactive
    try:
        data, state = inplace.read(path) if in_place else _read(path)
    except OSError as error:
        return _Done(complaints=(explained(error, path),), failed=True)
    if _is_log(log, state):
        return _Done(is_skipped=True)
    if b"\0" in data:
        return _Done(is_binary=True)
    text = data.decode("utf-8", "surrogateescape")
    edits, goes_on, shown = annotator.edits(text, style, **reading(options, text, path)), True, ""
    if options.interactive:
        edits, goes_on = ask(path, text, edits, _answer, _is_coloured(options.color, sys.stderr))
    after = apply(text, edits).encode("utf-8", "surrogateescape")
    if log:
        editlog.add(log, [editlog.record(path, style.id, data, after, edits)])
    if options.dry_run:
        shown = _summary(path, edits)
    elif options.diff:
        shown = "".join(unified(path, text, edits, _is_coloured(options.color, sys.stdout)))
    else:
        return _replaced(options, path, [after], state, len(edits))._replace(goes_on=goes_on)
    return _Done(len(edits), streams.encoded(shown))


def _replaced(options: "argparse.Namespace", path: str, data: Iterable[bytes], state: os.stat_result | None, count: int) -> _Done:
    """Put a text in the place of a file, if it has edits."""
    if not count or state is None:
        return _Done(count)
    try:
        inplace.replace(path, data, state, options.backup or "")
    except OSError as error:
        return _Done(count, complaints=(explained(error, path),), failed=True)
    if state.st_nlink > 1:
        return _Done(count, complaints=(f"{path}: had {state.st_nlink} hard links; the others keep the old text",))
    return _Done(count)


def _is_log(log: BinaryIO | None, state: os.stat_result | None) -> bool:
    return bool(log and state and os.path.samestat(state, os.fstat(log.fileno())))


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
