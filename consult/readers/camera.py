"""What a camera writes into a picture beside it: where it was, when, and whose it is.

It is cut out of the file without decoding the picture, so that nothing else changes. Of all that
only the way up is kept, or a picture taken sideways would lie on its side.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from consult.readers.refusals import UnreadableFile

# In a PNG: EXIF, texts (XMP is one of them) and the time.
_TOLD_IN_PNG = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_TOLD_IN_WEBP = frozenset({b"EXIF", b"XMP "})
# Application segments of a JPEG that say how it is drawn: JFIF, the profile of its colours, Adobe.
_DRAWS = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_ORIENTATION = 0x0112
_START_OF_SCAN, _COMMENT, _END = 0xDA, 0xFE, 0xD9


def without_traces(content: bytes, media_type: str) -> bytes:
    """Return a picture without what its camera wrote beside it; other files as they are.

    Raises
    ------
    UnreadableFile
        When the picture is damaged, so that what it holds cannot be told.
    """
    cut = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(media_type)
    if cut is None:
        return content
    try:
        return b"".join(cut(content))
    except (struct.error, IndexError) as fault:
        raise UnreadableFile("The picture is damaged.") from fault


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise IndexError
        if kind not in _TOLD_IN_PNG:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end


def _webp(content: bytes) -> Iterator[bytes]:
    chunks = []
    at, whole = 12, min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while at < whole:
        kind, length = struct.unpack_from("<4sI", content, at)
        chunk = content[at : at + 8 + length + length % 2]
        at += 8 + length + length % 2
        if kind == b"VP8X":
            # The flags say which chunks there are; EXIF and XMP are there no longer.
            chunk = chunk[:8] + bytes([chunk[8] & ~0b1100]) + chunk[9:]
        if kind not in _TOLD_IN_WEBP:
            chunks.append(chunk)
    body = b"WEBP" + b"".join(chunks)
    yield b"RIFF" + struct.pack("<I", len(body)) + body


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise IndexError
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == _END:
            # What follows the end is the telephone's: often a film with its place.
            yield content[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if marker == _START_OF_SCAN:
            end = _end_of_scan(content, end)
        yield from _segment(marker, content[at:end])
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker is; a byte 255 of the scan is followed by 0 or a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        following = content[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _segment(marker: int, segment: bytes) -> Iterator[bytes]:
    body = segment[4:]
    if marker == 0xE1 and body.startswith(b"Exif\0\0"):
        way_up = _way_up(body[6:])
        if way_up > 1:
            yield _exif(way_up)
        return
    is_apart = 0xE0 <= marker <= 0xEF or marker == _COMMENT
    if not is_apart or any(marker == at and body.startswith(sign) for at, sign in _DRAWS):
        yield segment


def _way_up(tiff: bytes) -> int:
    """Return how the picture is turned, 1 to 8, by the tag of its EXIF; 1 where none says so."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        at = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(struct.unpack_from(f"{order}H", tiff, at)[0]):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif(way_up: int) -> bytes:
    """Return a segment that says how the picture is turned, and nothing else."""
    tag = struct.pack(">HHIHH", _ORIENTATION, 3, 1, way_up, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + tag + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
