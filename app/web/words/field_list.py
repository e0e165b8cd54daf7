"""Sentences of field lists that come back from Excel; the cell stands before each."""

WORDS = {
    "field_list.missing": "缺少这几列：{columns}。请先导出字段清单，在它上面改",
    "field_list.too_many": "字段清单最多 {most} 行，这里有 {count} 行",
    "field_list.key": "键“{key}”不能用，请用小写字母开头，只含小写字母、数字和下划线",
    "field_list.twice": "“{key}”在第 {row} 行已经有了，一个字段只能有一行",
    "field_list.no_table": "没有键是“{key}”的表格",
    "field_list.type": "没有“{type}”这种字段",
    "field_list.yes": "请写“是”或者留空，这里是“{said}”",
    "field_list.choice": "选项“{text}”看不懂，请写成“值=名称”或“值=名称|英文|停用”，一行一个",
    "field_list.more": "其他设置看不懂，请照导出时的样子写，不用的可以清空",
    "field_list.own_column": "“{key}”请写在“{named}”那一列，不写在其他设置里",
}
