"""Every kind of op this version can fold; only ever added to. Twin of core/kinds.mjs."""

from __future__ import annotations

SEAL = "visit.seal"
SETTLE = "field.settle"
EVIDENCE_ADD = "evidence.add"

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
        "visit.leave",
        "supplement.add",
    }
)
