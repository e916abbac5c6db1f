"""A new site takes the place of the old: made in a folder beside it that nobody serves, and put there in one step."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storysite.bootstrap.environment import alone

ENDING = ".building"
NEW, OLD = "new", "old"
"""What a build makes in its folder, and where the old site stays while the new one takes its place."""
CURRENT, SWAP = -100, 2
"""AT_FDCWD; RENAME_EXCHANGE of Linux, which macOS calls RENAME_SWAP."""
CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a system or a file system answers that cannot exchange two folders."""


class NoPlace(Exception):
    """The site cannot go where it is told to."""


@contextmanager
def workshop(site: Path) -> Iterator[Path]:
    """A folder beside the site that one build has to itself; what killed builds have left there goes first."""
    site.parent.mkdir(parents=True, exist_ok=True)
    with alone(site.parent / f".{site.name}.lock"):
        _clear(site)
        with tempfile.TemporaryDirectory(
            prefix=f".{site.name}.", suffix=ENDING, dir=site.parent, ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)


def _clear(site: Path) -> None:
    """Remove the folders of builds that were killed: whoever holds the lock knows that nobody works in them."""
    for left in sorted(site.parent.glob(f".{glob.escape(site.name)}.????????{ENDING}")):
        if left.is_symlink() or not left.is_dir():
            continue
        if (left / OLD).is_dir() and not site.exists():
            os.replace(left / OLD, site)  # killed between the two steps
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def readable() -> Iterator[None]:
    """Let everybody read what is made, whatever the umask: a web server is somebody else. Who may write is as before."""
    before = os.umask(0o022)
    os.umask(before & ~0o055)
    try:
        yield
    finally:
        os.umask(before)


def put(folder: Path, site: Path) -> None:
    """Put the new site of a build's folder in its place: in one step, or in two where the system has no such step."""
    if not site.exists():
        os.replace(folder / NEW, site)
    elif not _exchange(folder / NEW, site):
        os.replace(site, folder / OLD)
        try:
            os.replace(folder / NEW, site)
        except OSError:
            os.replace(folder / OLD, site)
            raise


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the file system cannot."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            failed = ctypes.CDLL(None, use_errno=True).renameat2(CURRENT, names[0], CURRENT, names[1], SWAP)
        elif sys.platform == "darwin":
            failed = ctypes.CDLL(None, use_errno=True).renamex_np(*names, SWAP)
        else:
            return False
    except AttributeError:  # a C library from before 2018
        return False
    if failed and ctypes.get_errno() not in CANNOT:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return not failed
