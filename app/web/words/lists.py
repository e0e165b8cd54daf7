"""What is wrong with a choice list, and what is told of its entries."""

WORDS: dict[str, str] = {
    "list.too_many_entries": "选项表有 {count} 项，最多 {most} 项。请拆成几张表，或者用“关联记录”字段",
    "list.too_many_columns": "选项表有 {count} 列，最多 {most} 列，请删去不用的列",
    "list.reserved_column": "“{key}”另有用处，不能作列的键，请换一个",
    "list.column_twice": "有两列都叫“{label}”，请改掉一个",
    "list.label_twice": "“{label}”重复了：值“{other}”和“{value}”的名称、各列都一样，填写的人分不清。"
    "请改一个名称，或停用一个",
    "list.no_name": "请填写名称",
    "list.bad_key": "请用小写字母开头，只含小写字母、数字和下划线",
    "list.key_taken": "已经有键是“{key}”的选项表，请换一个",
    "list.value_taken": "已经有值是“{value}”的选项，请换一个",
    "list.value_twice": "值“{value}”重复了，第一处在第 {line} 行，请保留一个",
    "list.bad_place": "请写 1 到 {count} 的数字",
    "list.bad_retired": "看不懂“{text}”。停用这一列请写“是”，在用的留空",
    "list.bad_retired_on": "“{text}”不是日期，请写成 2026-07-01",
    "list.nothing_sent": "请粘贴表格，或选择一个文件",
    "list.sent_again": "这份数据在路上变了样，请重新上传",
    "list.column_chosen_twice": "“{column}”和前面的一列选成了同一项，请改一个",
    "list.which_is_the_name": "请说明哪一列是名称",
    "list.untidy_value": "值“{value}”的前后有空格，或者里面有换行，请去掉",
}
