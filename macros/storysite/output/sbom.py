"""The bill of materials of a build: every package that it is made with, in the words of CycloneDX 1.6 (ECMA-424)."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import tomllib
import uuid
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from storysite.bootstrap.environment import ROOT, read_pins
from storysite.bootstrap.installation import IN_CHECKOUT, PACKAGE
from storysite.bootstrap.provenance import Origin
from storysite.project import Project

FILE = "build/bom.cdx.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
UNSAID = {"", "UNKNOWN"}
Component = dict[str, Any]


def bill(project: Project, origin: Origin, engine: str, lock: Path | None) -> dict[str, Any]:
    """The bill: the site, what it is made with, and what of that needs what."""
    publisher = project.library.publisher
    found = packages(engine, lock)
    site = {
        "type": "application",
        "bom-ref": publisher.address,
        "name": publisher.title,
        "version": origin.commit or str(project.library.today),
        "publisher": publisher.name,
        "externalReferences": [{"type": "website", "url": publisher.address}],
    }
    made_with = [_python(), *map(_component, found.values())]
    needs = [
        {
            "ref": site["bom-ref"],
            "dependsOn": sorted(
                [_python()["bom-ref"], *(_ref(found[name]) for name in direct(engine) if name in found)]
            ),
        },
        {"ref": _python()["bom-ref"]},
        *(
            {"ref": _ref(package), "dependsOn": sorted(_ref(found[name]) for name in _needed(package) if name in found)}
            for package in found.values()
        ),
    ]
    told = {
        "metadata": {
            "timestamp": origin.moment,
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [_generator()]},
            "component": site,
            "properties": [
                {"name": "build:read_on", "value": str(project.library.today)},
                *([_digest(lock)] if lock else []),
            ],
        },
        "components": made_with,
        "dependencies": needs,
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # made of the content: another bill has another number, the same bill the same
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(told))}",
        "version": 1,
        **told,
    }


def versions(engine: str, lock: Path | None) -> dict[str, str]:
    """The versions of the generator, of Python and of what the generator names as needed, by name."""
    found = packages(engine, lock)
    named = {found[name].name: found[name].version for name in direct(engine) if name in found}
    return {
        _generator()["name"]: _generator()["version"],
        platform.python_implementation(): platform.python_version(),
        **named,
    }


def packages(engine: str, lock: Path | None) -> dict[str, metadata.Distribution]:
    """The installed packages that a build is made with: what the generator needs, and what that needs, by normal name."""
    pinned = {_normal(name): name for name in read_pins(lock.read_text(encoding="utf-8"))} if lock else None
    found: dict[str, metadata.Distribution] = {}
    waiting = direct(engine)
    while waiting:
        name = waiting.pop()
        if name in found or (pinned is not None and name not in pinned):
            continue
        try:
            found[name] = metadata.distribution(pinned[name] if pinned else name)
        except metadata.PackageNotFoundError:
            continue  # what needs it needs it on other systems
        waiting += _needed(found[name])
    return dict(sorted(found.items()))


def direct(engine: str) -> list[str]:
    """The packages that the generator itself names, its engine's among them."""
    if not IN_CHECKOUT:
        said = metadata.requires(PACKAGE.name) or ()
        return sorted({*_names(line for line in said if "extra ==" not in line), engine})
    project = _pyproject()
    return sorted(_names([*project["dependencies"], *project["optional-dependencies"][engine]]))


def _digest(lock: Path) -> dict[str, str]:
    """A property that says which lock it is."""
    digest = hashlib.sha256(lock.read_text(encoding="utf-8").encode()).hexdigest()
    return {"name": f"build:{lock.name}:sha256", "value": digest}


def _pyproject() -> dict[str, Any]:
    """What the generator says of itself."""
    if not IN_CHECKOUT:
        about = metadata.metadata(PACKAGE.name)
        return {"name": about["Name"], "version": about["Version"], "description": about["Summary"]}
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def _needed(package: metadata.Distribution) -> list[str]:
    return _names(line for line in package.requires or () if "extra ==" not in line)


def _names(requirements: Iterable[str]) -> list[str]:
    return [_normal(match[0]) for line in requirements if (match := NAME.match(line))]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _ref(package: metadata.Distribution) -> str:
    """A package as a package URL, which keeps the points of a name."""
    return f"pkg:pypi/{package.name.lower().replace('_', '-')}@{package.version}"


def _component(package: metadata.Distribution) -> Component:
    licences = _licences(package)
    return {
        "type": "library",
        "bom-ref": _ref(package),
        "name": package.name,
        "version": package.version,
        **({"licenses": licences} if licences else {}),
        "purl": _ref(package),
    }


def _licences(package: metadata.Distribution) -> list[dict[str, Any]]:
    """What a package says of its licence: an SPDX expression, or names."""
    about: Any = package.metadata  # a message of the package email, which the stub of importlib.metadata does not say
    if expression := about.get("License-Expression"):
        return [{"expression": expression}]
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier", [])
        if line.startswith("License :: OSI Approved ::")
    ]
    said = (about.get("License") or "").strip()
    names = classified or ([said] if said not in UNSAID and "\n" not in said else [])
    return [{"license": {"name": name}} for name in names]


def _python() -> Component:
    version = platform.python_version()
    return {
        "type": "platform",
        "bom-ref": f"pkg:generic/python@{version}",
        "name": platform.python_implementation(),
        "version": version,
    }


def version() -> str:
    """The generator's version."""
    return str(_generator()["version"])


def _generator() -> Component:
    project = _pyproject()
    return {
        "type": "application",
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
    }
