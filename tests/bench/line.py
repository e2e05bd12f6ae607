"""A line to the running server, for the phone that the stories about the field room already have."""

from __future__ import annotations

import http.client
import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from flask.testing import FlaskClient

from fieldapp.identity.models import Person
from tests.journeys.county import Account, County
from tests.rooms.field.a_phone import Phone


@dataclass
class Reply:
    status_code: int
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


@dataclass
class Owner:
    id: str
    login: str


class Line:
    """Speaks like a test client, but over a socket: one connection, kept alive, with the cookie of its login."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.cookie = ""

    @property
    def application(self) -> Line:
        return self

    def app_context(self) -> AbstractContextManager[None]:
        return nullcontext()

    def open(self, path: str, method: str, **request: Any) -> Reply:
        headers = {"Cookie": self.cookie, **request.get("headers", {})}
        data = request.get("data", b"")
        if "json" in request:
            data, headers["Content-Type"] = json.dumps(request["json"]).encode(), "application/json"
        if "content_type" in request:
            headers["Content-Type"] = request["content_type"]
        self.connection.request(method, path, data, headers)
        reply = self.connection.getresponse()
        self.cookie = (reply.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        return Reply(reply.status, reply.read())

    def sign_in(self, account: Account) -> None:
        form = urlencode({"login": account.login, "password": account.password})
        self.open("/signin", "POST", data=form, content_type="application/x-www-form-urlencoded")


def phone_over(running: County, account: Account, school: str) -> Phone:
    """A phone of this inspector, with the packet of the visit to this school."""
    line = Line(running.server.url)
    line.sign_in(account)
    me = json.loads(line.open("/api/me", "GET").data)
    here = [each for each in me["visits"] if each["subject_name"] == school and each["planned_on"]]
    visit = min(here, key=lambda each: each["planned_on"])["id"]
    owner = cast(Person, Owner(me["person"]["id"], account.login))
    phone = Phone(cast(FlaskClient, line), owner, visit)
    phone.fetch()
    return phone
