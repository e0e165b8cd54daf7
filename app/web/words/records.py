"""Sentences about records: their form, lists, files, numbers, and what a filter can ask."""

WORDS: dict[str, str] = {
    # the form
    "record.required": "请填写“{label}”",
    "record.needed_for": "进入“{state}”之前，请先填写“{label}”",
    "record.check": "{say}",
    "record.form_too_large": "表单里的内容太多，最多 {most} 项，请删去一些行后再保存",
    "record.draft_too_large": "没有保存的内容太多，最多 {most}，请先保存或删去一些",
    "record.changed_meanwhile": "您打开以后，这条记录已被别人修改，请对照两个版本后再保存",
    "record.warning_wants_reason": "“{say}”，如果确实如此，请写明理由",
    "record.closed_wants_reason": "“{reports}”已经定稿，这条记录计入其中。请写明更正原因",
    # lists
    "record.not_sortable": "不能按“{field}”排序，请选择别的一列",
    "record.not_filterable": "不能按“{field}”筛选，请选择别的一项",
    "record.unknown_filter": "“{field}”没有这种筛选方式，请重新选择",
    "record.filter_without_value": "请写明要按什么内容筛选",
    "record.no_total": "“{field}”不能合计，请选择数字列",
    "record.too_far": "最多翻到第 {most} 条，请用筛选缩小范围",
    "record.no_such_page": "没有这一页，请从列表的第一页重新开始",
    # saved views and columns
    "view.no_name": "请给常用筛选起一个名称",
    "view.name_long": "名称最多 {most} 个字，现在有 {given} 个，请缩短一些",
    "view.name_taken": "您已有叫“{name}”的常用筛选，请换一个名称，或者勾选“替换原来的”",
    "view.name_twice": "已有叫“{name}”的常用筛选，请换一个名称",
    "view.too_many": "一个台账最多存 {most} 个常用筛选，请先删去不用的",
    "view.no_columns": "请至少勾选一列",
    "view.changed_meanwhile": "您打开以后，这个常用筛选已被修改，请看看现在的样子再改",
    # files
    "record.file_kind": "不能上传“{name}”，可以上传的文件是：{kinds}",
    "record.file_not_what_it_says": "“{name}”的内容不是 {kind} 文件，请用原来的程序重新保存后再上传",
    "record.file_macros": "文件里有宏，不能上传，请另存为不带宏的 {kind} 文件",
    "record.file_parts": "文件里的内容超过 {most} 个部分，请拆分后再上传",
    "record.file_pixels": "图片太大（{width}×{height}），最多 {most} 百万像素，请缩小后再上传",
    "record.file_large": "“{name}”太大，最多 {most} MB，请压缩或拆分后再上传",
    "record.file_empty": "“{name}”是空文件，请检查后重新上传",
    "record.disk_full": "服务器的磁盘快满了，暂时不能上传文件，请联系系统管理员",
    # numbers
    "number.void_needs_reason": "请写明作废的理由",
    "number.void_already": "这个编号已经作废",
    "number.taken_already": "编号“{number}”登记簿里已经有了，请核对",
    # expressions in lists and figures
    "sql.no_slot": "“{label}”不能用来筛选或统计，请换一个字段，或请管理员为它设置索引",
    "sql.not_reported": "“{text}”不是可统计的明细表，请在表格上设置 reported",
    "sql.partial_date": "“{text}”可能只填到年或月，不能取月和日，请改用 year",
    "sql.untranslatable": "筛选和统计里不能用“{text}”，请换一种写法，或先用计算字段算好",
}
