"""Mails as programs save them (.eml) to the neutral layout: the text, and what is attached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import MIMEPart
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

from consult.readers import markup, plain, quoting
from consult.readers.attachments import Attached, join
from consult.readers.layout import Layout, Paragraph, tidy
from consult.readers.refusals import UnreadableFile

if TYPE_CHECKING:  # The class takes no types when it runs.
    Part = MIMEPart[Any, Any]

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 200
_DEEPEST = 20
Text = tuple[str, str]


def read(
    content: bytes, filename: str, answers: Mapping[str, str], *, nested: bool = False
) -> Layout:
    """Return the layout of a mail.

    Raises
    ------
    UnreadableFile
        When it is no mail, or one made to exhaust whoever opens it.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        heads = {name: str(message.get(name, "")) for name in _HEADS}
        leaves = list(_leaves(message, filename))
    except (MessageError, ValueError, IndexError, AttributeError, RecursionError, TypeError):
        raise _damaged(filename) from None
    if not (heads["From"] or heads["Subject"] or heads["Date"]):
        raise _damaged(filename)
    texts, attached = _sorted_out(leaves)
    return laid_out(heads, texts, attached, answers, filename, nested=nested)


def laid_out(
    heads: Mapping[str, str],
    texts: Iterable[Text],
    attached: Iterable[Attached],
    answers: Mapping[str, str],
    filename: str,
    *,
    nested: bool = False,
) -> Layout:
    """Return the layout of a mail from its head, its texts with their subtypes, and its files."""
    head = tuple(
        Paragraph(tidy(f"{name}: {value}"), {}, aside=quoting.HEAD)
        for name, value in heads.items()
        if tidy(value)
    )
    body = Layout("mail", (), head)
    for subtype, text in texts:
        more = _laid_text(subtype, text, answers, filename)
        seen = {doubt.id for doubt in body.doubts}
        body = replace(
            body,
            blocks=(*body.blocks, *more.blocks),
            asides=(*body.asides, *more.asides),
            doubts=(*body.doubts, *(doubt for doubt in more.doubts if doubt.id not in seen)),
        )
    return join(body, attached, answers, read=not nested)


def _laid_text(subtype: str, text: str, answers: Mapping[str, str], filename: str) -> Layout:
    if subtype == "html":
        layout = quoting.set_apart(markup.layout_of(text, filename), answers)
        return quoting.without_endings(layout)
    return plain.layout_of_mail(text.replace("\r\n", "\n"), filename, answers)


def _leaves(part: Part, filename: str, depth: int = 0) -> Iterator[Part]:
    """Go through the parts of a mail that are no envelopes; of alternatives, the one to read."""
    if depth > _DEEPEST:
        raise _damaged(filename)
    if part.get_content_type() == "multipart/alternative":
        yield from _alternative(part, filename, depth)
    elif part.is_multipart() and part.get_content_maintype() == "multipart":
        for number, child in enumerate(part.iter_parts()):
            if number >= _MOST_PARTS:
                raise _damaged(filename)
            yield from _leaves(child, filename, depth + 1)
    else:
        yield part


def _alternative(part: Part, filename: str, depth: int) -> Iterator[Part]:
    """Choose the plain text of a mail, but the marked-up one where it has a table."""
    leaves = [leaf for child in part.iter_parts() for leaf in _leaves(child, filename, depth + 1)]
    texts = {
        leaf.get_content_type(): leaf for leaf in leaves if leaf.get_content_maintype() == "text"
    }
    plain_text, marked_up = texts.get("text/plain"), texts.get("text/html")
    chosen = plain_text or marked_up or next(iter(texts.values()), None)
    if marked_up and plain_text:
        has_table = "<td" in _text_of(marked_up).lower()
        chosen = marked_up if has_table or not _text_of(plain_text).strip() else plain_text
    for leaf in leaves:
        if leaf is chosen or leaf not in texts.values():
            yield leaf


def _sorted_out(leaves: Iterable[Part]) -> tuple[list[Text], list[Attached]]:
    texts: list[Text] = []
    attached: list[Attached] = []
    for number, leaf in enumerate(leaves, 1):
        is_text = leaf.get_content_type() in {"text/plain", "text/html"}
        if is_text and not leaf.is_attachment() and not leaf.get_filename():
            texts.append((leaf.get_content_subtype(), _text_of(leaf)))
        elif leaf.get_content_type() == "message/rfc822":
            inner = leaf.get_content()
            attached.append(Attached(f"{inner.get('Subject') or number}.eml", inner.as_bytes()))
        else:
            attached.append(_attached(leaf, number))
    return texts, attached


def _attached(leaf: Part, number: int) -> Attached:
    content = leaf.get_payload(decode=True)
    name = leaf.get_filename() or f"attachment {number}.{leaf.get_content_subtype()}"
    is_inline = leaf.get_content_maintype() == "image" and not leaf.is_attachment()
    return Attached(name, content if isinstance(content, bytes) else b"", is_inline)


def _text_of(leaf: Part) -> str:
    try:
        return str(leaf.get_content())
    except (LookupError, ValueError):
        # The mail names an encoding that does not exist.
        content = leaf.get_payload(decode=True)
        return content.decode("cp1252", "replace") if isinstance(content, bytes) else ""


def _damaged(filename: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{filename}” is not a whole mail; open it in the mail program and save it again, "
        "or copy its text and paste it."
    )
