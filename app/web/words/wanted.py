"""Fields that places of blank forms want."""

WORDS = {
    "designer.nothing_wanted": "这一处旁边没有文字，不知道字段该叫什么。请在事项设计里新增字段，再回来选它",
}
