"""The board is told about the same small county, and the same phones at work, as the field room."""

from tests.rooms.field.conftest import (
    colleague,
    county,
    enter_visit,
    lead,
    other_phone,
    phone,
    school,
    task,
    visit,
)

__all__ = ["colleague", "county", "enter_visit", "lead", "other_phone", "phone", "school", "task", "visit"]
