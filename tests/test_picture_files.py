"""Pictures that somebody made: their sizes, what is taken out of them, and how pages ask for them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from storysite.components.picture.model import picture_view
from storysite.exports.picture_files import picture_file, picture_files, write_picture_files
from storysite.project import Project
from tests.projects import make, read, write
from tests.rendering import parsed

RECORD = """- id: pier
  title: The pier
  image: {file}
  alt: A pier in the rain.
  text: >-
    Before the storm.
  made_by: A passenger
  licence: CC0
  origin: >-
    Found in [an album](https://railway.example/album).
  date: 1952-06
"""
PAGE = """---
title: Extra
description: A page to try things on.
---

# Extra {{: #top }}

{first}

## Below {{: #below }}

{second}

{{{{ sources() }}}}
"""
CAMERA, GPS, ORIENTATION = 0x0110, 0x8825, 0x0112


def photograph(width: int, height: int, kind: str = "JPEG", turned: bool = False, **others: object) -> bytes:
    """A picture as a camera writes it: with its name, the place, and which side is up."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[CAMERA] = "A camera that tells"
    exif.get_ifd(GPS)[2] = (IFDRational(54), IFDRational(3), IFDRational(21))
    if turned:
        exif[ORIENTATION] = 6
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **others)
    return out.getvalue()


def project(root: Path, file: str, content: bytes, first: str = "", second: str = "") -> Project:
    """A railway with one more picture."""
    pages = {"docs/extra.md": PAGE.format(first=first, second=second)} if first or second else {}
    make({"files": {"docs/data/pictures/more.yml": RECORD.format(file=file), **pages}}, root)
    write(root / "docs/data/pictures" / file, content)
    return read(root)


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")])
def test_a_picture_of_each_format_is_published_in_sizes_without_what_a_camera_wrote(
    kind: str, ending: str, tmp_path: Path
) -> None:
    given = project(tmp_path / "project", f"pier.{ending}", photograph(2400, 1200, kind))

    write_picture_files(tmp_path / "site", given)

    found = {path.name: path for path in (tmp_path / "site/data/pictures").glob("pier*")}
    assert found.keys() == {"pier-480.webp", "pier.webp", "pier-1920.webp"}
    for name, width in {"pier-480.webp": 480, "pier.webp": 960, "pier-1920.webp": 1920}.items():
        with Image.open(found[name]) as image:
            assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (width, width // 2), {})
        assert not any(sign in found[name].read_bytes() for sign in (b"EXIF", b"XMP ", b"camera"))
    assert [(one.level, one.code) for one in given.problems] == [("warning", "picture-place")]


def test_a_picture_stands_upright_and_is_never_made_larger(tmp_path: Path) -> None:
    given = project(tmp_path / "project", "pier.jpg", photograph(600, 300, turned=True))

    view = picture_view(given.library, "pier")

    assert (view.width, view.height) == (300, 600)
    assert list(view.files.values()) == ["data/pictures/pier.webp"]
    with Image.open(io.BytesIO(picture_file(given, "pier", 300))) as image:
        assert image.size == (300, 600)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    once, again = (project(tmp_path / name, "pier.png", photograph(500, 300, "PNG")) for name in ("one", "two"))
    assert picture_file(once, "pier", 500) == picture_file(again, "pier", 500)


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("pier.png", photograph(20, 20, "JPEG"), "the file is JPEG and ends in .png"),
        ("pier.jpg", photograph(20, 20)[:400], "the picture cannot be read"),
        ("pier.webp", photograph(20, 20, "WEBP", save_all=True, append_images=[Image.new("RGB", (20, 20))]), "moves"),
        ("pier.png", b"GIF89a", "the file is no picture"),
    ],
)
def test_what_cannot_be_shown_is_refused(file: str, content: bytes, told: str, tmp_path: Path) -> None:
    (problem,) = project(tmp_path / "project", file, content).errors
    assert told in problem.message and (problem.path, problem.line) == ("docs/data/pictures/more.yml", 3)


def test_a_page_asks_for_the_size_that_it_needs_and_late_for_what_is_below_the_first_screen(tmp_path: Path) -> None:
    calls = '{{ picture("gorge-bridge") }}', '{{ picture("pier") }}'
    given = project(tmp_path / "project", "pier.jpg", photograph(1200, 800), *calls)
    first, second = (parsed(given.render("extra.md", "picture", id)).img for id in ("gorge-bridge", "pier"))
    assert first and "loading" not in first.attrs and "srcset" not in first.attrs
    assert second and (second["width"], second["height"], second["loading"]) == ("1200", "800", "lazy")
    assert second["srcset"] == (
        "../data/pictures/pier-480.webp 480w, ../data/pictures/pier.webp 960w, ../data/pictures/pier-1200.webp 1200w"
    )
    assert second["alt"] == "A pier in the rain."


def test_a_drawing_is_published_without_remarks_and_what_a_program_keeps_in_it(tmp_path: Path) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        'viewBox="0 0 40 20" inkscape:export-filename="/home/somebody/pier.png"><!-- a remark --><metadata>who</metadata>'
        '<inkscape:grid/><path d="M0 0h40" inkscape:label="x"/></svg>'
    )
    given = project(tmp_path / "project", "pier.svg", drawing.encode())
    assert not given.problems
    text = picture_file(given, "pier", 40).decode()
    assert "<path" in text and not any(word in text for word in ("remark", "who", "inkscape", "somebody"))


def test_each_picture_has_a_file_that_is_promised(tmp_path: Path) -> None:
    given = project(tmp_path / "project", "pier.jpg", photograph(1200, 800))
    promised = {"data/pictures/pier.webp", "data/pictures/gorge-bridge.svg"}
    assert promised <= picture_files(given).keys()
    assert {f"/{file}" for file in promised} <= given.addresses.files.now
