"""Looking after a library: finding what is wrong with it, and mending what can be mended from the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.archive import lexicon
from rag.archive.chunks import passage_text
from rag.archive.index import Index
from rag.archive.lexicon import Numbers
from rag.archive.writer import EMBED_BATCH
from rag.errors import LibraryError
from rag.ports import Vectors

# How many vectors are held in memory at a time.
BLOCK = 5000
# A unit vector in float32 is this near to length one; a row of zeros or rubbish is not.
LENGTH_TOLERANCE = 1e-2


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What is wrong with a library: a sentence for each problem, and what is to be made anew."""

    problems: tuple[str, ...]
    bad_vectors: Numbers
    lexicon_is_wrong: bool
    store_is_wrong: bool


def look(index: Index) -> Findings:
    """Find what is wrong with a library.

    What the vector store has yet to hear of is not wrong: searches rank it, and the next writer tells the store.
    """
    words = index.catalog.lexicon_problems()
    with index.snapshot() as snapshot:
        rows = snapshot.connection.execute("SELECT number FROM chunks EXCEPT SELECT rowid FROM lexicon").fetchall()
        if rows:
            words.append(f"The lexical index lacks {len(rows)} chunks.")
        count = snapshot.connection.execute("SELECT count(*) FROM chunks").fetchone()[0]
        if count != snapshot.meta("chunks"):
            words.append(f"The catalogue counts {snapshot.meta('chunks')} chunks and holds {count}.")
    bad = np.concatenate([np.empty(0, np.int64), *_bad_vectors(index)])
    vectors = [f"{len(bad)} vectors in {index.vectors.path} are damaged."] if len(bad) else []
    store = _store_problems(index)
    problems = (*index.catalog.problems(), *words, *vectors, *store)
    return Findings(problems, bad, lexicon_is_wrong=bool(words), store_is_wrong=bool(store))


def check(index: Index) -> list[str]:
    """Say what is wrong with a library, a sentence each; nothing, when it is whole."""
    return list(look(index).problems)


def repair(index: Index, found: Findings) -> list[str]:
    """Mend what a look has found, from what is whole, and say what was done.

    Vectors come back from the store, or from the embedder; the lexical index from the articles; the store from the
    vectors. A catalogue that SQLite cannot read is beyond this: it raises ``LibraryError``.
    """
    done: list[str] = []
    if len(found.bad_vectors):
        _restore_vectors(index, found.bad_vectors)
        done.append(f"Restored {len(found.bad_vectors)} vectors.")
    if found.lexicon_is_wrong:
        done.append(f"Indexed the words of {_rebuild_lexicon(index)} chunks anew.")
    if found.store_is_wrong:
        index.reset_store()
        done.append("Rebuilt the vector index.")
    index.sync()
    return done


def _store_problems(index: Index) -> list[str]:
    try:
        with index.locked_store() as store, index.snapshot() as snapshot:
            stored = store.ids()
            rows = snapshot.connection.execute("SELECT id, number FROM chunks").fetchall()
            dropped = {row[0] for row in snapshot.connection.execute("SELECT id FROM dropped")}
            last = snapshot.meta("stored")
    except LibraryError as error:
        return [str(error)]
    missing = sum(number <= last and chunk_id not in stored for chunk_id, number in rows)
    extra = stored - dropped - {chunk_id for chunk_id, _ in rows}
    found = []
    if missing:
        found.append(f"The vector index lacks {missing} chunks.")
    if extra:
        found.append(f"The vector index holds {len(extra)} chunks that no article has.")
    return found


def _bad_vectors(index: Index) -> Iterator[Numbers]:
    """The numbers of chunks whose vectors are missing or not of length one."""
    with index.snapshot() as snapshot:
        numbers = snapshot.numbers_after(0)
    if not len(numbers):
        return
    known = numbers[numbers <= index.vectors.rows()]
    if len(known) < len(numbers):
        yield numbers[len(known) :]
    for start in range(0, len(known), BLOCK):
        block = known[start : start + BLOCK]
        lengths = np.linalg.norm(index.vectors.read(block), axis=1)
        bad = block[~(np.abs(lengths - 1) < LENGTH_TOLERANCE)]
        if len(bad):
            yield bad


def _restore_vectors(index: Index, numbers: Numbers) -> None:
    texts = _texts(index, numbers.tolist())
    try:
        with index.locked_store() as store:
            known = store.get([chunk_id for chunk_id, _ in texts])
    except LibraryError:
        known = {}
    for start in range(0, len(numbers), EMBED_BATCH):
        batch = slice(start, start + EMBED_BATCH)
        lost = [text for chunk_id, text in texts[batch] if chunk_id not in known]
        made: list[Vectors] = list(index.embedder.embed_passages(lost)) if lost else []
        vectors = np.stack([known[one] if one in known else made.pop(0) for one, _ in texts[batch]])
        _write_runs(index, numbers[batch], vectors)


def _write_runs(index: Index, numbers: Numbers, vectors: Vectors) -> None:
    """Write vectors by their ascending numbers, those that follow one another together."""
    ends = np.flatnonzero(np.diff(numbers) != 1) + 1
    for run, rows in zip(np.split(numbers, ends), np.split(vectors, ends), strict=True):
        index.vectors.write(int(run[0]), rows)


def _rebuild_lexicon(index: Index) -> int:
    with index.catalog.transaction() as connection:
        connection.execute("DROP TABLE lexicon_terms")
        connection.execute("DROP TABLE lexicon")
        for statement in lexicon.SCHEMA.split(";\n"):
            connection.execute(statement)
        numbers = [row[0] for row in connection.execute("SELECT number FROM chunks ORDER BY number")]
        for number, (_, text) in zip(numbers, _texts(index, numbers), strict=True):
            words, bigrams = index.lexicon.words(text), lexicon.bigrams(text)
            lexicon.insert(connection, number, " ".join(words), " ".join(bigrams))
        connection.execute("UPDATE meta SET value = ? WHERE key = 'chunks'", (len(numbers),))
    return len(numbers)


def _texts(index: Index, numbers: Sequence[int]) -> list[tuple[str, str]]:
    """The ids and embedded texts of chunks."""
    with index.snapshot() as snapshot:
        hits = snapshot.hits([(number, 0.0) for number in numbers])
    return [(hit.chunk.id, passage_text(hit.article, hit.chunk)) for hit in hits]
