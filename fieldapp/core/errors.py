"""A broken rule is raised where it breaks and answered here, once: as a page, a fragment or JSON."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

SENTENCES = {
    400: "请求的内容不完整，请返回上一页重新操作。",
    401: "登录已过期，请重新登录。",
    403: "您的账号没有这项权限，如有需要请联系管理员。",
    404: "没有找到这个页面，请检查网址，或返回首页。",
    405: "这个地址不支持这种操作，请返回上一页。",
    413: "上传的内容太大，请分开上传或换小一些的文件。",
    429: "操作太频繁，请稍等一分钟再试。",
    500: "系统出了差错，已经记录下来；您填写的内容没有丢失，请稍后再试。",
}


class Refusal(Exception):
    """What was asked breaks a rule.

    `code`: a short English name for programs; `sentence`: one Chinese sentence saying what is wrong,
    where, and what to do; `status`: the HTTP status.
    """

    def __init__(self, code: str, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.status = code, sentence, status


def answer_errors(app: Flask) -> None:
    """Register the answers to refusals, HTTP errors and the unexpected."""
    app.register_error_handler(Refusal, lambda problem: _answer(problem.code, problem.sentence, problem.status))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _http(problem: HTTPException) -> ResponseReturnValue:
    if problem.response is not None or not problem.code or problem.code not in range(400, 600):
        return problem.get_response()
    sentence = SENTENCES.get(problem.code, SENTENCES[400])
    return _answer((problem.name or "error").lower().replace(" ", "_"), sentence, problem.code)


def _unexpected(problem: Exception) -> ResponseReturnValue:
    current_app.logger.error("unexpected", exc_info=problem)
    return _answer("unexpected", SENTENCES[500], 500)


def _answer(code: str, sentence: str, status: int) -> Response:
    if request.path.startswith("/api/"):
        return make_response(jsonify(proto=1, error=code, sentence=sentence), status)
    template = "errors/fragment.html" if request.headers.get("HX-Request") else "errors/page.html"
    return make_response(render_template(template, sentence=sentence, status=status), status)
