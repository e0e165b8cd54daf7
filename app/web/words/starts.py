"""Sentences of types that begin from a file: why it is not taken, what is wrong with what was put right."""

WORDS = {
    "starts.kind": "“{name}”不能用来新建事项，请选 Excel 台账（.xlsx、.csv）或 Word 表格（.docx）",
    "starts.no_fields": "这个文件里没有标签，也没有找到要填的地方",
    "starts.too_many": "一个文件最多提出 {most} 个字段，这里有 {count} 个，请先删去用不着的",
    "starts.too_large": "这张表展开后超过 {limit} MB。新建事项只看表头和前面的行，请留下前几百行，另存后再上传",
    "starts.nothing": "至少要一个字段，请勾选",
    "starts.no_label": "请写名称，或者去掉勾选",
    "starts.long_label": "名称“{label}…”太长，最多 {most} 个字",
    "starts.twice": "有两个“{label}”，请改其中一个的名称",
    "starts.no_choices": "“{label}”是选择，请至少写两个选项，用顿号隔开，或者换一种类型",
}
