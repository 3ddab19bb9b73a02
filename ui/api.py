"""The HTTP API under ``/api/v1``: its routes, typed, over one library."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import PurePath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, HTTPException, Path, Query, Request, Response, UploadFile
from fastapi.sse import format_sse_event
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool

from rag import additions, types
from rag.doctor import Check
from rag.errors import InputError, JianbaoError, UnknownArticle, UnreadableFile
from ui import bodies, reports, schemas
from ui.gate import JSON_BYTES
from ui.problems import describe, status_of
from ui.service import Service, Shared
from ui.streams import PING, EventStream, last, pieces


class RepeatedParameter(InputError):
    """A parameter of the address that is given twice, of which one would be passed over."""

    status = 422


def said_once(request: Request) -> None:
    """Refuse a parameter given twice, unless it is a list's."""
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if times > 1 and name not in LISTS:
            raise RepeatedParameter(f'"{name[:80]}" stands more than once in the address.', remedy="Give it once.")


LISTS = ("article",)
router = APIRouter(prefix="/api/v1", dependencies=[Depends(said_once)])
health = APIRouter()

Id = Annotated[str, Path(min_length=1, max_length=200, description="As listed by the route without it.")]
Uploads = Annotated[list[UploadFile], File(description="Newspaper pages: text, web pages, Word, PDF or pictures.")]
LONGEST_NAME = 200
UPLOAD_FIELDS = ("files", "file", "newspaper", "date", "page")
TRUSTED = " of all files in this request, trusted over what they say."

EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. With `stream`: events `token` (a string), then `answer` (an Answer) or `error`.",
        "content": {"text/event-stream": {}},
    }
}


class UnknownField(InputError):
    """A field of a form that is not read."""

    status = 422


@router.post("/ask", response_model=schemas.Answer, responses=EVENTS, max_body_size=JSON_BYTES)
async def ask(request: Request, body: bodies.Ask, service: Shared) -> Any:
    """Answer from the archive, each sentence with the printed words behind it, or say that it is not there."""
    service.check_question(body.question)
    if body.stream:
        service.answers.enter()
        return EventStream(answer_events(service, body.of()), at_end=service.answers.leave)
    with service.answers:
        answer = await last(lambda: service.library.stream(body.of()), request)
    if not isinstance(answer, types.Answer):
        raise HTTPException(400, "The caller went away.")
    service.count(answer.usage)
    return answer


async def answer_events(service: Service, question: types.Question) -> AsyncGenerator[bytes]:
    """Send an answer as server-sent events: ``token`` for each piece, then ``answer``, or ``error`` with a problem."""
    try:
        async with aclosing(pieces(lambda: service.library.stream(question))) as items:
            async for item in items:
                if service.closing.is_set():
                    yield error_event(503, "The server is shutting down.")
                    return
                if item is None:
                    yield PING
                elif isinstance(item, str):
                    yield event("token", json.dumps(item, ensure_ascii=False))
                else:
                    service.count(item.usage)
                    yield event("answer", schemas.Answer.model_validate(item).model_dump_json())
    except JianbaoError as error:
        yield error_event(status_of(error), str(error))


def event(name: str, data: str) -> bytes:
    """One server-sent event."""
    return format_sse_event(event=name, data_str=data)


def error_event(status: int, detail: str) -> bytes:
    """A problem as a server-sent event: the status line has long been sent."""
    return event("error", describe(status, detail, None).model_dump_json())


@router.post("/search", response_model=schemas.Found, max_body_size=JSON_BYTES)
def search(body: bodies.Search, service: Shared) -> Any:
    """Find the best passages for a query."""
    service.check_question(body.query)
    with service.lookups:
        hits = service.library.search(body.query, body.k, (body.filters or bodies.Filters()).of())
    return schemas.Found(query=body.query, hits=[schemas.Hit.of(hit) for hit in hits])


@router.post("/summaries", response_model=schemas.Summaries, max_body_size=JSON_BYTES)
def summarize(body: bodies.SummaryRequest, service: Shared) -> Any:
    """Write a brief of each article, or one digest of them all, now; for briefs of many, begin a job."""
    if body.digest is not None:
        return digest(service, body, body.digest)
    chosen = choose(service, body)
    if len(chosen) > 20:
        raise InputError(f"{len(chosen)} articles are too many to wait for.", remedy="Begin a job: POST /api/v1/jobs.")
    with service.answers:
        summaries = list(service.library.summarize(chosen, sentences=body.sentences))
    for summary in summaries:
        service.count(summary.usage)
    return schemas.Summaries(summaries=[schemas.Summary.of(summary) for summary in summaries])


def digest(service: Service, body: bodies.SummaryRequest, wanted: bodies.Digest) -> schemas.Summaries:
    """Write one digest of the articles that a request names or lets through."""
    filters = (body.filters or bodies.Filters()).of()
    if body.article_ids:
        filters = dataclasses.replace(filters, articles=tuple(choose(service, body)))
    if wanted.topic:
        service.check_question(wanted.topic)
    with service.answers:
        summary = service.library.digest(filters, topic=wanted.topic, page=wanted.page)
    service.count(summary.usage)
    return schemas.Summaries(summaries=[schemas.Summary.of(summary)])


def choose(service: Service, body: bodies.Summarize) -> list[str]:
    """The articles that a request names, all known, or those that its filters let through."""
    if body.article_ids:
        return [service.library.article(article_id).id for article_id in dict.fromkeys(body.article_ids)]
    if body.filters is None:
        raise InputError("No articles are chosen.", remedy="Give article_ids or filters; {} lets all through.")
    chosen = [article.id for article in service.library.listing(body.filters.of()).articles]
    if not chosen:
        raise UnknownArticle("The filters let no article through.", remedy="Widen them.")
    return chosen


@router.get("/articles", response_model=schemas.ArticleList)
def articles(query: Annotated[bodies.ArticleQuery, Query()], service: Shared) -> Any:
    """List the archive's articles by date, paper, page and place on the page."""
    with service.lookups:
        found = service.library.listing(query.of(), offset=query.offset, limit=query.limit)
    return schemas.ArticleList.of(found, query.offset)


@router.get("/articles/{article_id}", response_model=schemas.Article, response_model_exclude_none=True)
def article(article_id: Id, service: Shared) -> Any:
    """Fetch one article whole."""
    return schemas.Article.of(service.library.article(article_id))


@router.delete("/articles/{article_id}", response_model=schemas.Removed)
def remove(article_id: Id, service: Shared) -> Any:
    """Remove one article from the archive."""
    return schemas.Removed(removed=service.library.remove([article_id]))


@router.post("/pages", response_model=schemas.AddReport)
async def pages(
    request: Request,
    service: Shared,
    files: Uploads = [],  # noqa: B006
    file: Uploads = [],  # noqa: B006
    newspaper: Annotated[bodies.Name | None, Form(description=f"The paper's name{TRUSTED}")] = None,
    date: Annotated[bodies.Day | None, Form(description=f"The day it was printed{TRUSTED}")] = None,
    page: Annotated[bodies.PageNumber | None, Form(description=f"The page's number, like A2{TRUSTED}")] = None,
) -> Any:
    """Add newspaper pages; what cannot be read is reported and the rest goes on."""
    if not request.headers.get("content-type", "multipart/form-data").startswith("multipart/form-data"):
        raise HTTPException(415, "Files are sent as multipart/form-data.")
    for name in await request.form():
        if name not in UPLOAD_FIELDS:
            raise UnknownField(bodies.unknown_field(name, UPLOAD_FIELDS))
    report = additions.AddReport()
    given = [*files, *file]
    if not given:
        raise InputError("No file was sent.", remedy="Send one or more as multipart/form-data under `files`.")
    with service.lookups:
        for upload in given:
            report += await add(service, upload, newspaper=newspaper, date=date, page=page)
    if report.failed and len(report.failed) == len(given):
        raise UnreadableFile("; ".join(failure.error for failure in report.failed))
    return report


@router.delete("/pages", response_model=schemas.Removed)
def remove_page(service: Shared, source: Annotated[bodies.Source, Query(description="The page's source.")]) -> Any:
    """Remove a page from the archive with all that is printed on it; one without articles, too."""
    return schemas.Removed(removed=service.library.remove([], pages=[source]))


async def add(service: Service, upload: UploadFile, **imprint: Any) -> additions.AddReport:
    """Add one uploaded file under the last part of its name; the imprint is trusted over what stands in it."""
    # The name comes from outside: a label for the reader, never a path.
    name = label_of(PurePath((upload.filename or "").replace("\\", "/")).name) or "page.txt"
    most = service.library.settings.max_file_bytes
    try:
        if upload.size is not None and upload.size > most:
            raise UnreadableFile(f"{name} has {upload.size} bytes.", remedy=f"At most {most} are taken.")
        return await run_in_threadpool(service.library.add_bytes, name, await upload.read(), **imprint)
    except InputError as error:
        return additions.AddReport(failed=(additions.Failure(name, str(error)),))


def label_of(name: str) -> str:
    """A file's name, cut in its stem where it is too long: its ending tells of what kind it is."""
    ending = PurePath(name).suffix
    if len(name) <= LONGEST_NAME:
        return name
    return (name[: max(0, LONGEST_NAME - len(ending))] + ending)[:LONGEST_NAME]


@router.post("/jobs", response_model=schemas.Job, status_code=202, max_body_size=JSON_BYTES)
def begin_job(body: bodies.JobRequest, service: Shared, response: Response) -> Any:
    """Begin to write briefs of many articles; the job goes on after a restart of the server."""
    job = service.jobs.submit(choose(service, body), body.sentences)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return job


@router.get("/jobs", response_model=list[schemas.Job])
def recent_jobs(service: Shared) -> Any:
    """List the latest jobs, newest first."""
    return service.jobs.recent()


@router.get("/jobs/{job_id}", response_model=schemas.Job)
def job(job_id: Id, service: Shared) -> Any:
    """See how far a job is."""
    return service.jobs.get(job_id)


REPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The briefs, or with another `format` than `json` a report of them to be saved.",
        "content": {kind: {} for kind in reports.MEDIA_TYPES.values()},
    }
}


@router.get("/jobs/{job_id}/result", response_model=schemas.Summaries, responses=REPORTS)
def job_result(
    job_id: Id,
    service: Shared,
    format: Annotated[
        Literal["json", "jsonl", "md", "csv", "html"], Query(description="As what the briefs are sent.")
    ] = "json",
) -> Any:
    """Fetch the briefs that are there so far; all of them, once the job's status is ``done``."""
    summaries = service.jobs.result(job_id)
    if format == "json":
        return schemas.Summaries(summaries=summaries)
    return Response(
        reports.report(summaries, format),
        media_type=f"{reports.MEDIA_TYPES[format]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="briefs.{format}"'},
    )


@router.delete("/jobs/{job_id}", status_code=204)
def remove_job(job_id: Id, service: Shared) -> None:
    """Stop a job and forget it with its briefs."""
    service.jobs.remove(job_id)


@router.post("/jobs/{job_id}/stop", response_model=schemas.Job)
def stop_job(job_id: Id, service: Shared) -> Any:
    """Stop a job after the brief at hand; what is done stays, and it can be resumed."""
    return service.jobs.stop(job_id)


@router.post("/jobs/{job_id}/resume", response_model=schemas.Job)
def resume_job(job_id: Id, service: Shared) -> Any:
    """Go on with a stopped or failed job."""
    return service.jobs.resume(job_id)


@health.get("/healthz", response_model=schemas.Health)
def healthz(service: Shared) -> Any:
    """Whether the server lives, and whether its store, models and jobs are in order."""
    status = service.library.status()
    if not service.jobs.works:
        stopped = Check("jobs", False, "The thread that writes the jobs' briefs has ended.", "Restart `jianbao serve`.")
        status = dataclasses.replace(status, checks=(*status.checks, stopped))
    return schemas.Health.of(status)


@health.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(service: Shared) -> Response:
    """Counts and times for Prometheus."""
    return Response(generate_latest(service.meters.registry), media_type=CONTENT_TYPE_LATEST)
