"""Small files in the formats that nothing in the project writes, with invented notes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pypdf
import typst

Grid = Sequence[Sequence[str]]
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_PAGE = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", columns: data.columns, footer: text(size: 8pt, data.footer))
#set text(size: 11pt, hyphenate: false)
#let heading(line) = text(size: 16pt, weight: "bold", line.slice(2))
#for line in data.lines {
  if line.starts-with("= ") { heading(line) } else { line }
  parbreak()
}
#let wide = if data.grid.len() > 0 { data.grid.first().len() } else { 1 }
#table(columns: (1fr,) * wide, ..data.grid.flatten().map(cell => [#cell]))
"""


def odt(*blocks: str | Grid, raw: str = "", styles: str = "") -> bytes:
    """Make an OpenDocument text: a string is a paragraph, "# …" a heading, "* …" a list item."""
    body = "".join(_odt_block(block) for block in blocks) + raw
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    if styles:
        parts["styles.xml"] = f"<office:document-styles {_SPACES}>{styles}</office:document-styles>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _odt_block(block: str | Grid) -> str:
    if not isinstance(block, str):
        rows = "".join(
            f"<table:table-row>{''.join(map(_odt_cell, row))}</table:table-row>" for row in block
        )
        return f"<table:table>{rows}</table:table>"
    if block.startswith("# "):
        return f'<text:h text:outline-level="1">{escape(block[2:])}</text:h>'
    if block.startswith("* "):
        item = f"<text:list-item><text:p>{escape(block[2:])}</text:p></text:list-item>"
        return f"<text:list>{item}</text:list>"
    return f"<text:p>{escape(block)}</text:p>"


def _odt_cell(text: str) -> str:
    if text == "<":
        return "<table:covered-table-cell/>"
    spans = f' table:number-columns-spanned="{text[1]}"' if text[:1] == ">" else ""
    text = text[2:] if spans else text
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell{spans}>{lines}</table:table-cell>"


def rtf(*blocks: str | Grid) -> bytes:
    """Make a Rich Text file: a string is a paragraph, a list a table."""
    body = ""
    for block in blocks:
        if isinstance(block, str):
            body += rf"\pard {_rtf_text(block)}\par" + "\n"
            continue
        for row in block:
            edges = "".join(rf"\cellx{2000 * n}" for n in range(1, len(row) + 1))
            cells = "".join(rf"\pard\intbl {_rtf_text(cell)}\cell " for cell in row)
            body += rf"\trowd{edges} {cells}\row" + "\n"
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}" + body + "}").encode("ascii")


def _rtf_text(text: str) -> str:
    escaped = "".join("\\" + sign if sign in "\\{}" else sign for sign in text)
    return "".join(
        sign if ord(sign) < 128 else rf"\u{ord(sign) - 0x10000 * (ord(sign) > 0x7FFF)}?"
        for sign in escaped.replace("\n", "\\line ")
        if ord(sign) < 0x10000
    )


def pdf(*lines: str, grid: Grid = (), columns: int = 1, footer: str = "") -> bytes:
    """Make a PDF of lines ("= …" is a heading) and one ruled table."""
    return _typeset("pdf", {"lines": lines, "grid": grid, "columns": columns, "footer": footer})


def picture(*lines: str, grid: Grid = ()) -> bytes:
    """Make a picture of a printed page, as a good scanner gives it."""
    return _typeset("png", {"lines": lines, "grid": grid, "columns": 1, "footer": ""})


def _typeset(format_: str, data: dict[str, object]) -> bytes:
    inputs = {"data": json.dumps(data)}
    made = typst.compile(_PAGE.encode(), format=format_, ppi=200.0, sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def locked(content: bytes) -> bytes:
    """Return a PDF that needs a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def mail(text: str, *attached: tuple[str, bytes], html: str = "", subject: str = "Notes") -> bytes:
    """Make a mail with files attached."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"] = "pat@example.org", "notes@example.org"
    message["Subject"], message["Date"] = subject, "Tue, 03 Mar 2026 10:00:00 +0000"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attached:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()
