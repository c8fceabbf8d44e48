"""XML of strangers: parsed without entities, networks or more elements than can be held."""

from __future__ import annotations

import re
from typing import Any, cast

from lxml import etree

from consult.readers.refusals import UnreadableFile

MAX_XML_ELEMENTS = 1_000_000

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class NotSound(ValueError):
    """The content is no well-formed XML."""


class HasEntities(ValueError):
    """The content declares a document type or entities, which no exchange format needs."""


class TooLarge(ValueError):
    """The content has more elements than can be held."""


def refuse_entities(content: bytes) -> None:
    """Refuse a document type: no program that people write with makes one."""
    if _DOCTYPE.search(content.replace(b"\0", b"")):
        raise HasEntities


def parse(content: bytes) -> etree._Element:
    """Return the root element, with entities and networks left alone.

    Raises
    ------
    NotSound, HasEntities, TooLarge
    """
    refuse_entities(content)
    if content.count(b"<") > MAX_XML_ELEMENTS * 2:
        raise TooLarge
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotSound from None
    if cast(Any, root.getroottree().docinfo).doctype:
        raise HasEntities
    return root


def parse_file(content: bytes, filename: str) -> etree._Element:
    """Return the root element of a file that is XML as a whole.

    Raises
    ------
    UnreadableFile
        When it is not sound, declares entities, or is too large.
    """
    try:
        return parse(content)
    except HasEntities:
        raise UnreadableFile(
            f"“{filename}” contains XML entities, which a codebook does not need and which can do "
            "harm; export it again from the program that made it."
        ) from None
    except TooLarge:
        raise UnreadableFile(
            f"“{filename}” has far more in it than a codebook needs; choose another file."
        ) from None
    except NotSound:
        raise UnreadableFile(
            f"“{filename}” is not sound XML; export it again from the program that made it."
        ) from None
