"""/phone: over http it only shows the way, inside 微信 it leads out first, and a phone gets the certificate in its own form."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.app import create_app
from fieldapp.core import clock, https
from fieldapp.core import lan as network
from fieldapp.core.settings import settings
from fieldapp.identity.browsers import window_of
from tests.conftest import settings_for

ANDROID = "Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"
WECHAT = f"{ANDROID} XWEB/1260 MMWEBSDK/2024 MicroMessenger/8.0.49 Language/zh_CN"
WECHAT_IPHONE = f"{IPHONE} MicroMessenger/8.0.49(0x1800312d) Language/zh_CN"
DINGTALK = f"{ANDROID} AliApp(DingTalk/7.6.0) com.alibaba.android.rimet"
WECOM = f"{ANDROID} wxwork/4.1.28 MicroMessenger/7.0.1"
WECOM_DESK = (
    "Mozilla/5.0 (Windows NT 10.0; WOW64) Chrome/116 Safari/537.36 wxwork/4.1.28 MicroMessenger/7.0.1 WindowsWechat"
)


@pytest.fixture
def lan(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine has an address phones reach, and its own certificate."""
    monkeypatch.setattr(network, "addresses", lambda: ["192.168.3.10"])
    https.keep(settings(), clock.now())


def from_elsewhere(
    client: FlaskClient, path: str, agent: str = ANDROID, method: str = "GET", **more: str
) -> TestResponse:
    """A phone in the same network, over plain http."""
    return client.open(
        path, method=method, base_url="http://192.168.3.10:8200", headers={"User-Agent": agent, **more},
        environ_base={"REMOTE_ADDR": "192.168.3.77"},
    )  # fmt: skip


def over_https(client: FlaskClient, path: str, agent: str) -> str:
    return client.get(path, base_url="https://192.168.3.10:8443", headers={"User-Agent": agent}).text


@pytest.mark.parametrize("path", ["/", "/signin", "/code", "/phone/today", "/board", "/v/ABC", "/sw.js", "/nirgendwo"])
def test_in_the_clear_every_page_leads_to_the_way_in(client: FlaskClient, lan: None, path: str) -> None:
    assert from_elsewhere(client, path).location == "/phone"


@pytest.mark.parametrize(
    "method, path", [("POST", "/signin"), ("POST", "/code"), ("GET", "/api/me"), ("PUT", "/phone/today")]
)
def test_in_the_clear_nothing_is_taken_and_nothing_told(client: FlaskClient, lan: None, method: str, path: str) -> None:
    answer = from_elsewhere(client, path, method=method)

    assert answer.status_code == 403
    assert "https" in (answer.get_json()["sentence"] if path.startswith("/api/") else answer.text)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["x" * 300, "[::1", 'evil"><b>', "a b"])
def test_in_the_clear_a_host_that_is_no_name_breaks_nothing(client: FlaskClient, lan: None, host: str) -> None:
    for path in ("/signin", "/none-such"):
        answer = from_elsewhere(client, path, Host=host)
        assert answer.status_code == 400 or answer.location == "/phone"


def test_what_a_stranger_says_of_the_connection_is_not_believed(client: FlaskClient, lan: None) -> None:
    claims = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}

    assert from_elsewhere(client, "/signin", **claims).location == "/phone"


def test_the_way_in_says_why_and_leads_to_https_under_the_name_it_was_called_by(client: FlaskClient, lan: None) -> None:
    page = from_elsewhere(client, "/phone")

    assert page.status_code == 200
    assert "这个网址（http）只用来装证书和指路" in page.text
    assert 'href="https://192.168.3.10:8443/phone"' in page.text
    assert "/signin" not in page.text and "manifest" not in page.text
    asset = page.text.split('stylesheet" href="')[1].split('"')[0]
    with from_elsewhere(client, asset) as sheet:
        assert sheet.status_code == 200


def test_browsers_are_bound_to_https_only_where_no_http_stands_beside_it(client: FlaskClient, lan: None) -> None:
    held = "Strict-Transport-Security"

    assert held in client.get("/phone", base_url="https://jiancha.example.cn").headers
    assert held not in client.get("/phone", base_url="https://jiaoyuju.local:8443").headers


def test_each_phone_sees_its_own_steps_first(client: FlaskClient, lan: None) -> None:
    android, iphone = from_elsewhere(client, "/phone").text, from_elsewhere(client, "/phone", IPHONE).text

    assert android.index("下载证书") < android.index("下载描述文件")
    assert iphone.index("下载描述文件") < iphone.index("下载证书")
    assert "证书信任设置" in iphone and "“分享”" in iphone
    assert "iOS 16.4" in over_https(client, "/phone", IPHONE)
    assert "Microsoft Edge" in over_https(client, "/phone", ANDROID)


def test_over_https_the_way_goes_on_to_the_sign_in(client: FlaskClient, lan: None) -> None:
    page = over_https(client, "/phone", ANDROID)

    assert "这个网址（http）" not in page
    assert 'href="/code?next=/phone/today"' in page and "manifest.webmanifest" in page


@pytest.mark.parametrize(
    "agent, called", [(WECHAT, "微信"), (WECHAT_IPHONE, "微信"), (DINGTALK, "钉钉"), (WECOM, "企业微信")]
)
def test_inside_another_app_one_is_led_out_first(client: FlaskClient, lan: None, agent: str, called: str) -> None:
    for page in (from_elsewhere(client, "/phone", agent).text, over_https(client, "/phone", agent)):
        assert "点右上角的“…”" in page and "复制网址" in page
        assert f"{called}“清理缓存”会删除检查记录" in page
        assert "下载证书" not in page and "/signin" not in page
        assert ("Safari" if agent == WECHAT_IPHONE else "Microsoft Edge") in page
    for path in ("/signin", "/code"):
        inside = {"base_url": "https://192.168.3.10:8443", "headers": {"User-Agent": agent}}
        assert client.get(path, **inside).location == "/phone"
        assert client.post(path, **inside).location == "/phone"


def test_an_office_in_wecom_on_a_desk_signs_in_where_it_is(client: FlaskClient, lan: None) -> None:
    assert window_of(WECOM_DESK).app == "企业微信"
    assert "登录名" in over_https(client, "/signin", WECOM_DESK)


def test_android_gets_the_authority_as_a_certificate(client: FlaskClient, lan: None) -> None:
    answer = from_elsewhere(client, "/phone/certificate.crt")

    assert answer.mimetype == "application/x-x509-ca-cert"
    assert "fieldapp-ca.crt" in answer.headers["Content-Disposition"]
    given = x509.load_der_x509_certificate(answer.data)
    assert given == https.authority(settings())


def test_an_iphone_gets_it_as_a_profile_that_replaces_itself(client: FlaskClient, lan: None) -> None:
    answer, again = (from_elsewhere(client, "/phone/certificate.mobileconfig", IPHONE) for _ in range(2))
    profile = plistlib.loads(answer.data)
    (payload,) = profile["PayloadContent"]

    assert answer.mimetype == "application/x-apple-aspen-config" and answer.data == again.data
    assert (profile["PayloadType"], payload["PayloadType"]) == ("Configuration", "com.apple.security.root")
    assert x509.load_der_x509_certificate(payload["PayloadContent"]) == https.authority(settings())
    title = payload["PayloadDisplayName"]
    assert f"打开“{title}”的开关" in from_elsewhere(client, "/phone", IPHONE).text


def test_without_an_authority_of_our_own_there_is_nothing_to_install(client: FlaskClient) -> None:
    assert client.get("/phone/certificate.crt").status_code == 404
    assert "装本单位的证书" not in client.get("/phone").text


def test_at_a_desk_the_page_shows_the_code_to_scan(client: FlaskClient, lan: None) -> None:
    page = client.get("/phone").text

    assert "请用手机扫这个码" in page and "http://192.168.3.10:8200/phone" in page


@pytest.mark.parametrize("said, location", [("https", None), ("http", "/phone")])
def test_behind_a_proxy_of_ones_own_its_word_is_believed(data_dir: Path, said: str, location: str | None) -> None:
    """The proxy speaks http to us from another machine, and says what it heard."""
    behind = create_app(settings_for(data_dir, proxies=1, https_port=0, public_url="https://jiancha.example.cn"))
    heard = {"X-Forwarded-For": "192.168.3.77", "X-Forwarded-Proto": said, "X-Forwarded-Host": "jiancha.example.cn"}

    answer = behind.test_client().get("/signin", headers=heard, environ_base={"REMOTE_ADDR": "10.0.0.2"})

    assert answer.location == location
