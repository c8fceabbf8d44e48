"""A small Outlook message (.msg), which is a compound file of streams; nothing here writes them."""

from __future__ import annotations

import struct
from itertools import pairwise

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def outlook_message(subject: str, body: str, *attached: tuple[str, bytes]) -> bytes:
    """Make a message of a plain text with files attached."""
    streams = {
        ("__properties_version1.0",): _header(attached)
        + _property(0x1F, "0037", len(subject) * 2 + 2)
        + _property(0x1F, "1000", len(body) * 2 + 2),
        ("__nameid_version1.0", "__substg1.0_00020102"): b"",
        ("__substg1.0_0037001F",): subject.encode("utf-16-le"),
        ("__substg1.0_1000001F",): body.encode("utf-16-le"),
        ("__substg1.0_001A001F",): "IPM.Note".encode("utf-16-le"),
    }
    for number, (name, content) in enumerate(attached):
        folder = f"__attach_version1.0_#{number:08X}"
        streams[folder, "__properties_version1.0"] = (
            bytes(8)
            + _property(0x102, "3701", len(content))
            + _property(0x1F, "3707", len(name) * 2 + 2)
            + _property(0x3, "3705", 1)
        )
        streams[folder, "__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[folder, "__substg1.0_37010102"] = content
    return _compound(streams)


def _header(attached) -> bytes:
    return struct.pack("<8x4I8x", 0, len(attached), 0, len(attached))


def _property(type_: int, code: str, value: int) -> bytes:
    return struct.pack("<HHIII", type_, int(code, 16), 6, value, 0)


class _Sectors:
    """The sectors of a compound file, each chain of them in its table."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.table: list[int] = []
        self.mini = b""
        self.mini_table: list[int] = []

    def chain(self, content: bytes) -> int:
        start = len(self.pieces)
        cut = [content[n : n + 512].ljust(512, b"\0") for n in range(0, len(content), 512)]
        self.pieces += cut
        self.table += [*range(start + 1, start + len(cut)), _END]
        return start

    def place(self, content: bytes) -> int:
        """Put a stream where its size wants it, and return its first sector."""
        if len(content) >= 4096:
            return self.chain(content)
        start, count = len(self.mini_table), -(-len(content) // 64)
        self.mini_table += [*range(start + 1, start + count), _END]
        self.mini += content.ljust(count * 64, b"\0")
        return start


def _compound(streams: dict[tuple[str, ...], bytes]) -> bytes:
    entries = _tree(streams)
    sectors = _Sectors()
    for entry in entries[1:]:
        content = entry["content"]
        entry["size"] = len(content)
        entry["start"] = sectors.place(content) if content else 0
    entries[0] |= {"size": len(sectors.mini), "start": sectors.chain(sectors.mini)}
    mini_table = struct.pack(f"<{len(sectors.mini_table)}I", *sectors.mini_table)
    mini_start = sectors.chain(mini_table.ljust(512, b"\xff"))
    directory = b"".join(_entry(entry, entries) for entry in entries)
    directory_start = sectors.chain(directory + _BLANK * (-len(entries) % 4))
    count = 1
    while len(sectors.table) + count > count * 128:
        count += 1
    first = len(sectors.table)
    table = [*sectors.table, *[_FAT] * count]
    packed = struct.pack(f"<{len(table)}I", *table).ljust(count * 512, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory_start, 0, 4096, mini_start, -(-len(sectors.mini_table) // 128), _END,
        0, first,
    )  # fmt: skip
    rest = [*range(first + 1, first + count), *[_FREE] * (109 - count)]
    return header + struct.pack("<108I", *rest) + b"".join(sectors.pieces) + packed


def _tree(streams: dict[tuple[str, ...], bytes]) -> list[dict]:
    entries: list[dict] = [{"name": "Root Entry", "kind": _ROOT, "children": []}]
    known: dict[tuple[str, ...], int] = {(): 0}
    for path, content in streams.items():
        for depth in range(1, len(path) + 1):
            part, is_stream = path[:depth], depth == len(path)
            if part not in known:
                known[part] = len(entries)
                entries[known[part[:-1]]]["children"].append(len(entries))
                kind = _STREAM if is_stream else _STORAGE
                held = content if is_stream else b""
                entries.append({"name": part[-1], "kind": kind, "children": [], "content": held})
    return entries


def _entry(entry: dict, entries: list[dict]) -> bytes:
    """Return a directory entry; siblings hang on one another to the right, in their order."""
    name = entry["name"].encode("utf-16-le")
    ordered = sorted(
        entry["children"], key=lambda n: (len(entries[n]["name"]), entries[n]["name"].upper())
    )
    child = ordered[0] if ordered else _FREE
    for one, following in pairwise([*ordered, _FREE]):
        entries[one]["right"] = following
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ", name, len(name) + 2, entry["kind"], 1, _FREE,
        entry.get("right", _FREE), child, 0, entry["start"], entry["size"],
    )  # fmt: skip


_BLANK = struct.pack("<64sHBBIII16xI8x8xIQ", b"", 0, 0, 0, _FREE, _FREE, _FREE, 0, 0, 0)
