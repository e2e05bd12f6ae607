"""Work that must get done: after the commit, once, again when it fails, and by somebody else when a worker is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from fieldapp.app import create_app
from fieldapp.cli import doctor
from fieldapp.config import PROJECT
from fieldapp.core import clock
from fieldapp.core.db import db, transaction
from fieldapp.core.jobs import LEASE, MOST_ATTEMPTS, Job, JobState, later, prepare_jobs, run_job, try_again, unfinished
from tests.conftest import settings_for

WORKER = """
    import os, signal, sys
    from pathlib import Path
    from fieldapp.app import create_app
    from fieldapp.core.jobs import prepare_jobs, when_work_begins, work
    from tests.conftest import settings_for

    def handle(key):
        Path(sys.argv[1], key).write_text("begun")
        if sys.argv[2] == "dies":
            os.kill(os.getpid(), signal.SIGKILL)

    app = create_app(settings_for(Path(sys.argv[1]), inline_jobs=False))
    prepare_jobs(app, {"story": handle})
    when_work_begins(lambda: Path(sys.argv[1], "warm").write_text("yes"))
    work(app)
"""


@pytest.fixture
def done(app: Flask) -> list[str]:
    """The keys handled so far; `broken` ones fail."""
    keys: list[str] = []

    def handle(key: str) -> None:
        keys.append(key)
        if key == "broken":
            raise RuntimeError("打印机没有纸")

    prepare_jobs(app, {"story": handle})
    return keys


def ask_for(key: str) -> Job:
    with transaction():
        later("story", key)
    return job_named(key)


def job_named(key: str) -> Job:
    db.session.rollback()
    db.session.expire_all()  # see what others have committed since
    return db.session.query(Job).filter_by(key=key).one()


def test_work_is_done_when_the_transaction_has_committed_not_before(done: list[str]) -> None:
    with transaction():
        later("story", "sheet")
        with db.session.begin_nested():
            later("story", "appendix")
        assert done == []
    assert done == ["sheet", "appendix"]
    assert job_named("sheet").state == JobState.DONE


def test_work_of_a_transaction_that_failed_is_never_done(done: list[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        _ask_and_fail()
    ask_for("other")
    assert done == ["other"]


def test_asking_twice_does_it_once(done: list[str]) -> None:
    ask_for("sheet")
    ask_for("sheet")
    assert done == ["sheet"]


def test_what_failed_keeps_its_reason_and_is_tried_again_later(done: list[str]) -> None:
    job = ask_for("broken")
    assert (job.state, job.attempts, job.error) == (JobState.PENDING, 1, "RuntimeError: 打印机没有纸")
    run_job(job.id)
    assert done == ["broken"], "not before its time"
    with clock.fixed(job.due_at):
        assert unfinished() == [job.id]
        run_job(job.id)
    assert done == ["broken", "broken"]


def test_after_enough_attempts_somebody_has_to_look_and_may_ask_again(app: Flask, done: list[str]) -> None:
    job = ask_for("broken")
    while (job := job_named("broken")).state == JobState.PENDING:
        with clock.fixed(job.due_at):
            run_job(job.id)
    assert len(done) == MOST_ATTEMPTS
    assert "打印机没有纸" in " ".join(doctor.work_given_up(app.config["SETTINGS"]))
    assert ask_for("broken").attempts == 1


def test_a_new_worker_takes_up_what_was_given_up(done: list[str]) -> None:
    job = ask_for("broken")
    with transaction():
        job.state, job.attempts = JobState.FAILED, MOST_ATTEMPTS
    try_again()
    assert unfinished() == [job.id]


def test_work_in_somebodys_hands_is_left_there_until_the_lease_is_over(done: list[str]) -> None:
    job = ask_for("sheet")
    with transaction():
        job.state, job.lease_until = JobState.RUNNING, clock.now() + LEASE
    run_job(job.id)
    assert (done, unfinished()) == (["sheet"], [])
    with clock.fixed(clock.now() + 2 * LEASE):
        assert unfinished() == [job.id]
        run_job(job.id)
    assert done == ["sheet", "sheet"]


def test_work_that_kills_every_worker_is_given_up(done: list[str]) -> None:
    job = ask_for("sheet")
    with transaction():
        job.state, job.attempts, job.lease_until = JobState.RUNNING, MOST_ATTEMPTS, clock.now()
    with clock.fixed(clock.now() + LEASE):
        run_job(job.id)
    assert job_named("sheet").state == JobState.FAILED
    try_again()
    assert unfinished() == [], "or a service that restarts by itself would never come to rest"


def test_a_kind_nobody_handles_is_kept_with_its_reason(done: list[str]) -> None:
    with transaction():
        later("unheard", "of")
    assert job_named("of").error == "KeyError: 'unheard'"


def test_a_worker_finds_what_was_asked_and_what_a_killed_one_left(data_dir: Path) -> None:
    app = create_app(settings_for(data_dir, inline_jobs=False))
    prepare_jobs(app, {"story": print})
    with app.app_context():
        ask_for("sheet")
        killed = start_worker(data_dir, "dies")
        assert killed.wait(timeout=60) == -signal.SIGKILL
        assert job_named("sheet").state == JobState.RUNNING
        with transaction():
            job_named("sheet").lease_until = clock.now() - timedelta(seconds=1)
        alive = start_worker(data_dir, "lives")
        try:
            wait_until_done("sheet")
        finally:
            alive.send_signal(signal.SIGINT)
        assert alive.wait(timeout=60) == 0
        assert job_named("sheet").attempts == 2
        assert (data_dir / "warm").exists()


def test_the_queues_own_file_is_not_in_the_mode_that_corrupts(data_dir: Path) -> None:
    prepare_jobs(create_app(settings_for(data_dir, inline_jobs=False)), {})
    with sqlite3.connect(data_dir / "queue.sqlite") as queue:
        assert queue.execute("pragma journal_mode").fetchone() != ("wal",)
    queue.close()


def _ask_and_fail() -> None:
    with transaction():
        later("story", "sheet")
        raise ZeroDivisionError


def start_worker(data_dir: Path, fate: str) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [sys.executable, "-c", textwrap.dedent(WORKER), data_dir, fate]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)


def wait_until_done(key: str) -> None:
    for _ in range(600):
        if job_named(key).state == JobState.DONE:
            return
        time.sleep(0.1)
    pytest.fail("the second worker did not finish what the first had begun")
