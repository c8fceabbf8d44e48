"""Rich Text files (.rtf) to the neutral layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from consult.readers import encodings
from consult.readers.layout import (
    MAX_COLUMNS,
    MAX_ROWS,
    Block,
    Layout,
    Paragraph,
    Place,
    number_paragraphs,
    split_paragraph,
    tidy,
)
from consult.readers.refusals import UnreadableFile
from consult.readers.rich_text_tables import Edge, Row, as_table

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|"
    rb"\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
_SILENT = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "filetbl", "listtable",
    "listoverridetable", "rsidtbl", "generator", "fldinst", "themedata", "colorschememapping",
    "datastore", "latentstyles", "xmlnstbl", "bkmkstart", "bkmkend", "shprslt", "sp", "revtbl",
    "pgptbl", "nonshppict", "mmathPr", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc",
})  # fmt: skip
_ASIDES = {
    "header": "a page header", "headerl": "a page header", "headerr": "a page header",
    "headerf": "a page header", "footer": "a page footer", "footerl": "a page footer",
    "footerr": "a page footer", "footerf": "a page footer", "footnote": "a footnote",
    "annotation": "a comment in the margin",
}  # fmt: skip
_SIGNS = {
    "bullet": "•", "endash": "–", "emdash": "—", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "tab": "\t", "line": "\n", "emspace": " ", "enspace": " ",
}  # fmt: skip
_HEADING_STYLE = re.compile(rb"\\s(\d{1,4})\\[^{};]*?\bheading (\d);", re.IGNORECASE)
_STYLES_WITHIN = 400_000
_DEEPEST = 200
_MOST_TOKENS = 3_000_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group: where its text goes, and how it stands."""

    into: str = "text"
    bold: bool = False
    fallback: int = 1
    aside: str = ""


def read(content: bytes, filename: str, _answers: Mapping[str, str]) -> Layout:
    """Return the layout of a Rich Text file.

    Raises
    ------
    UnreadableFile
        When it breaks off, or is nested or wide beyond what notes can be.
    """
    reader = _Reader(filename)
    reader.read(content)
    return Layout("Rich Text", tuple(reader.blocks), tuple(reader.asides))


class _Reader:
    """Walks through the tokens of a file, writing paragraphs, cells and rows."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.blocks: list[Block] = []
        self.asides: list[Paragraph] = []
        self.state = _State()
        self.stack: list[_State] = []
        self.encoding = "cp1252"
        self.paragraph_count = 0
        self.table_count = 0
        self.pieces: list[tuple[str, bool]] = []
        self.aside_pieces: list[str] = []
        self.marker = ""
        self.level = 0
        self.in_table = False
        self.skip = 0
        self.starts_group = False
        self.rows: list[Row] = []
        self.cells: list[tuple[Paragraph, ...]] = []
        self.cell: list[Paragraph] = []
        self.edges: list[Edge] = []
        self.continues = False
        self.heading_styles: dict[int, int] = {}

    def read(self, content: bytes) -> None:
        """Read the whole file."""
        for style, level in _HEADING_STYLE.findall(content[:_STYLES_WITHIN]):
            self.heading_styles[int(style)] = int(level)
        for number, token in enumerate(_TOKEN.finditer(content)):
            if number > _MOST_TOKENS:
                raise UnreadableFile(
                    f"“{self.filename}” is far longer than notes are; split it, "
                    "or save it as .docx without its pictures."
                )
            self._token(token)
        if self.stack:
            raise UnreadableFile(
                f"“{self.filename}” breaks off before its end; "
                "open it in the program that made it, and save it as .docx."
            )
        self._end_paragraph()
        self._end_table()

    def _token(self, token: re.Match[bytes]) -> None:
        found = token.groupdict()
        if found["brace"] == b"{":
            self._open()
        elif found["brace"] == b"}":
            self._close()
        elif found["word"]:
            self._word(found["word"].decode(), int(found["number"] or b"0"), found["number"])
        elif found["hex"]:
            self._say(bytes([int(found["hex"], 16)]).decode(self.encoding, "replace"), 1)
        elif found["sign"]:
            self._sign(found["sign"])
        elif found["text"]:
            text = found["text"].decode(self.encoding, "replace")
            self._say(text, len(text))
        self.starts_group = found["brace"] == b"{" or (self.starts_group and found["sign"] == b"*")

    def _open(self) -> None:
        if len(self.stack) > _DEEPEST:
            raise UnreadableFile(
                f"“{self.filename}” is nested deeper than any document; save it again as .docx."
            )
        self.stack.append(self.state)

    def _close(self) -> None:
        if not self.stack:
            return
        before, self.state = self.state, self.stack.pop()
        if before.into == "aside" and self.state.into != "aside":
            if text := tidy("".join(self.aside_pieces)):
                self.asides.append(Paragraph(text, {}, aside=before.aside))
            self.aside_pieces = []

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            # A destination that older programs do not know; those that hold text are known here.
            self.state = replace(self.state, into="unknown")
        elif sign in b"\\{}":
            self._say(sign.decode(), 1)
        elif sign == b"~":
            self._say("\u00a0", 1)
        elif sign == b"_":
            self._say("-", 1)
        elif sign in b"\r\n":
            self._end_paragraph()

    def _word(self, word: str, number: int, given: bytes | None) -> None:
        if self._is_destination(word):
            return
        if word in _SIGNS:
            self._say(_SIGNS[word], 1)
        elif word == "u":
            self.skip = 0
            self._say(chr(number % 0x10000), 0)
            self.skip = self.state.fallback
        elif word in {"par", "sect", "page", "cell", "nestcell", "row", "nestrow"}:
            self._end(word)
        elif self.state.into not in {"nothing", "unknown"}:
            self._setting(word, number, given)

    def _is_destination(self, word: str) -> bool:
        if word in _SILENT:
            self.state = replace(self.state, into="nothing")
        elif word in _ASIDES:
            self.state = replace(self.state, into="aside", aside=_ASIDES[word])
        elif word in {"pntext", "listtext"}:
            self.marker = "•"
            self.state = replace(self.state, into="nothing")
        elif word in {"shptxt", "fldrslt", "shpinst"} or self.state.into == "unknown":
            into = "text" if word in {"shptxt", "fldrslt", "shpinst"} else "nothing"
            self.state = replace(self.state, into=into)
        else:
            return False
        return True

    def _setting(self, word: str, number: int, given: bytes | None) -> None:
        if word in {"intbl", "trowd", "clvmrg", "clmrg", "cellx"}:
            self._define_row(word, number)
        elif word == "pard":
            self.in_table, self.level = False, 0
        elif word in {"b", "plain"}:
            self.state = replace(self.state, bold=word == "b" and (given is None or number != 0))
        else:
            self._rare_setting(word, number, given)

    def _define_row(self, word: str, number: int) -> None:
        if word == "intbl":
            self.in_table = True
        elif word == "trowd":
            self.edges, self.continues = [], False
        elif word == "cellx":
            self.edges.append(Edge(number, self.continues))
            self.continues = False
        else:
            self.continues = True

    def _rare_setting(self, word: str, number: int, given: bytes | None) -> None:
        if word == "uc":
            self.state = replace(self.state, fallback=min(number, 8))
        elif word == "ansicpg":
            self.encoding = encodings.of_code_page(number)
        elif word == "s":
            self.level = self.heading_styles.get(number, self.level)
        elif word == "outlinelevel" and 0 <= number < 9:
            self.level = number + 1
        elif word in {"deleted", "v"} and (given is None or number):
            why = "deleted in tracked changes" if word == "deleted" else "hidden text"
            self.state = replace(self.state, into="aside", aside=why)

    def _say(self, text: str, length: int) -> None:
        if self.skip and length:
            dropped = min(self.skip, length)
            self.skip -= dropped
            text = text[dropped:]
        if self.state.into == "text":
            self.pieces.append((text, self.state.bold))
        elif self.state.into == "aside":
            self.aside_pieces.append(text)

    def _end(self, word: str) -> None:
        if self.state.into == "aside":
            self.aside_pieces.append(" ")
        elif word.endswith("cell"):
            self._end_paragraph(in_cell=True)
            column = len(self.cells) + 1
            if column > MAX_COLUMNS:
                raise UnreadableFile(
                    f"“{self.filename}” has a table of more than {MAX_COLUMNS} columns; "
                    "take out the columns that are not notes."
                )
            self.cells.append(number_paragraphs(self.cell))
            self.cell = []
        elif word.endswith("row"):
            self.rows.append(Row(tuple(self.cells), tuple(self.edges)))
            self.cells = []
            if len(self.rows) > MAX_ROWS:
                raise UnreadableFile(
                    f"“{self.filename}” has a table of more than {MAX_ROWS:,} rows; split it."
                )
        else:
            self._end_paragraph(in_cell=self.in_table)

    def _end_paragraph(self, *, in_cell: bool = False) -> None:
        pieces, self.pieces = self.pieces, []
        marker, self.marker = self.marker, ""
        text = "".join(piece for piece, _ in pieces)
        # Two halves of one sign beyond the first 65,536 come one after the other.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if not in_cell:
            self._end_table()
        if not tidy(text):
            return
        bold = all(is_bold for piece, is_bold in pieces if piece.strip())
        if in_cell:
            self.cell += self._lines(text, self._place_in_table(), marker, bold)
            return
        self.paragraph_count += 1
        self.blocks += self._lines(text, {"paragraph": self.paragraph_count}, marker, bold)

    def _lines(self, text: str, place: Place, marker: str, bold: bool) -> Iterator[Paragraph]:
        level = self.level
        yield from split_paragraph(
            text, place, by_line="table" in place, level=level, bold=bold, marker=marker
        )

    def _place_in_table(self) -> Place:
        return {
            "table": self.table_count + 1,
            "row": len(self.rows) + 1,
            "column": len(self.cells) + 1,
        }

    def _end_table(self) -> None:
        if self.cell:
            self.cells.append(number_paragraphs(self.cell))
        if self.cells:
            self.rows.append(Row(tuple(self.cells), tuple(self.edges)))
        if self.rows:
            self.table_count += 1
            self.blocks.append(as_table(self.rows, self.table_count))
        self.rows, self.cells, self.cell = [], [], []
