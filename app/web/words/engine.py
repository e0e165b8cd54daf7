"""Sentences about whom a step asks, votes, and steps that nobody presses."""

CHECKS = {
    "definition.enough_without_vote": "“{state}”不是按比例办理，enough 不起作用，请改成 mode: vote，或者去掉 enough",
    "definition.vote_needs_enough": "“{state}”按比例办理，请用 enough 写明要多少人同意，如 60% 或 3",
    "definition.vote_without_against": "“{state}”按比例办理，却没有“退回”或“中止”的步骤，不同意的人没有按钮可按",
    "definition.above_what": "“上一级”要和角色、部门一起用：请选好角色，并写明是哪个部门的上一级",
    "definition.system_circle": "“{transition}”自动往下走会绕回来：{circle}。请去掉其中一步，或者让其中一步由人来按",
    "definition.system_needs_when": "“{transition}”由系统自动办理，请写明条件，如：返回日期 < 今天",
    "definition.system_alone": "“{transition}”由系统自动办理，不能再写别人。要人来按的，请另加一个步骤",
    "definition.system_says_nothing": "“{transition}”由系统自动办理，不能要求写意见",
}

STAFF = {
    "designer.role_of_all": "“{state}”由“{role}”办理，没有写是哪个部门的，每个部门的“{role}”都会收到。"
    "只要一个部门的，请选好部门；确实要每个部门都收到的，可以不管",
    "designer.login_gone": "“{state}”由登录名为“{login}”的人办理，现在没有这个人，或者已经停用，请另选一位",
}

PRESSING = {
    "workflow.no_department": "下一步由部门里的人办理，但不知道是哪个部门，请先填写部门，或者请管理员给经办人设好部门",
    "workflow.login_unknown": "下一步由登录名为“{login}”的人办理，现在没有这个人，请联系表单管理员",
}

WORDS = {**CHECKS, **STAFF, **PRESSING}
