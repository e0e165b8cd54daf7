"""Sentences about issued papers and their templates."""

WORDS: dict[str, str] = {
    "document.no_template": "没有找到模板“{template}”，所以不能生成《{paper}》，请联系表单管理员放入模板",
    "document.template_fault": "模板“{template}”{where}：{what}。修改模板后再生成《{paper}》",
    "document.cannot_render": "模板“{template}”不能用这条记录的内容生成（{why}），请联系表单管理员检查模板",
    "document.template_retired": "“{tag}”印的“{label}”已经停用，新的记录里没有内容。请删掉它，或换一个字段",
    "document.not_in_state": "“{state}”时不能生成《{paper}》，请按流程办理后再生成",
    "document.no_rows": "《{paper}》每行一份，请先填写“{label}”",
    "document.too_many_rows": "《{paper}》一次最多生成 {most} 份，请分几次办理",
    "document.void_needs_reason": "请写明作废的理由",
    "document.not_in_force": "这份材料已经作废或已被新的一版代替，请刷新后再看",
    "document.scan_missing": "请选择扫描件文件",
    "document.file_gone": "文件已不在服务器上，请联系系统管理员从备份恢复",
    "document.pdf_swept": "这份 PDF 还没有做，或者已经清理。请回到“材料”，再点一次“PDF”",
    "document.template_gone": "生成这份材料时用的模板“{template}”没有留存，不能制作脱敏件，请向能看原件的人索取",
    "document.nothing_to_pack": "没有可以下载的材料，请先生成",
}
