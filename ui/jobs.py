"""Batches of briefs that go on after the reply, kept in the library's folder so that a restart resumes them."""

from __future__ import annotations

import json
import logging
import queue
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rag import types
from rag.app import Library
from rag.briefs.batch import Item, Tally
from rag.errors import InputError, JianbaoError, UnknownArticle, fault_in_a_line
from ui import schemas
from ui.brief_file import line_of

SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY, article_ids TEXT NOT NULL, sentences INTEGER, status TEXT NOT NULL, created TEXT NOT NULL,
    error TEXT
);
CREATE TABLE IF NOT EXISTS brief (
    job TEXT NOT NULL, place INTEGER NOT NULL, summary TEXT, error TEXT, PRIMARY KEY (job, place)
) WITHOUT ROWID;
"""
ACTIVE = ("queued", "running")
# So many jobs are listed.
_RECENT = 20

log = logging.getLogger("jianbao.jobs")


class UnknownJob(InputError):
    """A job id that the library does not hold."""

    status = 404


class Jobs:
    """Runs one job after another in a thread of its own, each as a batch (``rag.briefs.batch``) with its book here."""

    def __init__(self, library: Library, file: Path) -> None:
        self._library = library
        self._file = file
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._tallies: dict[str, Tally] = {}  # of the job that runs
        self._thread: threading.Thread | None = None
        with self._database() as database:
            database.executescript(SCHEMA)

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        # A connection for each use: SQLite's are bound to one thread, and opening one costs little.
        connection = sqlite3.connect(self._file, timeout=10)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def start(self) -> None:
        """Begin to work, first on what an earlier process left unfinished."""
        with self._database() as database:
            left = database.execute("SELECT id FROM job WHERE status IN (?, ?) ORDER BY created", ACTIVE).fetchall()
        for (job,) in left:
            self._waiting.put(job)
        self._thread = threading.Thread(target=self._work, name="jianbao-jobs", daemon=True)
        self._thread.start()

    @property
    def works(self) -> bool:
        """Whether what waits will be worked on, as far as anybody has begun to."""
        return self._thread is None or self._thread.is_alive()

    def close(self) -> None:
        """Stop after the brief at hand; ``start`` resumes."""
        self._stopping.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(timeout=5)

    def submit(self, article_ids: Sequence[str], sentences: int | None = None) -> schemas.Job:
        """Queue briefs of these articles, in this order."""
        job = secrets.token_hex(8)
        row = (
            job,
            json.dumps(list(dict.fromkeys(article_ids))),
            sentences,
            "queued",
            datetime.now(UTC).isoformat(),
            None,
        )
        with self._database() as database:
            database.execute("INSERT INTO job VALUES (?, ?, ?, ?, ?, ?)", row)
        self._waiting.put(job)
        return self.get(job)

    def get(self, job: str) -> schemas.Job:
        """How far a job is; raises ``UnknownJob``."""
        with self._database() as database:
            row = database.execute(
                "SELECT article_ids, status, created, error FROM job WHERE id = ?", (job,)
            ).fetchone()
            briefs = database.execute(
                "SELECT place, error, json_extract(summary, '$.usage.prompt_tokens'),"
                " json_extract(summary, '$.usage.completion_tokens') FROM brief WHERE job = ? ORDER BY place",
                (job,),
            ).fetchall()
        if row is None:
            raise UnknownJob("There is no such job.", remedy="Begin one by POST /api/v1/jobs.")
        article_ids = json.loads(row[0])
        tally = self._tallies.get(job)
        return schemas.Job(
            id=job,
            status=row[1],
            total=len(article_ids),
            done=sum(brief[1] is None for brief in briefs),
            failed=[schemas.Failure(source=article_ids[brief[0]], error=brief[1]) for brief in briefs if brief[1]],
            tokens=schemas.Tokens(
                prompt=sum(brief[2] or 0 for brief in briefs), completion=sum(brief[3] or 0 for brief in briefs)
            ),
            created=datetime.fromisoformat(row[2]),
            error=row[3],
            seconds=round(tally.seconds, 1) if tally else None,
            seconds_left=round(tally.seconds_left, 1) if tally and tally.seconds_left is not None else None,
        )

    def recent(self) -> list[schemas.Job]:
        """The latest jobs, newest first."""
        with self._database() as database:
            rows = database.execute("SELECT id FROM job ORDER BY created DESC LIMIT ?", (_RECENT,)).fetchall()
        return [self.get(job) for (job,) in rows]

    def result(self, job: str) -> list[schemas.Summary]:
        """The briefs that are there so far, in the order asked for; raises ``UnknownJob``."""
        self.get(job)
        with self._database() as database:
            rows = database.execute(
                "SELECT summary FROM brief WHERE job = ? AND summary IS NOT NULL ORDER BY place", (job,)
            ).fetchall()
        return [schemas.Summary.model_validate_json(summary) for (summary,) in rows]

    def stop(self, job: str) -> schemas.Job:
        """Stop a job after the brief at hand; what is done stays."""
        self.get(job)
        with self._database() as database:
            database.execute("UPDATE job SET status = 'stopped' WHERE id = ? AND status IN (?, ?)", (job, *ACTIVE))
        return self.get(job)

    def remove(self, job: str) -> None:
        """Stop a job and forget it with its briefs; raises ``UnknownJob``."""
        self.get(job)
        with self._database() as database:
            database.execute("DELETE FROM job WHERE id = ?", (job,))
            database.execute("DELETE FROM brief WHERE job = ?", (job,))

    def resume(self, job: str) -> schemas.Job:
        """Go on with a job that was stopped, failed, or lacks briefs; articles that failed are tried again."""
        found = self.get(job)
        if found.status in ("stopped", "failed") or (found.status == "done" and found.failed):
            with self._database() as database:
                database.execute("DELETE FROM brief WHERE job = ? AND summary IS NULL", (job,))
                database.execute("UPDATE job SET status = 'queued', error = NULL WHERE id = ?", (job,))
            self._waiting.put(job)
        return self.get(job)

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None and not self._stopping.is_set():
            try:
                self._run(job)
            except (JianbaoError, sqlite3.Error, OSError) as error:
                log.warning("job %s failed: %s", job, error)
                self._fail(job, str(error))
            except Exception as error:
                # A fault of ours ends its job, and not all that wait behind it.
                log.exception("job %s failed", job)
                self._fail(job, fault_in_a_line(error))
            finally:
                self._tallies.pop(job, None)

    def _run(self, job: str) -> None:
        with self._database() as database:
            taken = database.execute(
                "UPDATE job SET status = 'running' WHERE id = ? AND status IN (?, ?)", (job, *ACTIVE)
            )
            if not taken.rowcount:
                return
            article_ids, sentences = database.execute(
                "SELECT article_ids, sentences FROM job WHERE id = ?", (job,)
            ).fetchone()
        book = JobBook(self._database, job, json.loads(article_ids))
        library = self._library
        items = library.items(book.known(library), sentences=sentences)

        def watch(tally: Tally) -> None:
            self._tallies[job] = tally

        def stopped() -> bool:
            return self._stopping.is_set() or self._status(job) != "running"

        tally = library.batch(items, book, sentences=sentences, watch=watch, stop=stopped)
        if tally.left:
            return
        if self._status(job) != "running":  # it was removed meanwhile
            return
        failed = self.get(job).failed
        # A job of which nothing came has failed; one that lacks some briefs names them.
        if failed and not tally.done + tally.skipped:
            self._end(job, "failed", failed[0].error)
        else:
            self._end(job, "done", None)

    def _fail(self, job: str, error: str) -> None:
        """Record that a job has failed; where not even that can be written, a restart resumes the job."""
        try:
            self._end(job, "failed", error)
        except (sqlite3.Error, OSError) as unwritten:
            log.warning("that job %s failed cannot be recorded: %s", job, unwritten)

    def _status(self, job: str) -> str:
        with self._database() as database:
            found = database.execute("SELECT status FROM job WHERE id = ?", (job,)).fetchone()
        return str(found[0]) if found else "removed"

    def _end(self, job: str, status: str, error: str | None) -> None:
        with self._database() as database:
            database.execute(
                "UPDATE job SET status = ?, error = ? WHERE id = ? AND status = 'running'", (status, error, job)
            )


class JobBook:
    """The book of one job, in the jobs' database."""

    def __init__(self, database: Callable[[], AbstractContextManager[sqlite3.Connection]], job: str, ids: list[str]):
        self._database = database
        self._job = job
        self._places = {article_id: place for place, article_id in enumerate(ids)}

    def known(self, library: Library) -> list[types.ListedArticle]:
        """The job's articles that the library still holds, in its order; that the others are gone is recorded."""
        there = self._listed(library, self._places)
        if len(there) < len(self._places):
            there = self._listed(library, [each for each in self._places if self._is_there(library, each)])
        return sorted(there, key=lambda listed: self._places[listed.id])

    @staticmethod
    def _listed(library: Library, article_ids: Iterable[str]) -> list[types.ListedArticle]:
        """Articles without their bodies, for a job may be of the whole archive; none where one of them is gone."""
        wanted = types.Filters(articles=tuple(article_ids))
        try:
            return list(library.listing(wanted).articles) if wanted else []
        except UnknownArticle:
            return []

    def _is_there(self, library: Library, article_id: str) -> bool:
        try:
            library.article(article_id)
        except UnknownArticle as error:
            self._put(article_id, None, str(error))
            return False
        return True

    def written(self) -> dict[str, str]:
        """The fingerprints of the briefs that are there, by article."""
        ids = list(self._places)
        with self._database() as database:
            rows = database.execute(
                "SELECT place, json_extract(summary, '$.fingerprint') FROM brief WHERE job = ? AND summary IS NOT NULL",
                (self._job,),
            ).fetchall()
        return {ids[place]: str(fingerprint) for place, fingerprint in rows}

    def keep(self, item: Item, summary: types.Summary) -> None:
        """Keep a brief."""
        self._put(item.article_id, line_of(item, summary), None)

    def fail(self, item: Item, reason: str) -> None:
        """Record why an article has no brief."""
        self._put(item.article_id, None, reason)

    def _put(self, article_id: str, summary: str | None, error: str | None) -> None:
        with self._database() as database:
            row = (self._job, self._places[article_id], summary, error)
            database.execute(
                "INSERT OR REPLACE INTO brief SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM job WHERE id = ?1)", row
            )
