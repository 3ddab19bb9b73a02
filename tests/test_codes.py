from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.archive import codes, vectors
from rag.archive.codes import SignCodes
from rag.archive.vectors import VectorFile
from rag.ports import Vectors

FEW = 60


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "BLOCK", 256)
    monkeypatch.setattr(vectors, "CANDIDATES", FEW)
    monkeypatch.setattr(vectors, "CANDIDATES_EACH", 1)
    monkeypatch.setattr(vectors, "CODED_AFTER", 0)


def drawn(rows: int, dimensions: int = 384, seed: int = 3) -> Vectors:
    """Unit vectors, each ten near one another, that have a direction in common, as E5's: cosines lie above .8."""
    random = np.random.default_rng(seed)
    tens = np.repeat(random.standard_normal((-(-rows // 10), dimensions)), 10, axis=0)[:rows]
    found = 4 * random.standard_normal(dimensions) + tens + random.standard_normal((rows, dimensions))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def numbers(first: int, last: int, step: int = 1) -> NDArray[np.int64]:
    return np.arange(first, last + 1, step, dtype=np.int64)


def filed(folder: Path, matrix: Vectors) -> VectorFile:
    made = VectorFile(folder / "vectors.f32", matrix.shape[1])
    made.write(1, matrix)
    return made


@pytest.mark.parametrize("dimensions", [64, 100, 384])
def test_a_distance_counts_signs_twice_and_sizes_once(dimensions: int) -> None:
    matrix = drawn(700, dimensions)
    query = matrix[5]
    made = SignCodes(dimensions)
    made.extend(matrix, numbers(1, 700))
    centre = np.sort(matrix, axis=0)[350]
    scaled = (query - centre) / (query - centre).std()
    positive, upper = scaled >= 0, (scaled >= 1) | ((scaled >= -1) & (scaled < 0))
    above = matrix > centre
    wanted = 2 * (above != positive).sum(axis=1) + (above != upper).sum(axis=1)
    assert made.distances(numbers(1, 700), query).tolist() == wanted.tolist()
    some = np.array([1, 2, 255, 256, 257, 258, 600, 700])  # the second block whole but for most, the third not at all
    assert made.distances(some, query).tolist() == wanted[some - 1].tolist()


def test_the_nearest_are_marked_with_all_their_equals() -> None:
    distances = np.array([5, 9, 3, 5, 5, 7], np.uint16)
    assert codes.nearest(distances, 2).tolist() == [True, False, True, True, True, False]
    assert codes.nearest(distances, 4).tolist() == [True, False, True, True, True, False]
    assert codes.nearest(distances, 6).all()


def test_rows_are_gathered_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = drawn(100)
    file = filed(tmp_path, matrix)
    gathered: list[int] = []
    take = np.take

    def counted(rows: Vectors, places: NDArray[np.int64], axis: int) -> Vectors:
        gathered.append(len(places))
        return take(rows, places, axis=axis)

    monkeypatch.setattr(vectors, "GATHERED", 7)
    monkeypatch.setattr(np, "take", counted)
    for rows in (numbers(1, 99, 5), numbers(3, 31, 2), numbers(100, 100), numbers(2, 1)):
        found = file.similarities(rows, matrix[4])
        assert found.tolist() == pytest.approx((matrix[rows - 1] @ matrix[4]).tolist(), abs=1e-6)
    assert gathered == [7, 7, 6, 7, 7, 1, 1]


@pytest.mark.parametrize("step", [1, 3])
def test_of_many_rows_a_few_hold_the_nearest(tmp_path: Path, step: int) -> None:
    matrix = drawn(3000)
    file = filed(tmp_path, matrix)
    rows = numbers(1, 3000, step)
    near = 10 // step
    for query in matrix[::100]:
        kept = file.candidates(rows, query, 10)
        assert FEW <= len(kept) < 2 * FEW
        assert np.isin(kept, rows).all()
        assert np.isin(rows[np.argsort(-(matrix[rows - 1] @ query))[:near]], kept).all()


def test_a_damaged_row_does_not_spoil_the_codes_of_others(tmp_path: Path) -> None:
    matrix = drawn(3000)
    matrix[[0, 10, 20]] = [[np.nan], [np.inf], [1e30]]
    kept = filed(tmp_path, matrix).candidates(numbers(1, 3000), matrix[1500], 10)
    assert FEW <= len(kept) < 2 * FEW
    assert np.isin(numbers(1501, 1510), kept).all()


def test_few_rows_are_all_ranked_and_so_are_many_for_the_first_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = drawn(1000)
    file = filed(tmp_path, matrix)
    few = numbers(1, FEW * vectors.WORTH_CODING)
    monkeypatch.setattr(vectors, "CODED_AFTER", 2)
    assert [len(file.candidates(few, matrix[0], 10)) for _ in range(4)] == [len(few)] * 4
    kept = [len(file.candidates(numbers(1, 1000), matrix[0], 10)) for _ in range(4)]
    assert kept[:2] == [1000, 1000]
    assert max(kept[2:]) < 2 * FEW
    assert len(file.candidates(numbers(1, 1000), matrix[0], 500)) == 1000  # so many are wanted


def test_codes_follow_a_file_that_grows_under_another_writer(tmp_path: Path) -> None:
    matrix = drawn(3000)
    writer, reader = filed(tmp_path, matrix[:1000]), VectorFile(tmp_path / "vectors.f32", 384)
    assert 0 < len(reader.candidates(numbers(1, 1000), matrix[0], 10)) < 2 * FEW
    for last in (1001, 1250, 3000):
        writer.write(1001, matrix[1000:last])
        kept = reader.candidates(numbers(1, last), matrix[last - 1], 10)
        assert last in kept
        assert len(kept) < 2 * FEW


def test_a_dead_writers_rows_are_not_coded(tmp_path: Path) -> None:
    matrix = drawn(1000)
    dead, reader = filed(tmp_path, matrix[::-1]), VectorFile(tmp_path / "vectors.f32", 384)
    dead.write(1, matrix[:900])
    assert 0 < len(reader.candidates(numbers(1, 900), matrix[0], 10)) < 2 * FEW
    dead.write(901, matrix[900:])  # the next writer, over what the catalogue never named
    assert np.isin(numbers(991, 1000), reader.candidates(numbers(1, 1000), matrix[995], 10)).all()


def test_a_row_that_is_mended_is_coded_anew(tmp_path: Path) -> None:
    matrix = drawn(1000)
    damaged = matrix.copy()
    damaged[300:310] = -damaged[300:310]
    file = filed(tmp_path, damaged)
    assert not np.isin(numbers(301, 310), file.candidates(numbers(1, 1000), matrix[305], 10)).any()
    file.write(301, matrix[300:310])
    assert np.isin(numbers(301, 310), file.candidates(numbers(1, 1000), matrix[305], 10)).all()
