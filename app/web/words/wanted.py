"""Fields that places of blank forms want."""

WORDS = {
    "designer.no_template": "《{paper}》的模板“{template}”还没有上传。请到“模板”里上传，启用以后才能生成",
    "designer.template_waits": "《{paper}》的模板“{template}”上传了，还没有启用。请到它的页面启用，才能生成",
    "designer.nothing_wanted": "这一处旁边没有文字，不知道字段该叫什么。请在事项设计里新增字段，再回来选它",
}
