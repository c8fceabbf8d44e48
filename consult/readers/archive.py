"""Many files are zip archives; this opens one without trusting what it says of itself."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from consult.readers import safe_xml
from consult.readers.refusals import NOTES, Advice, UnreadableFile

MAX_ENTRIES = 5_000
MAX_PART = 32 * 2**20
MAX_TOTAL = 256 * 2**20
MAX_RATIO = 200


class Archive:
    """The parts of a zipped file, each read within limits; `advice` is for whoever chose it."""

    def __init__(
        self,
        content: bytes,
        filename: str,
        *,
        most_parts: int = MAX_ENTRIES,
        advice: Advice = NOTES,
    ) -> None:
        self.filename = filename
        self._advice = advice
        self._most_parts = most_parts
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
            raise self.damaged() from None
        self._check_what_it_declares()

    def _check_what_it_declares(self) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise UnreadableFile(
                f"“{self.filename}” is protected with a password; save a copy without one."
            )
        total = sum(entry.file_size for entry in entries)
        swollen = any(
            entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
            for entry in entries
        )
        if len(entries) > self._most_parts or total > MAX_TOTAL or swollen:
            raise self.too_large()

    def refuse_encryption(self) -> None:
        """Refuse an OpenDocument file whose parts are locked, as its list of parts says.

        Raises
        ------
        UnreadableFile
            When it needs a password.
        """
        manifest = "META-INF/manifest.xml"
        if manifest in self.names and b"encryption-data" in self.read(manifest):
            raise UnreadableFile(
                f"“{self.filename}” is protected with a password; save a copy without one."
            )

    @property
    def names(self) -> list[str]:
        """Return the names of its parts."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """Return one part, refusing it when it is larger than it said or than we can hold.

        Raises
        ------
        UnreadableFile
            When the part is missing, damaged or too large.
        """
        try:
            with self._zip.open(name) as part:
                content = part.read(MAX_PART + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
            raise self.damaged() from None
        if len(content) > MAX_PART:
            raise self.too_large()
        return content

    def xml(self, name: str) -> etree._Element:
        """Return the root element of one part, with entities and networks left alone.

        Raises
        ------
        UnreadableFile
            When the part is no sound XML, or declares entities.
        """
        content = self.read(name)
        try:
            return safe_xml.parse(content)
        except safe_xml.HasEntities:
            raise self.has_entities() from None
        except safe_xml.TooLarge:
            raise self.too_large() from None
        except safe_xml.NotSound:
            raise self.damaged() from None

    def refuse_entities(self, content: bytes) -> None:
        """Refuse a part that declares a document type: no Office program writes one."""
        try:
            safe_xml.refuse_entities(content)
        except safe_xml.HasEntities:
            raise self.has_entities() from None

    def has_entities(self) -> UnreadableFile:
        """Return the refusal of a file with XML entities."""
        return UnreadableFile(
            f"“{self.filename}” contains XML entities, which {self._advice.what} does not "
            f"need and which can do harm; {self._advice.anew}."
        )

    def damaged(self) -> UnreadableFile:
        """Return the refusal of a file that is not whole."""
        return UnreadableFile(
            f"“{self.filename}” is damaged or incomplete; "
            "open it in the program that made it, save it again and try the new copy."
        )

    def too_large(self) -> UnreadableFile:
        """Return the refusal of a file that unpacks to more than we hold."""
        return UnreadableFile(
            f"“{self.filename}” unpacks to far more than {self._advice.what} needs; "
            f"{self._advice.smaller}."
        )
