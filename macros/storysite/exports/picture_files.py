"""The files of pictures: each in the sizes that pages ask for, without what a camera or a program wrote into it."""

from __future__ import annotations

import io
from functools import partial
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from storysite.components.picture.model import picture_view
from storysite.output.build_cache import kept
from storysite.output.workers import WHOLE, Share
from storysite.project import Project
from storysite.source.image_files import ImageFile
from storysite.source.published_files import SVG

QUALITY, EFFORT = 80, 6
"""How well a picture is kept, and how long WebP looks for the smallest file."""
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def write_picture_files(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Write the files of every picture."""
    for file, (id, width) in share.part(list(picture_files(project).items())):
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture_file(project, id, width))


def picture_files(project: Project) -> dict[str, tuple[str, int]]:
    """The picture and the width of each file, from the site's root on."""
    views = [picture_view(project.library, item.id) for item in project.library.of_kind("picture")]
    return {file: (view.item.id, width) for view in views for width, file in view.files.items()}


def picture_file(project: Project, id: str, width: int) -> bytes:
    """A picture in one of its widths."""
    image = project.library.images[id]
    content = image.path.read_bytes()
    if image.is_drawing:
        return _bare_drawing(content)
    import PIL

    made_from = f"{PIL.__version__} {QUALITY} {EFFORT} {width} {sha256(content).hexdigest()}".encode()
    return kept(project.root, "scaled", made_from, partial(_scaled, image, content, width))


def _scaled(image: ImageFile, content: bytes, width: int) -> bytes:
    """The picture, upright, in the colours that all screens know, so many dots wide, as WebP."""
    from PIL import Image, ImageCms, ImageOps

    with Image.open(io.BytesIO(content)) as opened:
        profile = opened.info.get("icc_profile")
        upright = ImageOps.exif_transpose(opened)
    clear = "A" in upright.getbands() or "transparency" in upright.info
    if profile and upright.mode in {"RGB", "RGBA", "CMYK", "L"}:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(
            upright, source, target, outputMode="RGBA" if upright.mode == "RGBA" else "RGB"
        )
        upright = made or upright
    shown = upright.convert("RGBA" if clear else "RGB")
    if shown.width != width:
        height = max(round(shown.height * width / shown.width), 1)
        shown = shown.resize((width, height), Image.Resampling.LANCZOS)
    forms = [{"quality": QUALITY, "lossless": False}]
    if image.path.suffix == ".png":  # a drawing or a screen: often smaller and sharper without loss
        forms.append({"quality": 100, "lossless": True})
    found = []
    for form in forms:
        out = io.BytesIO()
        shown.save(out, "WEBP", method=EFFORT, exif=b"", xmp=b"", icc_profile=b"", **form)
        found.append(out.getvalue())
    return min(found, key=len)


def _bare_drawing(content: bytes) -> bytes:
    """A drawing without remarks, metadata and what drawing programs keep for themselves."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    ElementTree.register_namespace("xlink", XLINK.strip("{}"))
    root = ElementTree.fromstring(content.decode("utf-8-sig"))
    for parent in list(root.iter()):
        for child in list(parent):
            if not str(child.tag).startswith(SVG) or child.tag == f"{SVG}metadata":
                parent.remove(child)
        for name in list(parent.attrib):
            if name.startswith("{") and not name.startswith((XLINK, XML)):
                del parent.attrib[name]
    return ElementTree.tostring(root, encoding="unicode").encode()
