"""Sentences about templates: what may come in, what is in force."""

WORDS: dict[str, str] = {
    "template.no_template": "“{name}”不能作模板，"
    "请上传 Word 文件（.docx、.doc、.wps、.rtf）或 Excel 工作簿（.xlsx、.xls、.et）",
    "template.long_name": "模板名称“{name}”太长，最多 {most} 个字",
    "template.other_kind": "“{name}”与模板“{template}”不是同一种文件，请上传同一种文件，或另取一个名称",
    "template.gone": "上传的文件已经不在了，请重新上传",
    "template.other_type": "这条记录不是用这个模板的事项，请另选一条",
    "template.nothing_chosen": "还没有选要填的地方。请至少选一处再保存",
    "template.no_field": "{place}：没有叫“{text}”的字段。请从列表里选，或写成标签",
    "template.no_use": "还没有材料用这个模板，不知道可以填哪些字段。请上传时选好“用于哪种事项”",
    "template.two_names": "请写上要查找的字段和要换成的字段",
    "template.same_name": "要查找的和要换成的都是“{name}”，不用替换",
    "template.nothing_ticked": "请至少勾选一个模板",
    "template.too_many_ends": "这个文件有 {count} 段，页面上最多列 {most} 段。请在 Word 里直接写标签",
    "template.moved_on": "别人刚刚启用了“{template}”的另一版，请刷新后再看",
}
