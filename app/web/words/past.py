"""Sentences for past facts that cannot be brought in."""

WORDS = {
    "past.unknown_type": "没有事项“{key}”，请核对 type",
    "past.unknown_state": "没有状态“{state}”，请核对 state",
    "past.unknown_field": "没有填写项“{key}”，请核对键名",
    "past.unknown_key": "不认识“{key}”；一行有 type、on、by、values、steps、state，一步有 on、by、press、comment",
    "past.unknown_person": "没有用户“{name}”，请先建立，或改写 by",
    "past.bad_day": "“{given}”不是日期，请写成 2024-03-05",
    "past.refused": "这一步当时不能由这个人办理：{deed}",
    "past.not_json": "这一行不是 JSON：{why}",
}
