"""Files that respondents send: taken by what they are, kept under a name of ours."""

from __future__ import annotations

import hashlib
import io
import zipfile
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.base import utc_now
from consult.models.responses import Answer, AnswerFile, Response
from consult.models.surveys import Survey
from consult.readers import camera
from consult.readers.refusals import UnreadableFile
from consult.services.refusals import InvalidInput, NotFound
from consult.services.responses.apart import FORGOTTEN_AFTER
from consult.services.responses.rules import named
from consult.services.surveys.frozen import AnyQuestion
from consult.services.transaction import transaction

MOST_BYTES = 5 * 2**20
# So many may wait to be sent with their answers: nobody fills the disk with files alone.
MOST_WAITING = 400
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": "application/pdf",
}
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
# By the part that only such a document has; none that can hold macros is taken.
_IN_ZIP = {
    "word/document.xml": f"{_OPEN_XML}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OPEN_XML}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OPEN_XML}.presentationml.presentation",
}
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "application/vnd.oasis.opendocument.text": "odt",
    **{media: f"{part.split('/')[0]}" for part, media in _IN_ZIP.items()},
}
ENDINGS |= dict(zip(_IN_ZIP.values(), ("docx", "xlsx", "pptx"), strict=True))


def media_type(content: bytes) -> str:
    """Return what a file is by its bytes, "" for what is not taken.

    >>> media_type(b"%PDF-1.7 ..."), media_type(b"MZ... an EXE"), media_type(b"<script>")
    ('application/pdf', '', '')
    """
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for signature, found in _SIGNATURES.items():
        if content.startswith(signature):
            return found
    return _in_zip(content) if content.startswith(b"PK") else ""


def _in_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind in ENDINGS else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((media for part, media in _IN_ZIP.items() if part in names), "")


def keep(session: Session, question: AnyQuestion, *, filename: str, content: bytes) -> AnswerFile:
    """Keep a file until its response is sent, for a day at most; a picture without its place.

    Raises
    ------
    InvalidInput
        When it is empty, too large, damaged, or neither a picture nor a document.
    """
    content, media = _checked(question, content)
    with transaction(session):
        _forget_unsent(session)
        waiting = select(func.count()).where(AnswerFile.answer_id.is_(None))
        if (session.scalar(waiting) or 0) >= MOST_WAITING:
            raise InvalidInput("Too many files are being sent just now. Try again in an hour.")
        file = AnswerFile(
            token=uuid4(),
            question_id=question.id,
            filename=_plain_name(filename, media),
            media_type=media,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        session.add(file)
    return file


def _checked(question: AnyQuestion, content: bytes) -> tuple[bytes, str]:
    """Return what may be kept of a file, and its media type, or refuse it."""
    media = media_type(content)
    if not content:
        raise InvalidInput(f"The file for {named(question)} is empty. Choose another.")
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            f"The file for {named(question)} has {len(content) / 2**20:.1f} MB. "
            f"Choose one of up to {MOST_BYTES // 2**20} MB."
        )
    if not media:
        raise InvalidInput(
            f"The file for {named(question)} is neither a picture (JPEG, PNG, GIF, WebP) nor a "
            "document (PDF, Word, Excel, PowerPoint, OpenDocument) without macros. Choose another."
        )
    try:
        return camera.without_traces(content, media), media
    except UnreadableFile as fault:
        raise InvalidInput(
            f"The picture for {named(question)} is damaged. Open it, save it again, and choose the "
            "new copy."
        ) from fault


def _forget_unsent(session: Session) -> None:
    session.execute(
        delete(AnswerFile).where(
            AnswerFile.answer_id.is_(None),
            AnswerFile.uploaded_at < utc_now() - FORGOTTEN_AFTER,
        )
    )


def _plain_name(filename: str, media: str) -> str:
    """Return the file's own name without folders and signs that mean something elsewhere."""
    bare = filename.replace("\\", "/").rsplit("/", 1)[-1]
    stem = bare.rsplit(".", 1)[0]
    kept = "".join(each if each.isalnum() or each in " -_" else "-" for each in stem).strip(" -")
    return f"{kept[:80] or 'file'}.{ENDINGS[media]}"


def of(session: Session, survey: Survey, token: UUID) -> AnswerFile:
    """Return a file that came with a response to this survey, or raise NotFound."""
    file = session.scalar(
        select(AnswerFile)
        .join(Answer, Answer.id == AnswerFile.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(AnswerFile.token == token, Survey.consultation_id == survey.consultation_id)
        .options(joinedload(AnswerFile.answer))
    )
    if file is None:
        raise NotFound("There is no such file.")
    return file


def by_answer(session: Session, response: Response) -> dict[int, AnswerFile]:
    """Return the files of a response by the ids of their answers."""
    files = session.scalars(
        select(AnswerFile)
        .join(Answer, Answer.id == AnswerFile.answer_id)
        .where(Answer.response_id == response.id)
    )
    return {file.answer_id: file for file in files if file.answer_id is not None}
