"""Blank forms of our own making, as offices have them: labels left and above, lines to write on, boxes, dates."""

from hypothesis import HealthCheck, settings

from .build import body_xml, paragraph_xml, run_xml
from .lookalikes import BOX

MODEST = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
"""For tests over whatever a form is made of."""
UNDERLINED = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


def lines(*texts: str) -> str:
    """Paragraphs; text in ` ` is underlined."""
    made = []
    for text in texts:
        pieces = text.split("`")
        runs = [run_xml(each) if at % 2 == 0 else UNDERLINED.format(each) for at, each in enumerate(pieces) if each]
        made.append(f"<w:p>{''.join(runs)}</w:p>")
    return "".join(made)


def cell(text: str = "", *, span: int = 1, merge: str = "", font: str = "") -> str:
    """A cell: lines of text, columns that it reaches over, `restart` or `continue`, the font of an empty one."""
    form = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    form += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    mark = f'<w:pPr><w:rPr><w:rFonts w:eastAsia="{font}"/></w:rPr></w:pPr>' if font else ""
    inside = lines(*text.split("\n")) if text else f"<w:p>{mark}</w:p>"
    return f'<w:tc><w:tcPr><w:tcW w:w="1500" w:type="dxa"/>{form}</w:tcPr>{inside}</w:tc>'


def table(*rows: list[str]) -> str:
    """A table of rows of cells."""
    made = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def row(*texts: str) -> list[str]:
    """Cells without more."""
    return [cell(text) for text in texts]


APPROVAL = body_xml(
    lines("对外接待审批表", "编号：`        `　　　填表日期：    年  月  日")
    + table(
        [cell("团组名称"), cell(span=3, font="仿宋")],
        row("国籍（地区）", "", "人　　数", ""),
        [cell("抵达日期"), cell("    年    月    日"), cell("接待规格"), cell("□部级 □厅局级 □处级")],
        [cell("有媒体随行"), cell("□是 □否", span=3)],
        [cell("来访目的："), cell(span=3)],
        [cell("来访人员", merge="restart"), cell("中文译名"), cell("年龄"), cell("出生日期")],
        [cell(merge="continue"), cell(), cell(), cell()],
        [cell(merge="continue"), cell(), cell(), cell()],
        [cell(merge="continue"), cell(), cell(), cell()],
        [
            cell("接待单位意见\n\n\n（单位公章）\n年　　月　　日", span=2),
            cell("领导审批意见：\n签字：\n年　　月　　日", span=2),
        ],
    )
    + lines("联系人：__________　电话：__________")
)
"""Labels at the left, a list of people under headings, opinions to be signed."""

LETTER = body_xml(
    lines(
        "邀请函",
        "兹邀请______同志等___人，于20__年__月__日至__月__日访问（      ）。",
        "邀请单位（盖章）：",
        "职　　务：`　　　　　`传真：　　　　　　邮箱：",
        "性别：男□　女□",
        "共　　　人，经费预算____万元",
    )
)
"""Running text with places in it."""

COSTS = body_xml(
    table(
        row("项目", "预算（元）", "决算（元）"),
        row("国际旅费", "", ""),
        row("住宿费", "", ""),
    )
    + lines("参团人员名单")
    + table(row("序号", "姓　名", "职务"), row("1", "", ""), row("2", "", ""), row("合计", "", ""))
)
"""A matrix, and a numbered list with a sum under it."""

BOXED = body_xml(BOX.format(lines("密级：____")) + paragraph_xml("附件"))
"""A place in a text box, with its copy for old Word."""

FORMS = {"approval": APPROVAL, "letter": LETTER, "costs": COSTS, "boxed": BOXED}
