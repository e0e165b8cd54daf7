"""What is wrong with a choice list, and what is told of its entries."""

WORDS: dict[str, str] = {
    "list.too_many_entries": "选项表有 {count} 项，最多 {most} 项。请拆成几张表，或者用“关联记录”字段",
    "list.too_many_columns": "选项表有 {count} 列，最多 {most} 列，请删去不用的列",
    "list.reserved_column": "“{key}”另有用处，不能作列的键，请换一个",
    "list.column_twice": "有两列都叫“{label}”，请改掉一个",
    "list.label_twice": "“{label}”重复了：值“{other}”和“{value}”的名称、各列都一样，填写的人分不清。"
    "请改一个名称，或停用一个",
    "list.untidy_value": "值“{value}”的前后有空格，或者里面有换行，请去掉",
}
