"""Every kind of op this version can fold; only ever added to. Twin of core/kinds.mjs."""

from __future__ import annotations

SEAL = "visit.seal"
SETTLE = "field.settle"
EVIDENCE_ADD = "evidence.add"
# The office's alone: written by the server, under a device that is no phone.
SET_ASIDE = "seal.set_aside"
OFFICE = "office"

KINDS = frozenset(
    {
        "visit.plan",
        "visit.abort",
        "visit.arrive",
        "visit.identify",
        "view.shown",
        "view.return",
        "recusal.ask",
        "people.change",
        "answer.set",
        "finding.set",
        EVIDENCE_ADD,
        "evidence.withdraw",
        "category.set",
        "statement.set",
        "sign.subject",
        "sign.refuse",
        "sign.absent",
        "sign.unable",
        "sign.inspector",
        "seal.paper",
        SETTLE,
        SEAL,
        SET_ASIDE,
        "visit.leave",
        "supplement.add",
    }
)
