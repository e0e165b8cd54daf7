"""Sentences about values that a field cannot take, and about options that a field cannot have."""

WORDS: dict[str, str] = {
    # text
    "field.too_long": "最多 {max} 个字，现在是 {given} 个字，请删去 {over} 个字",
    "field.too_short": "至少要写 {min} 个字，现在只有 {given} 个字，请补充",
    "field.pattern": "“{raw}”不符合这一项要求的格式，请核对后重写",
    "field.pattern_like": "“{raw}”的格式不对，请照 {example} 的样子写",
    "field.not_text": "这里要一段文字，收到的却是一组数据，请改为文字",
    # numbers
    "field.not_number": "“{raw}”不是数字，请只写数字，例如 1200 或 1.5万",
    "field.not_whole": "“{raw}”不是整数，请写成不带小数的数字",
    "field.too_many_places": "“{raw}”的小数位数太多，这里最多 {places} 位，请四舍五入后填写",
    "field.number_low": "{given} 太小，不能小于 {min}，请核对",
    "field.number_high": "{given} 太大，不能大于 {max}，请核对",
    "field.number_huge": "“{raw}”大得放不下，请核对是不是多写了几位",
    # yes or no
    "field.not_yesno": "“{raw}”看不出是还是否，请写“是”或“否”",
    # choices
    "field.choice_unknown": "列表里没有“{raw}”，请从列表中选择",
    "field.choice_one": "这里只能选一项，现在选了“{labels}”，请留下一项",
    "field.choice_retired": "“{label}”已经停用，请改选别的一项",
    "field.choice_few": "至少要选 {min} 项，现在选了 {given} 项，请再选几项",
    "field.choice_many": "最多只能选 {max} 项，现在选了 {given} 项，请去掉几项",
    # dates
    "field.not_date": "“{raw}”不是日期，请写成 2024-03-05 或 2024年3月5日",
    "field.no_such_day": "日历上没有“{raw}”这一天，请核对年月日",
    "field.date_order": "“{raw}”分不清哪个是月、哪个是日，请写成 2024-03-05",
    "field.date_short_year": "“{raw}”的年份不完整，请把年份写成四位，例如 2024-03-05",
    "field.date_far": "“{raw}”的年份不对，请写 {min} 年到 {max} 年之间的日期",
    "field.needs_day": "“{raw}”没有写到日，请写完整，例如 2024-03-05",
    "field.needs_month": "“{raw}”没有写到月，请至少写到月，例如 2024-03",
    "field.date_early": "{given} 太早，不能早于 {min}，请核对",
    "field.date_late": "{given} 太晚，不能晚于 {max}，请核对",
    "field.range_half": "起止日期要写全，请把开始和结束都填上，例如 2024-03-05 至 2024-03-12",
    "field.range_order": "结束日期 {to} 早于开始日期 {from}，请核对",
    "field.year_range": "{given} 年不在范围内，请写 {min} 到 {max} 之间的年份",
    # references
    "field.person_unknown": "没有找到“{raw}”，或者有同名的人，请从列表中选择",
    "field.department_unknown": "没有找到“{raw}”，或者有同名的部门，请从列表中选择",
    "field.record_unknown": "没有找到“{raw}”，或者不止一条，请从列表中选择",
    # files
    "field.file_unknown": "找不到上传的文件“{raw}”，请重新上传",
    "field.file_kind": "“{name}”的类型不在可用之列，请上传 {kinds} 格式的文件",
    "field.file_large": "“{name}”有 {size} MB，最大只能 {max} MB，请压缩后再上传",
    "field.file_one": "这里只能放一个文件，现在有 {given} 个，请留下一个",
    "field.file_many": "最多只能放 {max} 个文件，现在有 {given} 个，请去掉几个",
    # contact and identity
    "field.not_phone": "“{raw}”不是电话号码，请写手机号 13800138000、座机 0572-2320001，国外号码以 + 和国家代码开头",
    "field.not_email": "“{raw}”不是邮箱地址，请写成 name@example.com 的样子",
    "field.not_url": "“{raw}”不是网址，请写以 http:// 或 https:// 开头的完整地址",
    "field.not_passport": "“{raw}”不像护照号，护照号是 5 到 12 位字母和数字，请对照证件核对",
    "field.id_old": "这是 15 位的旧身份证号，请写 18 位的身份证号",
    "field.not_id": "身份证号应为 18 位（末位可以是 X），现在是 {given} 位或含有别的字符，请对照证件核对",
    "field.id_birth": "身份证号里的出生日期 {birth} 不对，请对照证件核对第 7 到 14 位",
    "field.id_check": "身份证号的校验位对不上，可能有一位写错了，请对照证件逐位核对",
    "field.uscc_length": "统一社会信用代码应为 18 位，现在是 {given} 位，请核对",
    "field.not_uscc": "“{raw}”不是统一社会信用代码：代码里没有字母 I、O、S、V、Z，请核对是不是数字 1、0、5、2",
    "field.uscc_check": "“{raw}”的校验位对不上，可能有一位写错了，请对照证书逐位核对",
    # tables
    "field.not_rows": "这里要一张表，每行写明各列的内容，请按表格填写",
    "field.too_many_rows": "表格最多 {max} 行，现在有 {given} 行，请减少行数或分开填报",
    "field.too_few_rows": "表格至少要有 {min} 行，现在只有 {given} 行，请补充",
    "field.unknown_column": "第 {row} 行的“{column}”不是这张表的列，请核对列名",
    "field.no_conversion": "“{raw}”不能自动转成这一项的内容，请重新填写",
    # reports
    "field.figure_reason": "填写的数与系统统计的数不同，请写明理由",
    # options in a definition
    "field.bad_pattern": "pattern 的写法“{pattern}”不能用（{why}），请改用 RE2 支持的写法，没有前后查找和反向引用",
    "field.bad_example": "example 写的“{example}”不符合 pattern“{pattern}”，请改其中一个",
    "field.crossed_limits": "下限 {min} 大于上限 {max}，请对调或改正",
    "field.choices_or_list": "请把选项写在 choices 里，或用 list 指明共用列表，二者只用一个",
    "field.choice_twice": "选项“{value}”写了两次，请去掉一个",
    "field.no_columns": "表格至少要有一列，请在 columns 里写出各列",
    "field.column_twice": "两列用了同一个 key，请改其中一个",
    "field.column_type": "表格的列不能再是表格或说明文字，请换一种类型",
    "field.figure_value": "agg 为 {agg} 时，请在 value 里写明统计哪一个数",
}
