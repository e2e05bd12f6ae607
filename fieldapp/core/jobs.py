"""Work that outlives a request. A row, written with what causes it, is the truth; the queue only carries its id.

The queue may lose an id (killed between taking and finishing, or before it was handed over): the row is still
there, its lease runs out, and the sweep of each minute finds it again. Handlers must bear being called twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Flask, current_app
from huey import SqliteHuey, crontab
from sqlalchemy import String, Text, UniqueConstraint, and_, event, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from fieldapp.core import clock
from fieldapp.core.db import Instant, Model, db, transaction
from fieldapp.core.ids import new_id

log = logging.getLogger(__name__)
Handler = Callable[[str], None]
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 6
ERROR_LENGTH = 2000
KILLER = "每次都使工作进程中断"
# An idle worker asks this often: a record should be a PDF three seconds after its last byte.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 0.25


_beginnings: list[Callable[[], None]] = []


class JobState(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Job(Model):
    """One piece of work: `kind` names the handler, `key` what it is about."""

    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(8), index=True, default=JobState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class Desk:
    """What an app knows about work: who does each kind, and how an id reaches somebody."""

    handlers: Mapping[str, Handler]
    hand_over: Callable[[str], object]
    queue: SqliteHuey | None


def when_work_begins(act: Callable[[], None]) -> None:
    """Have `act` called once in each worker before its first job, to load what is slow; telling it twice changes nothing."""
    if act not in _beginnings:
        _beginnings.append(act)


def prepare_jobs(app: Flask, handlers: Mapping[str, Handler]) -> None:
    """Give the app its handlers by kind."""
    settings = app.config["SETTINGS"]

    def run(job_id: str) -> None:
        # An own context has an own session: the caller's has just committed and must not be touched.
        with app.app_context():
            run_job(job_id)

    if settings.inline_jobs:
        app.extensions["jobs"] = Desk(handlers, run, None)
        return
    # Not WAL: this file is opened by the system's SQLite, whose WAL may corrupt (see core/db.py).
    queue = SqliteHuey("jobs", filename=str(settings.data_dir / "queue.sqlite"), journal_mode="truncate", results=False)
    hand_over = queue.task(name="run_job")(run)
    _find_again(app, queue, hand_over)
    app.extensions["jobs"] = Desk(handlers, hand_over, queue)


def _find_again(app: Flask, queue: SqliteHuey, hand_over: Callable[[str], object]) -> None:
    """When a worker starts, and each minute: pass on every job that nobody is at."""

    def sweep() -> None:
        with app.app_context():
            for job_id in unfinished():
                hand_over(job_id)

    queue.periodic_task(crontab(), name="sweep")(sweep)

    def begin() -> None:
        with app.app_context():
            try_again()
            sweep()
            for act in _beginnings:
                act()

    queue.on_startup(name="begin")(begin)


def work(app: Flask) -> None:
    """Do jobs until told to stop by a signal; the body of `fieldapp work`. More cores: start it more than once."""
    queue = app.extensions["jobs"].queue
    queue.create_consumer(workers=1, initial_delay=SHORTEST_PAUSE, max_delay=LONGEST_PAUSE).run()


def later(kind: str, key: str) -> None:
    """Inside a transaction: have `key` handled once it has committed. Asking twice changes nothing;
    asking for what had failed tries it again."""
    job = db.session.scalar(select(Job).where(Job.kind == kind, Job.key == key))
    if job is None:
        job = Job(id=new_id(), kind=kind, key=key, due_at=clock.now(), created_at=clock.now())
        db.session.add(job)
    elif job.state == JobState.FAILED:
        job.state, job.attempts, job.due_at = JobState.PENDING, 0, clock.now()
    else:
        return
    db.session().info.setdefault("jobs", []).append(job.id)


def run_job(job_id: str) -> None:
    """Do this job now, unless it is done, waits for its time, or somebody holds it. Never raises: the row tells."""
    job = _claim(job_id)
    if job is None:
        return
    try:
        current_app.extensions["jobs"].handlers[job.kind](job.key)
    except Exception as problem:
        log.exception("job %s %s failed", job.kind, job.key)
        db.session.rollback()
        _put_back(job_id, f"{type(problem).__name__}: {problem}"[:ERROR_LENGTH])
    else:
        _finish(job_id)


def unfinished() -> list[str]:
    """Ids of jobs nobody is at: due and never handed over, or held by a worker that died."""
    moment = clock.now()
    waiting = and_(Job.state == JobState.PENDING, Job.due_at <= moment)
    abandoned = and_(Job.state == JobState.RUNNING, Job.lease_until < moment)
    return list(db.session.scalars(select(Job.id).where(or_(waiting, abandoned)).order_by(Job.due_at)))


def try_again() -> None:
    """Take up what was given up: whoever starts a worker may have mended the cause. Not what kills workers, or a
    service that restarts by itself would never come to rest."""
    with transaction():
        for job in db.session.scalars(select(Job).where(Job.state == JobState.FAILED, Job.error != KILLER)):
            job.state, job.attempts, job.due_at = JobState.PENDING, 0, clock.now()


def _claim(job_id: str) -> Job | None:
    moment = clock.now()
    with transaction():
        job = db.session.get(Job, job_id, with_for_update=True, populate_existing=True)
        if job is None or job.state in {JobState.DONE, JobState.FAILED} or job.due_at > moment:
            return None
        if job.state == JobState.RUNNING and job.lease_until is not None and job.lease_until >= moment:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            job.state, job.error, job.lease_until = JobState.FAILED, KILLER, None
            return None
        job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, moment + LEASE
        return job


def _put_back(job_id: str, error: str) -> None:
    with transaction():
        job = db.session.get_one(Job, job_id)
        job.error, job.lease_until = error, None
        job.state = JobState.FAILED if job.attempts >= MOST_ATTEMPTS else JobState.PENDING
        job.due_at = clock.now() + timedelta(seconds=15) * 2**job.attempts


def _finish(job_id: str) -> None:
    with transaction():
        job = db.session.get_one(Job, job_id)
        job.state, job.error, job.lease_until, job.finished_at = JobState.DONE, "", None, clock.now()


@event.listens_for(db.session, "after_commit")
def _hand_over(session: Session) -> None:
    """The transaction stands: pass its jobs on. A savepoint is not yet a commit."""
    if session.in_nested_transaction():
        return
    for job_id in session.info.pop("jobs", ()):
        try:
            current_app.extensions["jobs"].hand_over(job_id)
        except Exception:  # the row is safe and the sweep will find it; what has been saved must not look refused
            log.exception("job %s could not be handed over", job_id)
