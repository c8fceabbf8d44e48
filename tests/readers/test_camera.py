"""Pictures keep what they show, and tell nothing of where and by whom they were taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from consult.readers.camera import without_traces
from consult.readers.refusals import UnreadableFile

MAKER, PLACE = "Ada's telephone", (51.0, 51.0, 54.0)


def taken(kind: str, *, way_up: int = 6) -> bytes:
    """Return a picture as a telephone takes it: turned, with its place and its maker."""
    picture = Image.effect_mandelbrot((64, 40), (-2, -1, 1, 1), 20).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = way_up, MAKER
    exif.get_ifd(0x8825).update({1: "N", 2: PLACE})
    more = {}
    if kind == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Author", MAKER)
    if kind == "JPEG":
        more["comment"] = MAKER
    held = io.BytesIO()
    picture.save(held, kind, exif=exif, xmp=f"<x>{MAKER}</x>".encode(), **more)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_picture_stays_and_what_the_camera_told_goes(kind):
    content = taken(kind)
    assert MAKER.encode() in content

    bare = without_traces(content + b"a film with its place", f"image/{kind.lower()}")

    assert MAKER.encode() not in bare
    assert not bare.endswith(b"place")
    was, now = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(bare))
    assert now.tobytes() == was.tobytes()
    left = now.getexif()
    assert not left.get_ifd(0x8825)
    # A JPEG taken sideways must not lie on its side.
    assert dict(left) == ({0x0112: 6} if kind == "JPEG" else {})
    assert without_traces(bare, f"image/{kind.lower()}") == bare


def test_an_upright_picture_needs_no_word_about_it_and_other_files_stay():
    bare = without_traces(taken("JPEG", way_up=1), "image/jpeg")

    assert b"Exif" not in bare
    assert without_traces(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_cut_short_cannot_be_told(kind):
    with pytest.raises(UnreadableFile, match="damaged"):
        without_traces(taken(kind)[:-30], f"image/{kind.lower()}")
