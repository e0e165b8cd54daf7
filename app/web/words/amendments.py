"""What is refused of amendments, in records and in definitions."""

WORDS = {
    "definition.amendment_without_flow": "没有流程的事项不需要变更：直接修改就可以，请先加流程，或者去掉这里",
    "definition.amendment_without_from": "“{label}”没有写在哪些状态可以提出，请至少选一个",
    "definition.amendment_without_fields": "“{label}”没有写可以改哪些字段，请至少选一个",
    "definition.amendment_without_tasks": "“{label}”没有人审批，请添加审批人",
    "definition.amendment_judges": "“{label}”的审批人审批的就是改动的内容，这里不写 judges",
    "definition.field_not_amended": "“{label}”不能放进变更：自动计算的、编号、文件和签名不在变更里改",
    "amendment.one_at_a_time": "已有第 {number} 次变更还没有办完，办完或放弃以后才能再提出",
    "amendment.changed_meanwhile": "第 {number} 次变更刚刚被改过或办过，请看看最新情况",
    "amendment.not_now": "变更现在是“{state}”，这一步已经办过或者不能办了",
    "amendment.not_here": "记录现在是“{state}”，不能提出这种变更，提出的也不能生效",
    "amendment.collides": "提出以后，第 {number} 次变更要改的内容有 {count} 处已被别人改动，请对照后重新提交",
    "amendment.outgrown": "事项的设计更新了，第 {number} 次变更有内容放不进新版本，请提出人打开“修改”核对后重新提交",
    "amendment.reason_required": "请填写变更事由",
    "amendment.nothing_changed": "内容和现在一样，没有可以变更的",
}
