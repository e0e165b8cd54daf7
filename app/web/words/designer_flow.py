"""Sentences of the designer's tabs 流程 and 权限: what is refused, what parts and their properties are called."""

REFUSALS = {
    "designer.has_flow": "已经有流程了",
    "designer.no_flow": "还没有流程，请先选一个样式",
    "designer.who_decides": "请选择谁来办理",
    "designer.state_is_start": "记录从这个状态开始，不能删除。请先把别的状态设为开始",
    "designer.state_needed": "“{names}”只用到这个状态，删除以后意思就变了，请先改那里",
    "designer.state_in_use": "有 {count} 条记录在这个状态，不能删除，也不能改键，名称可以改",
    "designer.state_in_rules": "“{names}”的条件里写了键“{key}”，请先改那里",
    "designer.flow_in_use": "有 {count} 条记录正按流程办理或已经办完，流程不能去掉",
    "designer.several_rights": "“{key}”有几条权限，这里改会改变意思，请在 YAML 里改",
    "designer.closed_already": "“{key}”已经限制了谁能看",
}

PARTS = {
    "designer.part.state": "状态",
    "designer.part.transition": "步骤",
    "designer.part.task": "办理人",
    "designer.part.right": "权限",
    "designer.add.state": "添加状态",
    "designer.add.transition": "添加步骤",
    "designer.add.task": "添加办理人",
    "designer.add.right": "添加权限",
}

OPTIONS = {
    "designer.option.state.label": "名称",
    "designer.option.colour": "颜色",
    "designer.option.counts": "到了这个状态就算数（计入统计）",
    "designer.option.mode": "几个人办理时",
    "designer.option.on_behalf": "代录签批",
    "designer.option.hand_over": "转办",
    "designer.option.same_person": "刚同意过的人",
    "designer.option.transition.label": "按钮上的字",
    "designer.option.from": "从哪些状态",
    "designer.option.transition.to": "到哪个状态",
    "designer.option.transition.by": "谁可以按",
    "designer.option.transition.when": "条件",
    "designer.option.comment": "意见",
    "designer.option.makes": "同时出具的材料",
    "designer.option.transition.tone": "方向",
    "designer.option.task.role": "哪个角色",
    "designer.option.task.of": "只限哪个字段里的部门",
    "designer.option.task.person": "或者哪一位",
    "designer.option.task.when": "什么情况下要办理",
    "designer.option.due": "多久以内",
    "designer.option.judges": "主要看哪些字段",
    "designer.option.role": "角色",
    "designer.option.see": "看到",
    "designer.option.create": "可以新建",
    "designer.option.change": "可以修改",
    "designer.option.fields": "字段",
    "designer.option.others": "其他人看到",
}

HELP = {
    "designer.help.counts": "统计和报告只数到了这些状态的记录",
    "designer.help.mode": "有两个以上办理人才用得上",
    "designer.help.on_behalf": "领导在纸上签了，能不能由经办人录进来",
    "designer.help.same_person": "这一环节也该同一个人办理时",
    "designer.help.transition.when": "条件成立才有这个按钮，如：人数 > 10",
    "designer.help.makes": "按下去的时候出具，存进记录",
    "designer.help.task.of": "不选，全单位有这个角色的人都可以办理",
    "designer.help.task.person": "按人指定时选，不再选角色",
    "designer.help.task.when": "不写就总要办理，如：我方费用 > 0",
    "designer.help.judges": "办理时先显示这些",
}

VALUES = {
    "designer.value.colour.none": "不着色",
    "designer.value.colour.grey": "灰",
    "designer.value.colour.blue": "蓝",
    "designer.value.colour.yellow": "黄",
    "designer.value.colour.green": "绿",
    "designer.value.colour.red": "红",
    "designer.value.colour.purple": "紫",
    "designer.value.mode.any": "任一位办理即可（或签）",
    "designer.value.mode.all": "每一位都要办理（会签）",
    "designer.value.mode.order": "一位一位依次办理",
    "designer.value.on_behalf.allowed": "可以代录",
    "designer.value.on_behalf.scan": "可以代录，要附签批件",
    "designer.value.on_behalf.never": "不可以",
    "designer.value.hand_over.holders": "可以转给同角色的人",
    "designer.value.hand_over.anybody": "可以转给任何人",
    "designer.value.hand_over.never": "不可以",
    "designer.value.same_person.again": "再办理一次",
    "designer.value.same_person.once": "不再办理",
    "designer.value.comment.none": "不写",
    "designer.value.comment.optional": "可以写",
    "designer.value.comment.required": "必须写",
    "designer.value.tone.go": "前进",
    "designer.value.tone.back": "退回",
    "designer.value.tone.stop": "中止",
}

DEEDS = {
    "designer.deed.begin-flow": "开始一个流程",
    "designer.deed.drop-flow": "去掉流程",
    "designer.deed.set-start": "设为开始",
    "designer.deed.add-state": "添加状态",
    "designer.deed.remove-state": "删除状态",
    "designer.deed.set-role": "修改权限",
    "designer.deed.close-field": "限制谁能看字段",
    "designer.deed.set-sight": "修改谁能看字段",
    "designer.deed.open-field": "取消字段的限制",
}

WORDS = {**REFUSALS, **PARTS, **OPTIONS, **HELP, **VALUES, **DEEDS}
