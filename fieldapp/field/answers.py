"""The sheet read together with its answers: items in their order, what was decided on each, photos with numbers.

Twin of core/answers.mjs.
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

EVIDENCE = re.compile(r"evidence\.([^.]+)")
PHOTO_TYPES = "image/"
ABSENT_REASON = "该部门未到场"
# Two days set at once show both until one is chosen; of two places of arrival the first is printed; a second withdrawal
# or statement takes nothing away. None of these is worth asking two people why.
NEVER_BLOCKS = re.compile(r"plan|arrive\.place|done\..+|evidence\..+\.withdrawn|leave")


def items_of(facts: Json) -> list[Json]:
    """Every item of the sheet in its order, each with the names of its department and matter, and "people": who of
    the team (ids) comes from that department."""
    people = {each["name"]: people_of(facts, each["name"]) for each in facts["departments"]}
    return [
        {**item, "department": department["name"], "matter": matter["name"], "people": people[department["name"]]}
        for department in facts["departments"]
        for matter in department["matters"]
        for item in matter["items"]
    ]


def value_of(state: Json, field: str) -> Json | None:
    """The payload this field's heads agree on; None while nobody wrote it, two differ or it was taken back."""
    entry = state["fields"].get(field)
    return None if entry is None else entry["value"]


def head_of(state: Json, field: str) -> Json | None:
    """The op that gives this field its value, {"id", "actor", "at", "skew_ms", "kind", "payload"}; None like `value_of`."""
    return None if value_of(state, field) is None else state["fields"][field]["heads"][0]


def verdict_of(state: Json, item: Json) -> str:
    """NORMAL, ABNORMAL, NOT_APPLICABLE or NOT_CHECKED; "" while open, taken back or in conflict.

    `item`: {"code", "department", "people"} as `items_of` places it; nobody answers for a department that did not come.
    """
    if is_absent(state, item["department"], item["people"]):
        return "NOT_CHECKED"
    value = value_of(state, f"item.{item['code']}.verdict")
    return (value or {}).get("value") or ""


def people_of(facts: Json, department: str) -> list[str]:
    """The ids of the team's people from this department."""
    return [each["person"] for each in facts["team"] if each["department"] == department]


def is_absent(state: Json, department: str, people: list[str]) -> bool:
    """Whether this department did not come: marked so, while none of its `people` has shown a certificate."""
    value = value_of(state, f"department.{department}")
    return value is not None and not value["came"] and not any(_has_come(state, person) for person in people)


def _has_come(state: Json, person: str) -> bool:
    """Whether somebody has shown a certificate; two who noted it differently still saw it."""
    heads = state["fields"].get(f"shown.{person}", {"heads": []})["heads"]
    return any(head["payload"].get("taken_back") is not True for head in heads)


def text_of(state: Json, code: str, part: str) -> str:
    """The words of `item.<code>.note` or `.reason`, "" if none."""
    value = value_of(state, f"item.{code}.{part}")
    return (value or {}).get("text") or ""


def reason_of(state: Json, item: Json) -> str:
    """Why a placed item is 未涉及 or 未检查, "" if nobody said."""
    absent = is_absent(state, item["department"], item["people"])
    return ABSENT_REASON if absent else text_of(state, item["code"], "reason")


def mode_of(state: Json, item: Json) -> str:
    """How this item was checked, an InspectionMode: as chosen on the day, else as the catalogue begins with."""
    value = value_of(state, f"item.{item['code']}.mode")
    return str(value["value"] if value else item["mode"])


def abort_of(state: Json) -> Json | None:
    """{"reason", "words", "witness"} where the visit ended in 无法检查."""
    return value_of(state, "abort")


def off_site(facts: Json) -> bool:
    """Whether nobody goes to the school: there is no place, nobody is told, nothing is signed there."""
    return bool(facts["mode"] != "ON_SITE")


def without_school(facts: Json, state: Json) -> bool:
    """Whether the inspectors' signatures alone end the visit."""
    return off_site(facts) or abort_of(state) is not None


def photos_of(state: Json) -> list[Json]:
    """The photos that count, numbered from 1: {"no", "evidence", "head", "item"}.

    `item` is the code it was given to last, "" for a loose one. Left out: what was withdrawn, originals a copy with
    faces painted over stands for, files, pictures of an attempt and pages of the signed paper.
    """
    found, hidden = standing(state), covered(state)
    names = [name for name in found if name not in hidden and is_photo(found[name])]
    return [_piece(state, no, name, _item_of(state, name)) for no, name in enumerate(names, 1)]


def covered(state: Json) -> set[str]:
    """The originals a copy stands for: only a photo that counts itself takes another one off the sheet."""
    copies = [name for name, payload in standing(state).items() if is_photo(payload)]
    return {behind[0] for name in copies if (behind := origins(state, name))}


def origins(state: Json, evidence: str) -> list[str]:
    """What a copy was made of, the nearest first, through copies of copies; none where they lead back to itself."""
    passed = [evidence]
    while original := (value_of(state, f"evidence.{passed[-1]}") or {}).get("covers"):
        if original == evidence:
            return []
        if original in passed or value_of(state, f"evidence.{original}") is None:
            break
        passed.append(original)
    return passed[1:]


def files_of(state: Json) -> list[Json]:
    """The files and reports that count, like `photos_of`."""
    names = [name for name, payload in standing(state).items() if _on_sheet(payload) and not is_photo(payload)]
    return [_piece(state, no, name, _item_of(state, name)) for no, name in enumerate(names, 1)]


def standing(state: Json) -> dict[str, Json]:
    """Every piece of evidence that was not withdrawn: its name → its payload, in the order of the names."""
    found = (EVIDENCE.fullmatch(field) for field in sorted(state["fields"]) if field.startswith("evidence."))
    values = {match.group(1): value_of(state, match.group()) for match in found if match}
    return {name: each for name, each in values.items() if each and f"evidence.{name}.withdrawn" not in state["fields"]}


def is_photo(payload: Json) -> bool:
    """Whether evidence is a photo of the sheet's own content."""
    return _on_sheet(payload) and str(payload["type"]).startswith(PHOTO_TYPES)


def conflicts_of(facts: Json, state: Json) -> list[str]:
    """The fields whose heads differ in what has to be settled before anybody signs, by name.

    What is said of an item or a person that is not in these facts has no place where it could be settled.
    """
    differing = [field for field, entry in state["fields"].items() if entry["conflict"]]
    blocking = [field for field in differing if not NEVER_BLOCKS.fullmatch(field) and _knows(facts, field)]
    # JavaScript sorts by UTF-16 units, and a department's name may hold any character.
    return sorted(blocking, key=lambda field: field.encode("utf-16-be"))


def _knows(facts: Json, field: str) -> bool:
    """Whether the item, person or department a field names is of this sheet; any other field names none."""
    word, _, named = field.partition(".")
    if word == "item":
        return named.rpartition(".")[0] in {item["code"] for item in items_of(facts)}
    if word == "department":
        return named in {each["name"] for each in facts["departments"]}
    person = {"shown": named, "inspector": named.partition(".")[0]}.get(word)
    return person is None or person in {each["person"] for each in facts["team"]}


def _on_sheet(payload: Json) -> bool:
    return not payload.get("attempt") and not payload.get("paper")


def _piece(state: Json, no: int, name: str, item: str) -> Json:
    return {"no": no, "evidence": name, "head": head_of(state, f"evidence.{name}"), "item": item}


def _item_of(state: Json, evidence: str) -> str:
    """Given to it by hand, else where the original it covers belongs, else as it was taken for."""
    own, original = f"evidence.{evidence}", (value_of(state, f"evidence.{evidence}") or {}).get("covers")
    its = [f"evidence.{original}.item", f"evidence.{original}"] if original else []
    said = (value_of(state, field) for field in (f"{own}.item", *its, own))
    return next((each["item"] for each in said if each is not None), "") or ""
