"""What a build says of itself, under `/build/`: a manifest with the digest of each file, and a bill of materials."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from storysite.bootstrap.provenance import Origin
from storysite.core.diagnostics import counted
from storysite.output import sbom
from storysite.project import Project

FILE = "build/manifest.json"
LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What macOS and Windows put into a folder that somebody looks at."""


def about(project: Project, origin: Origin, engine: str, lock: Path | None) -> dict[str, Any]:
    """What a build is made of: all that its manifest says but for the files. An installed generator has no lock."""
    return {
        "site": project.library.publisher.address,
        "commit": origin.commit,
        "changed": origin.changed,
        "date": origin.moment,
        "read_on": str(project.library.today),
        "release": project.library.past.releases[-1].name if project.library.past.releases else None,
        "engine": engine,
        "versions": sbom.versions(engine, lock),
    }


def write_bill(site: Path, project: Project, origin: Origin, engine: str, lock: Path | None) -> None:
    """Write the bill of materials."""
    (site / FILE).parent.mkdir(parents=True, exist_ok=True)
    (site / sbom.FILE).write_text(text(sbom.bill(project, origin, engine, lock)), encoding="utf-8", newline="\n")


def write_manifest(site: Path, told: dict[str, Any]) -> None:
    """Write the manifest, when all else is there: it holds every file but itself."""
    (site / FILE).parent.mkdir(parents=True, exist_ok=True)
    told = with_files(told, {file: digest((site / file).read_bytes()) for file in files(site)})
    (site / FILE).write_text(text(told), encoding="utf-8", newline="\n")


def write_manifest_of_pages(site: Path, project: Project, engine: str) -> None:
    """Write a manifest of the pages alone, as the engine makes them: so that a build knows them for its own.

    MkDocs clears its folder first but for names that begin with a point; these are somebody else's.
    """
    (site / FILE).parent.mkdir(parents=True, exist_ok=True)
    told = {
        "site": project.library.publisher.address,
        "commit": None,
        "read_on": str(project.library.today),
        "engine": engine,
        "pages_alone": True,
    }
    told = with_files(
        told, {file: digest((site / file).read_bytes()) for file in files(site) if not file.startswith(".")}
    )
    (site / FILE).write_text(text(told), encoding="utf-8", newline="\n")


def with_files(told: dict[str, Any], digests: dict[str, str]) -> dict[str, Any]:
    """A manifest about these files."""
    return {**told, "files": {file: digests[file] for file in sorted(digests) if file != FILE}}


def digest(content: bytes) -> str:
    """SHA-256, as `sha256sum` writes it."""
    return hashlib.sha256(content).hexdigest()


def files(site: Path) -> list[str]:
    """Everything in a site that is no folder, by path."""
    return sorted(
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_symlink() or not path.is_dir()
    )


def text(told: dict[str, Any]) -> str:
    """A manifest or a bill as it is written: a file's digest on a line of its own."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


# --- a folder held against its manifest ------------------------------------------------------


class NoManifest(Exception):
    """A folder says nothing of itself that can be read."""


def read_manifest(site: Path) -> dict[str, Any]:
    """The manifest of a site."""
    try:
        told = json.loads((site / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise NoManifest(f"there is no {FILE} in {site}: a whole site, made by `build`, has one") from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise NoManifest(f"{FILE} is damaged") from None
    if not isinstance(told, dict) or not isinstance(told.get("files"), dict):
        raise NoManifest(f"{FILE} is damaged")
    return told


def differences(site: Path, told: dict[str, Any]) -> list[str]:
    """What a site has that its manifest does not tell of, what it lacks, and what is not as it was made; a line each."""
    there, listed = set(files(site)) - {FILE}, told["files"]
    found = [f"missing: {file}" for file in sorted(listed.keys() - there)]
    for file in sorted(listed.keys() & there):
        try:
            found += [] if _is(site / file, listed[file]) else [f"changed: {file}"]
        except OSError as error:
            found.append(f"cannot be read: {file} ({error.strerror})")
    return [*found, *(f"not of this build: {file}" for file in sorted(there - listed.keys()))]


def foreign(site: Path) -> list[str]:
    """What lies in a folder that no build of ours has put there; raises NoManifest where nothing says what one has."""
    ours = {*read_manifest(site)["files"], FILE}
    return [file for file in files(site) if file not in ours and file.rpartition("/")[2] not in LEFT_BY_SYSTEMS]


def _is(path: Path, wanted: str) -> bool:
    return path.is_file() and not path.is_symlink() and digest(path.read_bytes()) == wanted


def summary(told: dict[str, Any], count: int) -> str:
    """A folder and its manifest in one line; `count` is how many lines the differences take."""
    commit = (
        f"commit {str(told['commit'])[:12]}{' with changes' if told.get('changed') else ''}"
        if told.get("commit")
        else "no commit"
    )
    about = f"{told.get('site')}, {commit}, read on {told.get('read_on')}"
    if count:
        return f"{counted(count, 'file')} not as built ({about})."
    return f"All {len(told['files'])} files are as they were built ({about})."
