"""Sentences about the flow: what cannot be pressed, and why."""

WORDS: dict[str, str] = {
    "workflow.not_now": "现在是“{state}”，这一步已经办过或者不能办了，请看看最新情况",
    "workflow.decided_already": "这一项已经有人办理，请看看最新情况",
    "workflow.opened_already": "{by}已经打开看过，不能撤回，请联系对方退回",
    "workflow.nothing_to_record": "现在没有可以代录的签批，请看看最新情况",
    "workflow.comment_required": "请写明“{label}”的理由",
    "workflow.comment_long": "意见最多 {most} 个字，请写短一些",
    "workflow.signer_required": "请填写签批人",
    "workflow.day_required": "请填写签批日期，例如 2024-03-05",
    "workflow.day_ahead": "签批日期不能晚于今天",
    "workflow.way_required": "请选择签批方式",
    "workflow.scan_required": "这一环节的代录要上传签批件的扫描件",
    "workflow.nobody_named": "下一步由“{label}”里的人办理，请先填写“{label}”",
}
