"""Receive first, judge later: whatever a phone sends has a receipt, and one bad op never stops another."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.field import actions, holders, judging, queries, rules
from fieldapp.field.models import CheckOut, InboxEntry, Op, Visit
from tests.rooms.field.a_phone import NOON, Phone, said
from tests.rooms.field.conftest import EnterVisit, a_school, through_all_steps

TEN_MEGABYTES = 10 * 1024 * 1024


def test_answers_are_applied_in_the_order_they_were_given(phone: Phone) -> None:
    three = [phone.answer("M01-01"), phone.answer("M01-02"), phone.answer("M02-01", "ABNORMAL")]

    assert phone.states(*three) == ["applied"] * 3
    assert [op.number for op in phone.stored(queries.ops_of)] == [1, 2, 3]
    visit = phone.board()
    assert (visit.state, visit.answered, visit.abnormal, visit.item_total) == ("CHECKING", 3, 1, 4)


def test_reply_lost_after_the_commit_is_cured_by_sending_again(phone: Phone) -> None:
    op = phone.answer("M01-01")
    first = said(phone.push(op))["receipts"][0]
    again = said(phone.push(op))["receipts"][0]

    assert (first["state"], again["state"]) == ("applied", "duplicate")
    assert first["receipt"] == again["receipt"]
    assert len(phone.stored(queries.ops_of)) == 1


def test_server_that_failed_between_receiving_and_judging_judges_next_time(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    op = phone.answer("M01-01")
    with monkeypatch.context() as fault:
        fault.setattr(judging, "judge", lambda _visit: 1 / 0)
        assert phone.push(op).status_code == 500
    assert phone.stored(queries.ops_of) == []

    assert phone.states(op) == ["applied"]


def test_same_batch_twice_at_the_same_time_is_one_copy_with_equal_receipts(phone: Phone) -> None:
    ops = [phone.answer(code) for code in ("M01-01", "M01-02", "M02-01")]
    with ThreadPoolExecutor(4) as crowd:
        replies = [said(each) for each in crowd.map(lambda _: phone.push(*ops), range(4))]

    assert len({json.dumps([row["receipt"] for row in reply["receipts"]]) for reply in replies}) == 1
    assert len(phone.stored(queries.ops_of)) == 3
    assert sorted({row["state"] for reply in replies for row in reply["receipts"]}) == ["applied", "duplicate"]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_reordered_ops_wait_for_each_other_and_end_the_same(phone: Phone, order: tuple[int, ...]) -> None:
    ops = [phone.answer("M01-01"), phone.answer("M01-02", "ABNORMAL"), phone.answer("M01-02", "NORMAL")]
    for place in order:
        assert phone.push(ops[place]).status_code == 200

    assert [op.id for op in phone.stored(queries.ops_of)] == [op["id"] for op in ops]
    fields = phone.stored(queries.visit_state)["fields"]
    assert fields["item.M01-02.verdict"]["value"] == {"value": "NORMAL"}


def test_op_waits_for_the_colleagues_op_it_has_seen(phone: Phone, other_phone: Phone) -> None:
    theirs = other_phone.answer("M01-01", "ABNORMAL")
    mine = phone.write("answer.set", "item.M01-01.verdict", {"value": "NORMAL"}, seen=[theirs["id"]])

    assert phone.states(mine) == ["held:missing"]
    assert other_phone.states(theirs) == ["applied"]
    assert phone.states(mine) == ["duplicate"]


def test_nothing_waits_for_ever(phone: Phone) -> None:
    lost, kept = phone.answer("M01-01"), phone.answer("M01-02")
    assert phone.states(kept) == ["held:missing"]

    with clock.fixed(clock.now() + timedelta(days=6)):
        assert phone.states(phone.answer("M02-01")) == ["applied"]

    assert lost["id"] not in [op.id for op in phone.stored(queries.ops_of)]
    assert kept["id"] in [op.id for op in phone.stored(queries.ops_of)]


def test_one_broken_op_among_good_ones_is_kept_apart_and_stops_no_other(phone: Phone) -> None:
    good = phone.answer("M01-01")
    broken = phone.write("answer.set", "item.M01-02.verdict", {"value": "PERHAPS"})
    after = phone.answer("M02-01")

    assert phone.states(good, broken, after) == ["applied", "quarantined:malformed", "applied"]


@pytest.mark.parametrize(
    "broken",
    [None, 7, "text", [], {}, {"id": "x y"}, {"id": "a" * 200}, {"seq": -1}, {"seq": 2**70}, {"at": 1.5}],
    ids=str,
)
def test_what_is_no_op_at_all_is_kept_too(phone: Phone, broken: Any) -> None:
    good = phone.answer("M01-01")

    assert phone.states(broken, good)[1] == "applied"
    assert phone.states(broken)[0].startswith("quarantined")


def test_op_with_a_fraction_or_half_a_character_is_kept_as_it_was_said(phone: Phone) -> None:
    said_well = phone.write("statement.set", "statement", {"value": "AGREED", "words": ""})
    fraction, half = ({**said_well, "payload": {"value": "AGREED", "words": words}} for words in (1.5, "\ud800"))
    raw = json.dumps({"proto": 1, "batch": "b-1", "epoch": "", "ops": [fraction, half]}).encode()

    assert {each["reason"] for each in said(phone.push(raw=raw))["receipts"]} == {"not_canonical"}
    kept = phone.inside(lambda: [entry.raw for entry in db.session.query(InboxEntry)])
    assert [json.loads(each)["payload"]["words"] for each in kept] == [1.5, "\ud800"]


@pytest.mark.parametrize("absurd", [{"skew_ms": 2**53 - 1}, {"at": "0001-01-01T00:00:00+08:00"}], ids=str)
def test_clock_beyond_the_calendar_stops_neither_board_nor_later_answers(phone: Phone, absurd: dict[str, Any]) -> None:
    phone.ops.append({**phone.write("visit.arrive", "arrive", {}), **absurd})
    del phone.ops[0]

    assert phone.states(phone.ops[0], phone.answer("M01-01")) == ["quarantined:malformed", "applied"]
    assert phone.board().state == "CHECKING"


def test_clock_ten_years_behind_is_only_a_clock(phone: Phone) -> None:
    op = phone.write("visit.arrive", "arrive", {})
    op.update(at="2016-11-21T12:00:00.000+08:00", skew_ms=3652 * 86_400_000)

    assert phone.states(op) == ["applied"]
    assert phone.board().arrived_at == datetime.fromisoformat("2026-11-21T12:00:00+08:00")


def test_kind_of_a_newer_phone_is_kept_and_delivered_but_never_judged(phone: Phone, other_phone: Phone) -> None:
    newer = phone.write("drone.flight", "drone.1", {"height": 30})

    assert phone.states(newer, phone.answer("M01-01")) == ["applied", "applied"]
    assert phone.stored(queries.op, newer["id"]).standing == "KEPT"
    assert other_phone.get(f"/api/visits/{phone.visit}/ops")["ops"][0]["op"] == newer


def test_same_id_with_other_bytes_is_an_alarm(phone: Phone) -> None:
    op = phone.answer("M01-01")
    phone.push(op)
    altered = {**op, "payload": {"value": "ABNORMAL"}}

    assert phone.states(altered) == ["quarantined:same_id"]
    assert [each.kind for each in phone.stored(queries.incidents)] == ["same_id"]
    assert phone.stored(queries.op, op["id"]).body == op


def test_cloned_phone_keeps_both_and_is_reported(phone: Phone) -> None:
    first = phone.answer("M01-01")
    phone.push(first)
    phone.ops.clear()  # the phone was set back to an older copy of itself

    assert phone.states(phone.answer("M01-02")) == ["quarantined:seq_taken"]
    assert [each.kind for each in phone.stored(queries.incidents)] == ["seq_taken"]


def test_altered_history_breaks_the_chain_where_it_was_altered(phone: Phone) -> None:
    phone.push(phone.answer("M01-01"))
    forged = {**phone.answer("M01-02"), "prev": "0" * 64}
    phone.ops[-1] = forged

    assert phone.states(forged, phone.answer("M02-01")) == ["quarantined:chain", "applied"]


def test_op_nobody_foresaw_stops_no_other(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    good, odd, after = phone.answer("M01-01"), phone.answer("M01-02"), phone.answer("M02-01")
    number = judging._number

    def failing(visit: Visit, entry: InboxEntry, body: dict[str, Any]) -> None:
        number(visit, entry, body)
        if entry.op_id == odd["id"]:
            raise ZeroDivisionError

    monkeypatch.setattr(judging, "_number", failing)

    assert phone.states(good, odd, after) == ["applied", "quarantined:unexpected", "applied"]
    assert [op.number for op in phone.stored(queries.ops_of)] == [1, 2]


def test_trouble_in_the_office_never_reaches_the_phone(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as fault:
        fault.setattr(rules, "visit_state", lambda _state: 1 / 0)
        assert phone.states(phone.answer("M01-01")) == ["applied"]
    assert phone.board().state == "DRAWN"

    phone.push()
    assert phone.board().state == "CHECKING"


def test_token_of_another_visit_is_receipted_and_kept_apart(
    phone: Phone, enter_visit: EnterVisit, visit: Visit
) -> None:
    elsewhere = enter_visit(a_school("12130534MB0F00020U", "清河县第二小学"))
    op = phone.answer("M01-01")

    assert phone.states(op, visit=elsewhere.id) == ["quarantined:wrong_visit"]
    assert phone.stored(queries.ops_of, elsewhere.id) == []
    assert phone.states(op) == ["applied"]


def test_somebody_elses_op_is_kept_apart_until_their_own_phone_brings_it(phone: Phone, other_phone: Phone) -> None:
    op = phone.answer("M01-01")

    assert other_phone.states(op) == ["quarantined:wrong_device"]
    assert phone.states(op) == ["applied"]


def test_unknown_token_is_told_so_and_the_phone_keeps_its_work(phone: Phone) -> None:
    reply = phone.push(phone.answer("M01-01"), token="guessed")

    assert (reply.status_code, said(reply)["error"]) == (401, "unknown_token")
    assert "仍在手机上" in said(reply)["sentence"]


def test_withdrawn_phone_still_gets_receipts_but_changes_nothing(phone: Phone) -> None:
    phone.push(phone.answer("M01-01"))
    phone.inside(lambda: actions.withdraw_check_outs(phone.visit, phone.owner.id, phone.owner))

    assert phone.states(phone.answer("M01-02")) == ["quarantined:revoked"]
    assert len(phone.stored(queries.ops_of)) == 1


def test_withdrawn_phone_given_a_new_packet_brings_its_work_after_all(phone: Phone) -> None:
    op = phone.answer("M01-01")
    phone.inside(lambda: actions.withdraw_check_outs(phone.visit, phone.owner.id, phone.owner))
    assert phone.states(op) == ["quarantined:revoked"]
    phone.fetch()

    assert phone.states(op) == ["applied"]


def test_nobody_fills_the_disk_with_other_peoples_ops(phone: Phone, other_phone: Phone) -> None:
    words = "占地方" * 50_000
    junk = [phone.write("statement.set", "statement", {"value": "OBJECTED", "words": f"{n}{words}"}) for n in range(30)]
    replies = [other_phone.push(each) for each in junk]

    assert {reply.status_code for reply in replies} == {200, 413}
    assert "联系管理员" in said(replies[-1])["sentence"]
    assert other_phone.states(other_phone.answer("M01-01")) == ["applied"]


def test_body_of_ten_megabytes_is_refused_before_it_is_read(phone: Phone) -> None:
    reply = phone.push(raw=b'{"proto":1,"ops":["' + b"x" * TEN_MEGABYTES + b'"]}')

    assert (reply.status_code, said(reply)["error"]) == (413, "too_large")
    assert "更小的批次" in said(reply)["sentence"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"proto":1,"batch":"b","ops":[NaN]}', b"[" * 100_000, b'{"proto":1,"ops":[]}'],
    ids=["nothing", "cut", "a list", "no text", "NaN", "deep", "no batch"],
)
def test_batch_nobody_can_read_is_one_clear_sentence(phone: Phone, raw: bytes) -> None:
    reply = phone.push(raw=raw)

    assert (reply.status_code, said(reply)["error"]) == (400, "unreadable")
    assert "没有丢失" in said(reply)["sentence"]


def test_compressed_batch_is_read_and_a_bomb_is_not(phone: Phone) -> None:
    op = phone.answer("M01-01")
    assert [row["state"] for row in said(phone.push_gzip(op))["receipts"]] == ["applied"]

    bomb = phone.push_gzip({"payload": "0" * 20_000_000})
    assert (bomb.status_code, said(bomb)["error"]) == (413, "too_large")


def test_compressed_batch_cut_on_its_way_is_asked_for_again(phone: Phone) -> None:
    whole = gzip.compress(json.dumps({"proto": 1, "batch": "b-1", "ops": [phone.answer("M01-01")]}).encode())
    reply = phone.push(raw=whole[:-20], headers={"Content-Encoding": "gzip"})

    assert (reply.status_code, said(reply)["error"]) == (400, "cut")


def test_heartbeat_tells_what_the_phone_still_holds(phone: Phone) -> None:
    pending = {"ops": 3, "photos": 2, "bytes": 5_000_000, "since": NOON}
    reply = said(phone.push(pending=pending))

    assert (reply["receipts"], reply["number"]) == ([], 0)
    holder = phone.stored(holders.newest, [phone.visit])[0]
    assert (holder.pending_ops, holder.pending_photos, holder.pending_bytes) == (3, 2, 5_000_000)
    assert holder.pending_since == datetime.fromisoformat(NOON)


def test_phone_that_fetched_twice_is_one_holder_with_its_newest_word(phone: Phone) -> None:
    phone.push(pending={"ops": 9, "photos": 0, "bytes": 0, "since": NOON})
    phone.fetch()
    phone.push()

    rows: list[CheckOut] = phone.stored(holders.newest, [phone.visit])
    assert [(each.device_id, each.pending_ops) for each in rows] == [(phone.device, 0)]


def test_expired_login_stops_reading_but_never_sending(phone: Phone) -> None:
    phone.call("POST", "/signout")

    assert phone.states(phone.answer("M01-01")) == ["applied"]
    assert phone.get(f"/api/visits/{phone.visit}/ops")["error"] == "signed_out"


def test_pull_gives_what_came_after_and_only_to_the_team(phone: Phone, other_phone: Phone, client: Any) -> None:
    phone.push(phone.answer("M01-01"), phone.answer("M01-02"))
    pulled = other_phone.get(f"/api/visits/{phone.visit}/ops?after=1")

    assert [row["number"] for row in pulled["ops"]] == [2]
    assert (pulled["next"], pulled["safe"], pulled["stored"]) == (2, False, [])
    assert other_phone.get(f"/api/visits/{phone.visit}/ops?after={10**30}")["ops"] == []
    assert client.get(f"/api/visits/{phone.visit}/ops").status_code == 401


def test_restored_database_asks_for_everything_again_and_keeps_one_copy(phone: Phone) -> None:
    op = phone.answer("M01-01")
    before = said(phone.push(op))["epoch"]
    phone.inside(actions.begin_epoch)

    reply = said(phone.push(op, epoch=before))
    assert reply["epoch"] != before
    assert [row["state"] for row in reply["receipts"]] == ["duplicate"]


def test_op_after_the_seal_is_kept_and_classed(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    seal = phone.seal()
    phone.push(*phone.ops)
    supplement = phone.supplement("校方来电说明", seen=[seal["id"]])
    unseen = other_phone.answer("M01-01", "ABNORMAL")

    assert phone.states(supplement) == ["applied"]
    assert other_phone.states(unseen) == ["applied"]
    assert [phone.stored(queries.op, each["id"]).standing for each in (supplement, unseen)] == ["SUPPLEMENT", "UNSEEN"]
    fields = phone.stored(queries.visit_state)["fields"]
    assert fields["item.M01-01.verdict"]["value"] == {"value": "NORMAL"}


def test_op_ids_are_taken_once_for_the_whole_house(phone: Phone, enter_visit: EnterVisit) -> None:
    op = phone.answer("M01-01")
    phone.push(op)
    elsewhere = Phone(phone.client, phone.owner, enter_visit(a_school("12130534MB0F00020U", "清河县第二小学")).id)
    elsewhere.fetch()
    stolen = {**elsewhere.answer("M01-01"), "id": op["id"]}

    assert elsewhere.states(stolen) == ["quarantined:same_id"]
    assert phone.inside(lambda: db.session.query(Op).count()) == 1
