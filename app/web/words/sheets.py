"""What people read when a sheet cannot be taken, or only with care: by the code of the fault."""

WORDS: dict[str, str] = {
    "sheet.empty": "表格里没有内容。请确认数据已经保存，再重新上传或粘贴。",
    "sheet.too_large": "文件有 {size} MB，超过 {limit} MB。请删去图片和不用的工作表，或拆成几个文件分别导入。",
    "sheet.unpacks_too_large": "文件展开后过大（上限 {limit} MB）。请把数据复制到新建的工作簿里，另存后再上传。",
    "sheet.paste_too_long": "粘贴的内容超过 {limit} 个字符。请分几次粘贴，或改为上传文件。",
    "sheet.too_many_rows": "表格有 {count} 行，一次最多导入 {limit} 行。请拆成几个文件分别导入；"
    "如果数据其实没有这么多行，请删除下方的空行后另存。",
    "sheet.too_many_columns": "表格有 {count} 列，最多 {limit} 列。请删去不用的列；"
    "如果数据其实没有这么多列，请删除右侧的空列后另存。",
    "sheet.too_many_cells": "表格的单元格超过 {limit} 个。请删去不用的行和列，或拆成几个文件分别导入。",
    "sheet.damaged": "文件损坏或不是真正的 Excel 工作簿。请用 Excel 或 WPS 表格打开它，另存为 .xlsx 后再上传。",
    "sheet.doctype": "文件里有不允许的内容（文档类型声明）。请用 Excel 或 WPS 表格打开它，另存为 .xlsx 后再上传。",
    "sheet.encrypted": "文件设有打开密码，无法读取。请在 Excel 或 WPS 表格中取消密码，另存后再上传。",
    "sheet.old_workbook": "这是旧版 .xls 工作簿。请用 Excel 或 WPS 表格打开它，另存为 .xlsx 后再上传。",
    "sheet.not_workbook": "这个文件不是 Excel 工作簿。请上传 .xlsx 或 .csv 文件。",
    "sheet.unknown_kind": "不能读取 {extension} 文件。请把表格另存为 .xlsx 或 .csv 后再上传。",
    "sheet.not_text": "这个文件不是文本表格。请上传 .xlsx 或 .csv 文件。",
    "sheet.unknown_encoding": "无法识别文件的文字编码。请用 Excel 或 WPS 表格打开它，另存为 .xlsx 后再上传。",
    "sheet.broken_text": "从这一行起读不下去，可能有一个引号没有配对。请检查这一行，或另存为 .xlsx 后再上传。",
    "sheet.no_such_sheet": "工作簿里没有名为“{sheet}”的工作表。请另选一个工作表。",
    "sheet.no_header": "没有找到表头。请在数据上方用一行写明各列的名称，再重新上传。",
    "sheet.linked": "工作簿引用了别的文件，这里读到的是它上次保存时的结果。请核对引用来的数据。",
    "sheet.formula_error": "这个单元格的公式出错，按空白处理。请在表格中改正，或在这里补填。",
    "sheet.total_row": "这一行是“{text}”，没有作为数据导入。",
    "sheet.long_number_lost": "“{column}”列有 {count} 个超过 15 位的数字（第一个是 {value}），"
    "Excel 已经丢失了末尾几位。请把该列设为文本格式，重新填写后再导入。",
}
