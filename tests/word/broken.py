"""Templates with one thing wrong, kind by kind: what is said of each, where, and what is proposed first."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from . import build
from .build import body_xml, paragraph_xml, run_xml, template

Blocks = Sequence[str | list[list[str]]]

INLINE: dict[str, tuple[str, str, str]] = {
    # text of a paragraph: code, what is proposed first
    "{{ 团组名称": ("word.tag_not_closed", "{{ 团组名称 }}", "{{"),
    "{{ 团组名称 }": ("word.tag_not_closed", "{{ 团组名称 }}", "{{"),
    "{{ 团组名称））": ("word.tag_not_closed", "{{ 团组名称 }}", "{{"),
    "{{ 联系人（电话））": ("word.tag_not_closed", "{{ 联系人（电话） }}", "{{"),
    "{% if 人数 }}": ("word.tag_not_closed", "{% if 人数 %}", "{% if 人数 }}"),
    "{{ 团组名称，请审批": ("word.tag_not_closed", "{{ 团组名称 }}", ""),
    "{ 团组名称 }}": ("word.tag_not_opened", "{{ 团组名称 }}", ""),
    "名称：团组名称 }}": ("word.tag_not_opened", "{{ 团组名称 }}", ""),
    "% if 人数 %}": ("word.tag_not_opened", "{% if 人数 %}", ""),
    "｛｛ ｝｝": ("word.tag_empty", "", "｛｛ ｝｝"),
    "{{#来访人员}}": ("word.foreign_tag", "{%p for 项 in 来访人员 %}", "{{#来访人员}}"),
    "{{/来访人员}}": ("word.foreign_tag", "{%p endfor %}", "{{/来访人员}}"),
    "{{?人数}}": ("word.foreign_tag", "{%p if 人数 %}", "{{?人数}}"),
    "{{@团组名称}}": ("word.foreign_tag", "{{ 团组名称 }}", "{{@团组名称}}"),
    "{% 如果 人数 %}": ("word.unknown_block", "{% if 人数 %}", "{% 如果 人数 %}"),
    "{% 否则 %}": ("word.unknown_block", "{% else %}", "{% 否则 %}"),
    "{% endfro %}": ("word.unknown_block", "{% endfor %}", "{% endfro %}"),
    "{% end if %}": ("word.unknown_block", "{% endif %}", "{% end if %}"),
    "{% else if 人数 %}": ("word.unknown_block", "{% elif 人数 %}", "{% else if 人数 %}"),
    "{% for v of 来访人员 %}": ("word.unknown_block", "{% for v in 来访人员 %}", "{% for v of 来访人员 %}"),
    "{% for v 来访人员 %}": ("word.unknown_block", "{% for v in 来访人员 %}", "{% for v 来访人员 %}"),
    "{% foreach v in 来访人员 %}": ("word.unknown_block", "{% for v in 来访人员 %}", "{% foreach v in 来访人员 %}"),
    "{% set x 人数 %}": ("word.unknown_block", "{% set x = 人数 %}", "{% set x 人数 %}"),
    "{% cellgb 'FF0000' %}": ("word.unknown_block", "{% cellbg 'FF0000' %}", "{% cellgb 'FF0000' %}"),
    "{% pagebreka %}": ("word.unknown_block", "{% pagebreak %}", "{% pagebreka %}"),
    "{% if %}": ("word.unknown_block", "", "{% if %}"),
    "{% include 'x' %}": ("word.unknown_block", "", "{% include 'x' %}"),
    "{% if 人数 %}": ("word.block_not_closed", "{% endif %}", "{% if 人数 %}"),
    "{% for v in 来访人员 %}": ("word.block_not_closed", "{% endfor %}", "{% for v in 来访人员 %}"),
    "{% endif %}": ("word.block_not_opened", "", "{% endif %}"),
    "{% else %}": ("word.block_not_opened", "", "{% else %}"),
    "{% for v in 人数 %}{% endfor %}": ("word.not_a_list", "来访人员", "{% for v in 人数 %}"),
    "{% for v in 来访人员 %}{% endfor %}{{ v.年龄 }}": ("word.name_outside_block", "", "v"),
    "{{p 主要工作 }}别的字": ("word.text_beside_tag", "", "{{p 主要工作 }}"),
    "{% if 人数 %}" * 31 + "{% endif %}" * 31: ("word.too_deep", "", "{% if 人数 %}"),
    "{{ 团组名陈 }}": ("expression.unknown_name", "团组名称", "团组名陈"),
    "{{ 团祖明称 }}": ("expression.unknown_name", "团组名称", "团祖明称"),
    "{{ 到达曰期 }}": ("expression.unknown_name", "到达日期", "到达曰期"),
    "{{ titel }}": ("expression.unknown_name", "title", "titel"),
    "{{ 中文译名 }}": ("expression.unknown_name", "来访人员.中文译名", "中文译名"),
    "{{ 来访人员中文译名 }}": ("expression.unknown_name", "来访人员.中文译名", "来访人员中文译名"),
    "{{ 来访人员的年龄 }}": ("expression.unknown_name", "来访人员.年龄", "来访人员的年龄"),
    "{{ 费用.全额 }}": ("expression.unknown_member", "金额", "全额"),
    "{{ 团组名称.长度 }}": ("expression.no_members", "", "团组名称.长度"),
    "{{ 到达日期 | 年月曰 }}": ("expression.unknown_filter", "年月日", "到达日期 | 年月曰"),
    "{{ 合计(费用) }}": ("expression.needs_column", "费用.金额", "费用"),
    "{{ 团组名称 | 年月日 }}": ("expression.needs_date", "", "团组名称"),
    "{{ 团组名称 | 大写 }}": ("expression.needs_number", "", "团组名称"),
    "{{ count(人数) }}": ("expression.needs_list", "", "人数"),
    "{{ 不存在的函数(人数) }}": ("expression.unknown_function", "", "不存在的函数(人数)"),
    "{{ cuont(来访人员) }}": ("expression.unknown_function", "count", "cuont(来访人员)"),
    "{{ 团组名称 + 到达日期 }}": ("expression.cannot_compute", "", "团组名称 + 到达日期"),
    "{{ '甲' if 到达日期 > 人数 }}": ("expression.cannot_compare", "", "到达日期 > 人数"),
    "{{ '甲' if 人数 = 3 }}": ("expression.other_operator", "==", "="),
    "{{ 人数 + }}": ("expression.unfinished", "", ""),
    "{{ '甲 }}": ("expression.text_not_closed", "", "'甲"),
    "{{ (人数 + 1 }}": ("expression.bracket_not_closed", ")", ""),
    "{{ 人数 + 1) }}": ("expression.bracket_not_opened", "", ")"),
    "{{ 团组名称。}}": ("expression.strange_character", "", "。"),
    "{{ 人数 > 3 ? '多' : '少' }}": ("expression.no_question_mark", "甲 if 条件 else 乙", "?"),
    "{{ 人数 is 空 }}": ("expression.unknown_test", "is none", "空"),
    "{{ 人数 ** 2 }}": ("expression.no_power", "", "**"),
    "{{ 人数[0] }}": ("expression.not_a_list", "", "人数"),
}
"""Faults that fit into any paragraph, with the words that they are about."""

DOUBTS: dict[str, tuple[str, str, str]] = {
    "{{ 来访人员 }}": ("word.whole_table", "{{ 来访人员.中文译名 }}", "{{ 来访人员 }}"),
    "{{ 序号 }}": ("word.number_outside_row", "", "{{ 序号 }}"),
    "{ 团组名称 }": ("word.looks_like_tag", "{{ 团组名称 }}", "{ 团组名称 }"),
    "｛团组名称｝": ("word.looks_like_tag", "{{ 团组名称 }}", "｛团组名称｝"),
    "{ { 团组名称 } }": ("word.looks_like_tag", "{{ 团组名称 }}", "{ { 团组名称 } }"),
    "${团组名称}": ("word.looks_like_tag", "{{ 团组名称 }}", "${团组名称}"),
    "[[团组名称]]": ("word.looks_like_tag", "{{ 团组名称 }}", "[[团组名称]]"),
    "《《来访人员.年龄》》": ("word.looks_like_tag", "{{ 来访人员.年龄 }}", "《《来访人员.年龄》》"),
    "{{ '甲' if 团组名称 == '' }}": ("expression.compared_with_empty", "is none", "团组名称 == ''"),
    "{{ '甲' if 人数 == none }}": ("expression.compared_with_none", "is none", "人数 == none"),
    "{{ 人数 / 0 }}": ("expression.division_by_zero", "", "人数 / 0"),
    "{{ 'x' if '甲' else 'y' }}": ("expression.literal_condition", "", "'甲'"),
}
"""What can be printed but was hardly meant; these are warnings."""


@dataclass(frozen=True)
class Broken:
    """A document with one thing wrong in its structure."""

    code: str
    data: bytes
    place: str
    meant: str = ""


def _fields(code: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (code[:6], code[6:]))
    ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"<w:p>{ends[0]}{runs}{ends[1]}{run_xml('结果')}{ends[2]}</w:p>"


def _drawn(attribute: str) -> str:
    inline = f'<wp:inline xmlns:wp="urn:wp"><wp:docPr id="1" name="图" {attribute}/></wp:inline>'
    return f"<w:p><w:r><w:drawing>{inline}</w:drawing></w:r></w:p>"


def _with_part(name: str, kind: str, content: str) -> bytes:
    data = build.related(template("甲"), kind, name, mode="Internal")
    return build.changed(data, {f"word/{name}": content.encode()})


def _with_title(title: str) -> bytes:
    data = template("甲")
    root = etree.fromstring(build.part_of(data, "docProps/core.xml"))
    next(element for element in root if str(element.tag).endswith("}title")).text = title
    return build.changed(data, {"docProps/core.xml": etree.tostring(root)})


_COMMENTS = (
    f'<w:comments xmlns:w="{build.W[1:-1]}"><w:comment w:id="0"><w:p>{run_xml("{{ 团组")}{run_xml("名称 }}")}</w:p>'
    "</w:comment></w:comments>"
)
_CHART = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:v>{{ 人数 }}</c:v></c:chart>'
_MATH = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>{{ 人数 }}</m:t></m:r>'
    "</m:oMath>"
)
_SHAPE = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="{{ 人数 }}"/></v:shape>'

STRUCTURE = {
    "over two paragraphs": Broken(
        "word.tag_over_paragraphs", template("甲", "{{ 团组", "名称 }}"), "正文 第2段", "{{ 团组名称 }}"
    ),
    "a row's tag without a table": Broken(
        "word.tag_outside_row", template("{%tr for v in 来访人员 %}"), "正文 第1段", "{%p for v in 来访人员 %}"
    ),
    "a cell's tag without a table": Broken(
        "word.tag_outside_cell", template("{%tc if 人数 %}"), "正文 第1段", "{%p if 人数 %}"
    ),
    "an end of another kind": Broken(
        "word.block_crosses", template("{%p if 人数 %}", "甲", "{% endif %}"), "正文 第3段", "{%p endif %}"
    ),
    "begun in one table, ended in another": Broken(
        "word.block_crosses",
        template([["{%tr if 人数 %}"], ["甲"]], "中", [["乙"], ["{%tr endif %}"]]),
        "正文 表2 第2行 第1列",
    ),
    "begun in a cell of one row, ended in the next": Broken(
        "word.block_crosses",
        template([["{{ 来访人员.年龄 }}", "{%tc if 人数 %}"], ["{%tc endif %}", ""]]),
        "正文 表1 第1行 第2列",
    ),
    "words beside a paragraph's tag": Broken(
        "word.text_beside_tag", template("甲", "{%p if 人数 %}别的字", "{%p endif %}"), "正文 第2段"
    ),
    "words beside a row's tag": Broken(
        "word.text_beside_tag", template([["甲"], ["{%tr if 人数 %}别的字"], ["{%tr endif %}"]]), "正文 表1 第2行 第1列"
    ),
    "two tables in a row": Broken(
        "word.two_tables_in_row", template([["甲", "{{ 来访人员.年龄 }}{{ 费用.金额 }}"]]), "正文 表1 第1行 第2列"
    ),
    "padding outside a row": Broken("word.padding_outside_row", template("{{ 来访人员 | 至少(5) }}"), "正文 第1段"),
    "padding without end": Broken(
        "word.padding_too_long", template([["甲", "{{ 来访人员 | 至少(501) }}"]]), "正文 表1 第1行 第2列"
    ),
    "a join that cannot be": Broken(
        "word.join",
        body_xml(
            f"<w:tbl><w:tr><w:tc>{paragraph_xml('甲')}</w:tc></w:tr></w:tbl>"
            + paragraph_xml("{%- if 人数 %}乙{% endif %}")
        ),
        "正文 第1段",
    ),
    "too many tags": Broken("word.too_many_tags", template("{{ 人数 }}" * 2001), "正文"),
    "in a nested table": Broken(
        "expression.unknown_name",
        body_xml(
            f"<w:tbl><w:tr><w:tc>{paragraph_xml('甲')}</w:tc><w:tc><w:tbl><w:tr><w:tc>{paragraph_xml('{{ 团组名陈 }}')}"
            f"</w:tc></w:tr></w:tbl>{paragraph_xml('')}</w:tc></w:tr></w:tbl>"
        ),
        "正文 表1 第1行 第2列 内表1 第1行 第1列",
        "团组名称",
    ),
    "in a header": Broken(
        "expression.unknown_name", build.with_header(template("甲"), "{{ 团组名陈 }}"), "页眉1 第1段", "团组名称"
    ),
    "a mail merge field": Broken(
        "word.merge_field", body_xml(_fields("MERGEFIELD 团组名称 \\* M")), "正文 第1段", "{{ 团组名称 }}"
    ),
    "in a field": Broken("word.tag_in_field", body_xml(_fields('REF "{{ 人数 }}"')), "正文 第1段"),
    "in a deletion": Broken(
        "word.tag_in_deleted",
        body_xml(
            f"{paragraph_xml('甲')}<w:p><w:del><w:r><w:delText>{{{{ 人</w:delText></w:r>"
            "<w:r><w:delText>数 }}</w:delText></w:r></w:del></w:p>"
        ),
        "正文 第2段",
    ),
    "in what was moved away": Broken(
        "word.tag_in_deleted",
        body_xml(f"<w:p><w:moveFrom>{run_xml('{{ 人数 }}')}</w:moveFrom></w:p>"),
        "正文 第1段",
    ),
    "in a comment": Broken("word.tag_in_comment", _with_part("comments.xml", "comments", _COMMENTS), "批注"),
    "in the properties": Broken("expression.unknown_name", _with_title("{{ 团组名陈 }}"), "文档属性 标题", "团组名称"),
    "a cell's mark without a cell": Broken("word.cell_tag_outside_cell", template("{% vm %}"), "正文 第1段"),
    "a merge of what does not repeat": Broken(
        "word.merge_outside_loop", template([["{% hm %}"]]), "正文 表1 第1行 第1列"
    ),
    "in a chart": Broken("word.tag_in_drawing", _with_part("charts/chart1.xml", "chart", _CHART), "图表"),
    "in an equation": Broken("word.tag_in_drawing", body_xml(f"<w:p>{_MATH}</w:p>"), "正文 第1段"),
    "in WordArt": Broken(
        "word.tag_in_drawing", body_xml(f"<w:p><w:r><w:pict>{_SHAPE}</w:pict></w:r></w:p>"), "正文 第1段"
    ),
    "in what is said of a picture": Broken("word.tag_in_drawing", body_xml(_drawn('descr="{{ 人数 }}"')), "正文 第1段"),
}
