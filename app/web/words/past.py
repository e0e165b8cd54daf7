"""Sentences about past facts, from old ledgers and from the command line."""

WORDS: dict[str, str] = {
    "past.column_unknown": "“{column}”还没有对应的字段，请选择一个字段，或选择“不导入”",
    "past.column_twice": "“{column}”和“{other}”对应了同一个字段，请改掉一个",
    "past.no_columns": "还没有一列对应到字段，请至少选择一列",
    "past.state": "补录的记录不能放在“{state}”，请另选一个状态",
    "past.on": "“{raw}”不能作为登记日期，请写成今天或以前的某一天，例如 2024-03-05",
    "past.not_asked": "按这一行的其他内容，“{label}”不需要填写，导入后不会保留",
    "past.no_number": "这类事项没有编号，“{number}”无处可放，请把这一列改为“不导入”",
    "past.number_taken": "编号“{number}”已被别的记录使用，请核对",
    "past.same_number": "编号“{number}”与第 {line} 行相同，请核对",
    "past.twin": "已有一条记录的{fields}与这一行完全相同，不能重复登记",
    "past.same_row": "与第 {line} 行重复，同样的内容只能登记一次",
    "past.same_title": "台账里已有同名的“{title}”，请看看是不是同一件事",
    "past.same_title_row": "与第 {line} 行同名：“{title}”，请看看是不是同一件事",
    "past.nothing_pasted": "请选择文件，或把表格粘贴到方框里",
    "past.wrong_rows": "还有 {count} 行有问题，请改好后重新上传，或勾选“跳过有问题的行”",
    "past.nothing_left": "没有可以导入的行",
    # the command line
    "past.not_json": "这一行不是 JSON 对象：{why}",
    "past.unknown_key": "不认识的键“{key}”，请核对拼写",
    "past.unknown_type": "没有“{key}”这类事项，请核对",
    "past.unknown_state": "这类事项没有“{state}”这个状态，请核对",
    "past.unknown_field": "这类事项没有“{key}”这个字段，请核对",
    "past.unknown_person": "没有找到“{name}”，请写登录名或不重复的姓名",
    "past.bad_day": "“{given}”不是日期，请写成 2019-05-06",
    "past.refused": "这一步不能这样办理（{deed}），请核对由谁办理、当时在什么状态",
}
