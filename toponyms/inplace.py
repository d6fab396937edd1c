"""Files rewritten in place, in one step: whatever happens, a file has its old text or its new one, whole."""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from tempfile import mkstemp

PREFIX = ".toponyms-"
"""How the name of a half-written file begins; it is hidden, so no walk through a folder comes upon one that was left behind."""


def read(path: str) -> tuple[bytes, os.stat_result]:
    """The bytes of a plain file, and its state then. Raises OSError; a pipe, say, is no plain file."""
    plain(path)
    with open(path, "rb") as file:
        return file.read(), os.fstat(file.fileno())


def plain(path: str) -> None:
    """Raise OSError for what is no plain file; a folder is told of when it is read."""
    if not stat.S_ISREG(os.stat(path).st_mode) and not os.path.isdir(path):
        raise OSError(errno.EINVAL, "not a plain file", path)


def replace(path: str, data: bytes | Iterable[bytes], seen: os.stat_result, backup: str = "") -> None:
    """Put a text in the place of a file that was read in the state `seen`.

    A temporary file in the same folder is written, put on the disk and renamed. A symbolic link stays one, and what it leads to
    is written. Permissions, owner, group and extended attributes are those of the old file, as far as the system lets us; the
    time is now. A file that has other hard links becomes one of its own: they keep the old text. With `backup`, the end of a
    file name, the old file stays under its name with that at the end. Raises OSError, and leaves the file as it was, where it
    is read-only, or gone or changed since it was read.
    """
    place = os.path.realpath(path)
    now = os.stat(place)
    if (now.st_ino, now.st_dev, now.st_size, now.st_mtime_ns) != (seen.st_ino, seen.st_dev, seen.st_size, seen.st_mtime_ns):
        raise OSError(errno.EBUSY, "changed while it was read; left alone", path)
    # The folder alone decides what may be renamed in it, but who made a file read-only wants it left alone.
    if not seen.st_mode & 0o222 or not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only; left alone", path)
    try:
        temporary = _written(place, data)
        try:
            _take_over(place, temporary, seen)
            if backup:
                _keep(place, place + backup)
            os.replace(temporary, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        _sync_folder(place)
    except OSError as error:
        # The name of the temporary file would tell nobody anything.
        raise OSError(error.errno, error.strerror, path) from error


def _written(place: str, data: bytes | Iterable[bytes]) -> str:
    """A file beside the other one with this text, on the disk."""
    handle, name = mkstemp(prefix=PREFIX, dir=os.path.dirname(place))
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    return name


def _take_over(old: str, new: str, seen: os.stat_result) -> None:
    """Give a new file what the old one has but for its text and its times."""
    with suppress(OSError, AttributeError):
        # Owner and group one by one, since a member of the group may give a file to the group alone.
        os.chown(new, -1, seen.st_gid)
        os.chown(new, seen.st_uid, -1)
    with suppress(OSError, AttributeError):
        for name in os.listxattr(old):
            with suppress(OSError):
                os.setxattr(new, name, os.getxattr(old, name))
    # At last, since a new owner takes the set-user-id bit away.
    os.chmod(new, stat.S_IMODE(seen.st_mode))


def _keep(place: str, name: str) -> None:
    """Give a file a second name, in place of whatever had it: the backup is the old file itself, with its times."""
    handle, link = mkstemp(prefix=PREFIX, dir=os.path.dirname(place))
    os.close(handle)
    os.unlink(link)
    try:
        try:
            os.link(place, link)
        except OSError:
            # Some file systems have no second names.
            from shutil import copy2

            copy2(place, link)
        os.replace(link, name)
    except BaseException:
        with suppress(OSError):
            os.unlink(link)
        raise


def _sync_folder(place: str) -> None:
    """Put a rename on the disk, where folders can be opened for that."""
    with suppress(OSError):
        handle = os.open(os.path.dirname(place), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
