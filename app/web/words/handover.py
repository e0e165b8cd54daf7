"""What is refused of a handover."""

WORDS = {
    "handover.person_unknown": "没有找到“%(name)s”，同名的请填登录名",
    "handover.nobody": "请填写移交人和接收人",
    "handover.same_person": "移交人和接收人不能是同一个人",
    "handover.to_oneself": "不能移交给自己：移交会让接收人看到记录的内容，请另一位管理员来办",
    "handover.receiver_left": "%(name)s 已停用，不能接收",
    "handover.nothing": "请选择要移交的内容；所选的现在都不能移交",
    "handover.reason": "请填写移交原因",
    "handover.reason_long": "移交原因最多 %(most)s 字",
}
