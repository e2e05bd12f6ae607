"""The Chinese word for every value an op may carry (glossary of the trade). Twin of core/labels.mjs."""

from __future__ import annotations

from typing import Literal, get_args

RESULT_LABELS = {"NORMAL": "正常", "ABNORMAL": "不正常", "NOT_APPLICABLE": "未涉及", "NOT_CHECKED": "未检查"}
OPEN_LABEL = "未填"
DISPOSITION_LABELS = {"CORRECTED_ON_SITE": "当场改正", "RECTIFY": "限期整改", "TRANSFER": "移送"}

# The national set of random-check results, in the order it is published in; 未发现问题 excludes all others.
CATEGORY_LABELS = {
    "NO_PROBLEM": "未发现问题",
    "ANNUAL_REPORT_NOT_PUBLISHED": "未按规定公示年度报告",
    "INFO_NOT_PUBLISHED": "未按规定公示其他应当公示的信息",
    "FALSE_PUBLICATION": "公示信息隐瞒真实情况、弄虚作假",
    "UNREACHABLE": "通过登记的住所（经营场所）无法联系",
    "CORRECTED_ON_ORDER": "发现问题已责令改正",
    "UNCOOPERATIVE": "不配合检查情节严重",
    "NO_RELEVANT_ACTIVITY": "未发现开展本次抽查涉及的经营活动",
    "PENDING_FOLLOW_UP": "发现问题待后续处理",
}

STATEMENT_LABELS = {"AGREED": "情况属实", "OBJECTED": "有异议", "NONE": "未表示意见"}
OUTCOME_LABELS = {
    "SIGNED": "已签字",
    "PAPER": "纸面签字盖章",
    "REFUSED": "拒绝签字",
    "ABSENT": "不在场",
    "UNABLE": "无法签字",
    "OFF_SITE": "非现场检查",
    "ABORTED": "无法检查",
}
# The outcomes of a record in which nobody of the school has a part.
WithoutSchool = Literal["OFF_SITE", "ABORTED"]
WITHOUT_SCHOOL: tuple[str, ...] = get_args(WithoutSchool)
VIA_LABELS = {"login": "本人登录", "pin": "本机PIN，待本人确认", "pin_forgotten": "PIN遗忘，本机打开，待本人确认"}
NO_PLACE_LABELS = {"denied": "手机没有允许定位", "unavailable": "手机取不到位置", "timeout": "等了很久没有取到位置"}

# What an item lacks that nobody could finish, because the visit was broken off (abort).
CUT_SHORT_LABELS = {
    "note": "检查中断，问题未写明",
    "reason": "检查中断，原因未写明",
    "disposition": "检查中断，未作处置",
    "due": "检查中断，期限未定",
}

# Why no inspection was possible; the first two end in a sealed record, the others are an attempt.
ABORT_LABELS = {
    "REFUSED_ENTRY": "校方拒绝检查",
    "CLOSED_OR_MOVED": "停办或搬迁",
    "HOLIDAY": "放假",
    "TOO_FEW_INSPECTORS": "检查人员不足二人",
    "OTHER": "其他",
}
MODE_LABELS = {
    "ON_SITE": "实地核查",
    "DOCUMENT": "书面检查",
    "ONLINE_MONITORING": "网络监测",
    "DATA_COMPARISON": "信息比对",
    "LAB_TEST": "检验检测",
    "ENTRUSTED": "委托专业机构",
    "ADOPTED_CONCLUSION": "采信其他结论",
}
FILE_LABEL = "文件"
FILE_LABELS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word文档",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel表格",
}

# What an answer still lacks before it can be shown to the school.
GAP_LABELS = {
    "note": "问题描述",
    "blank": "〔 〕里的内容",
    "disposition": "处置",
    "due": "整改期限",
    "photo": "照片",
    "reason": "原因",
}
