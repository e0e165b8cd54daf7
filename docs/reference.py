"""Writes docs/reference.md from the code: `python -m docs.reference`; `--check` only says whether it is stale."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from app.accounts import passwords, paste
from app.cli import main as commands
from app.config import Settings
from app.definitions import schema
from app.definitions.papers import AMENDED, AMENDED_OPINIONS, OPINIONS, amendment_names, opinion_names
from app.documents import bulk, making
from app.expressions import faults, functions
from app.expressions.scope import RESERVED, Name
from app.fields import FIELD_TYPES, FieldDef
from app.fields import table as tables
from app.fields.base import FieldOptions, FieldType
from app.imports import table as sheets
from app.records import drafts, file_kinds, files, lists
from app.web import sent
from app.word import package, syntax, tags
from app.workflow import press

TARGET = Path(__file__).with_suffix(".md")

HEAD = """\
# Reference 参考

Made from the code by `python -m docs.reference`; do not edit by hand.
由程序生成，请勿手工修改。

1. [Definition files 定义文件](#1-definition-files-定义文件)
2. [Field types 字段类型](#2-field-types-字段类型)
3. [Expressions 表达式](#3-expressions-表达式)
4. [Word tags 模板标签](#4-word-tags-模板标签)
5. [Commands 命令](#5-commands-命令)
6. [Settings 设置](#6-settings-设置)
7. [Limits 限度](#7-limits-限度)
"""

PARTS: tuple[tuple[type[BaseModel], str], ...] = (
    (schema.RecordType, "A file in `forms/types/` 一个事项"),
    (schema.Section, "`sections` 分组"),
    (FieldDef, "`fields`, and `columns` of a table 字段，表格的列"),
    (schema.Check, "`checks` 规则"),
    (schema.Series, "`series` 编号"),
    (schema.Right, "`rights` 权限"),
    (schema.Workflow, "`workflow` 流程"),
    (schema.State, "`states` 状态"),
    (schema.Task, "`tasks` 待办"),
    (schema.Transition, "`transitions` 操作"),
    (schema.Amendment, "`amendments` 变更"),
    (schema.View, "`views` 常用筛选"),
    (schema.Document, "`documents` 材料"),
    (schema.Transcribe, "`transcribe` 对照填报"),
    (schema.TranscribeRow, "`rows` of it 其中各行"),
    (schema.Notice, "`notify` 通知"),
    (schema.Remind, "`remind` 提醒"),
    (schema.Change, "`changes` 改名"),
    (schema.Role, "`roles` in `forms/roles.yaml` 角色"),
    (schema.ChoiceList, "A file in `forms/lists/` 一个选项表"),
    (schema.ListColumn, "`columns` of it 选项的列"),
    (schema.ListEntry, "`entries` 选项"),
)

TAGS: tuple[tuple[str, str, str], ...] = (
    ("{{ 团组名称 }}", "字段的内容，名称或键都可以", "a field, by its label or its key"),
    ("{{ 抵达日期 | 年月日 }}", "加上格式，见第 3 节", "with a format, see section 3"),
    ('{{ "（团长）" if 来访人员.团长 }}', "只在条件成立时印", "printed only if the condition holds"),
    ("{{ 来访人员.护照姓名 }}", "在表格的一行里：一人一行", "in a row of a table: the row repeats"),
    ("{{ 序号 }}", "这一行的序号", "the number of the row"),
    ("{{ 来访人员 | 至少(5) }}", "不足五行用空行补足", "with empty rows up to five"),
    ("{{p 来访目的说明 }}", "一段变多段，一、（一）1. 成为标题", "a text as paragraphs with its headings"),
    ("{%p if 媒体情况 is defined %} … {%p endif %}", "各占一段，中间的段落有条件地印", "paragraphs on a condition"),
    ("{%tr if 有媒体随行 %} … {%tr endif %}", "各占一行，中间的行有条件地印", "rows on a condition"),
    ("{%tc if 有媒体随行 %} … {%tc endif %}", "各占一格，中间的格有条件地印", "cells on a condition"),
    ("{% if 有媒体随行 %}有{% else %}无{% endif %}", "一段之内的条件", "a condition within a paragraph"),
    ("{%p elif 已报备公安部门 %}", "另一个条件", "another condition"),
    ("{% for 项 in 日程 %}{{ 项.活动内容 }}；{% endfor %}", "逐项印在一段里", "each in a paragraph"),
    ('{{ "。" if loop.last else "；" }}', "在 for 里：最后一项用句号", "in a loop: the last one ends the sentence"),
    ("{% set 人 = 第一个(来访人员) %}", "给算出的内容起一个名字", "a name for something computed"),
    ("{{ 级别 | 勾选 }}", "□ 部级 ☑ 厅局级；后面已有方框时在原处打勾", "boxes; those that stand behind it are ticked"),
    (
        "{{ 级别 | 勾选('部级') }}",
        "这一项的方框，也可以写在复选框控件的标题里",
        "one box, also as the title of a check box",
    ),
    ("{{ 照片 | 图片(宽='6cm') }}", "图片", "a picture"),
    ("{{ 备案编号 | 二维码 }}", "二维码", "a QR code"),
    ("{{ 网址 | 链接 }}", "可以点的网址", "an address that can be clicked"),
    ("{% cellbg 'FFDD00' if 有媒体随行 %}", "单元格的底色", "the colour of a cell"),
    ("{% colspan 3 %}", "单元格跨几列", "over how many columns a cell reaches"),
    ("{% vm %}", "在重复的行里：这一格上下合并", "in rows that repeat: one cell over all of them"),
    ("{% hm %}", "在重复的格里：这一格左右合并", "in cells that repeat: one cell over all of them"),
    ("{% pagebreak %}", "后面的内容另起一页", "what follows begins on a new page"),
    ("{# 给同事的说明 #}", "说明，不印", "a comment, not printed"),
)
"""What people write into templates: the tag, and what it does in both languages."""

LIMITS: tuple[tuple[str, str, int, str], ...] = (
    ("表达式的字符", "characters of an expression", faults.MAX_CHARACTERS, ""),
    ("表达式的部分", "parts of an expression", faults.MAX_NODES, ""),
    ("括号的层数", "levels of brackets", faults.MAX_DEPTH, ""),
    ("一个数的位数", "digits of a number", faults.MAX_DIGITS, ""),
    ("一次处理的行或项", "rows or items handled at once", faults.MAX_ITEMS, ""),
    ("一个表格的行", "rows of a table", tables.MOST_ROWS, ""),
    ("一次批量选择的记录", "records picked in a list", lists.MOST_PICKED, ""),
    ("没有保存的内容", "unsaved content of a form", drafts.MAX_BYTES, "B"),
    ("一个附件", "one uploaded file", files.MAX_BYTES, "B"),
    ("图片的像素", "pixels of a picture", file_kinds.MAX_PIXELS, ""),
    ("附件名的字符", "characters of a file name", sent.MAX_NAME, ""),
    ("审批意见的字符", "characters of an opinion", press.MOST_WORDS, ""),
    ("每行一份的材料，一次", "files of a paper with one for each row, at once", making.MOST_AT_ONCE, ""),
    ("一次批量生成材料的记录", "records whose papers are made at once", bulk.MOST, ""),
    ("一个 Word 或 Excel 模板", "a Word or Excel template", package.MAX_FILE, "B"),
    ("一个模板里的标签", "tags of a template", tags.MAX_TAGS, ""),
    ("一个标签的字符", "characters of a tag", syntax.MAX_TAG, ""),
    ("导入的表格文件", "a file of a table to import", sheets.FILE_LIMIT, "B"),
    ("导入的行", "rows of a table to import", sheets.ROW_LIMIT, ""),
    ("导入的列", "columns of a table to import", sheets.COLUMN_LIMIT, ""),
    ("导入的格", "cells of a table to import", sheets.CELL_LIMIT, ""),
    ("粘贴的字符", "characters pasted at once", sheets.PASTE_LIMIT, ""),
    ("密码最少的字符", "least characters of a password", passwords.LEAST, ""),
    ("一次粘贴的用户", "users pasted at once", paste.MOST, ""),
)
"""In Chinese, in English, how many, of what."""


def written() -> str:
    """The whole page."""
    parts = (_definitions(), _field_types(), _expressions(), _word(), _commands(), _settings(), _limits())
    return "\n".join([HEAD, *("\n".join(part) for part in parts)]).rstrip() + "\n"


def _definitions() -> Iterator[str]:
    yield "## 1. Definition files 定义文件\n"
    yield "`python3 run.py types check` says what is wrong with them; `types schema` prints them as JSON Schema.\n"
    for model, title in PARTS:
        yield f"### {title}\n"
        yield _sentence(model) + "\n"
        yield from _keys(model, skip={"options"})


def _field_types() -> Iterator[str]:
    yield "## 2. Field types 字段类型\n"
    yield "Every field has the keys of [fields](#fields-and-columns-of-a-table-字段表格的列); its type adds these.\n"
    for kind in FIELD_TYPES:
        yield f"### `{kind.name}` {kind.label}\n"
        yield f"{_sentence(type(kind))} {_uses(kind)}\n"
        if kind.Options.model_fields:
            if kind.Options is not FieldOptions:
                yield _sentence(kind.Options) + "\n"
            yield from _keys(kind.Options)
        yield from _examples(kind)


def _uses(kind: FieldType) -> str:
    if not kind.holds_value:
        return "Holds nothing."
    sorted_by = "can be filtered and sorted by" if kind.slot else "cannot be filtered or sorted by"
    return f"In expressions: {kind.kind.name.lower()}; {sorted_by}."


def _examples(kind: FieldType) -> Iterator[str]:
    if not kind.examples:
        return
    yield "| typed 填写 | stored 存储 | shown 显示 | with 设置 |"
    yield "|---|---|---|---|"
    for each in kind.examples:
        options = ", ".join(f"{key}: {value}" for key, value in (each.options or {}).items())
        yield f"| {_code(each.raw)} | {_code(each.stored)} | {_cell(each.shown)} | {_cell(options)} |"
    yield ""


def _expressions() -> Iterator[str]:
    yield "## 3. Expressions 表达式\n"
    yield "Names are keys or Chinese labels; one that would be misread, because of the signs in it, stands in 「」."
    yield "Nothing filled in is missing: a calculation with it is missing, a comparison with it is no.\n"
    yield "| write | for 含义 |"
    yield "|---|---|"
    yield "| `+ - * / // %` | arithmetic 四则、整除、余数 |"
    yield "| `== != < <= > >=` | comparison 比较 |"
    yield "| `and or not` | 并且、或者、不是 |"
    yield "| `x in list`, `x not in list` | one of 属于 |"
    yield "| `x is defined`, `x is none` | filled in or not 有没有填 |"
    yield "| `a if condition else b` | choice 条件 |"
    yield "| `visitors[is_head]` | the rows for which it holds 符合条件的行 |"
    yield "| `visitors.name_zh` | a column 一列 |"
    yield "| `visitors[0]` | the first row 第一行 |\n"
    yield "Names that are always there 任何地方都能用的名称：\n"
    yield "| key | 名称 |"
    yield "|---|---|"
    yield from _names(RESERVED)
    yield ""
    yield "### Functions and formats 函数和格式\n"
    yield "Each can be written as `count(visitors)` or `visitors | count`, by either name.\n"
    yield "| name | 名称 | 说明 | help | example |"
    yield "|---|---|---|---|---|"
    for entry in functions.FUNCTIONS.entries:
        also = "".join(f", `{name}`" for name in entry.also)
        yield (
            f"| `{entry.name}`{also} | {entry.zh} | {_cell(entry.help_zh)} | {_cell(entry.help_en)}"
            f" | {_code(entry.example)} |"
        )
    yield ""


def _names(names: Any, before: str = "", label: str = "") -> Iterator[str]:
    for name in names:
        yield f"| `{before}{name.key}` | {label}{name.label} |"
        yield from _names(name.members, f"{before}{name.key}.", f"{label}{name.label}.")


def _word() -> Iterator[str]:
    yield "## 4. Word tags 模板标签\n"
    yield "Typed into an ordinary .docx. `p`, `tr`, `tc` after the opening take the whole paragraph, row or cell.\n"
    yield "| tag 标签 | 作用 | what it does |"
    yield "|---|---|---|"
    for tag, chinese, english in TAGS:
        yield f"| {_code(tag)} | {chinese} | {english} |"
    yield ""
    yield f"Beside the fields a template may read `{OPINIONS}` (审批意见), a row for each decision, and for each"
    yield "state in which somebody decides its opinion, signer, day and signature"
    yield "每个有待办的环节都有意见、签批人、日期、签名：\n"
    yield "| key | 名称 |"
    yield "|---|---|"
    yield from _names(_opinions())
    yield ""
    yield f"Of a type with amendments also `{AMENDED}` (变更内容), a row for each field or row that one changes, and"
    yield f"`{AMENDED_OPINIONS}` (变更审批意见), of the amendment that is open, else of the last one agreed 变更：\n"
    yield "| key | 名称 |"
    yield "|---|---|"
    yield from _names(_amendments())
    yield ""
    yield from textwrap.dedent(_EXCEL).strip().splitlines()
    yield ""


_EXCEL = """\
    ### Workbooks Excel 模板

    A template may be an .xlsx, too: `{{ }}` in its cells, the columns of a table in one row. A number or a day that
    stands alone in its cell stays one; everything else is text, never a formula. The row repeats as if copies were
    inserted and filled down: `=C5*D5` becomes `=C6*D6`, `=SUM(D5:D5)` or `=SUM(D5)` below covers all of them, and
    merged cells, print areas, conditions, drop-downs, notes, pictures and charts move along. There are no `{% %}`.

    模板也可以是 .xlsx：标签 `{{ }}` 写在单元格里，一个表格的各列写在同一行。单独占一格的数和日期仍是数和日期，
    其余都是文字，不会成为公式。这一行逐行重复，就像插入行再向下填充：`=C5*D5` 到下一行是 `=C6*D6`，
    下面的 `=SUM(D5:D5)` 或 `=SUM(D5)` 会包括所有的行；合并单元格、打印区域、条件格式、下拉列表、批注、
    图片和图表跟着移动。没有 `{% %}`。
"""


def _opinions() -> tuple[Name, ...]:
    """Of a flow with one state in which somebody decides."""
    state = {"label": "部门审核", "tasks": [{"role": "head"}]}
    flow = {"start": "unit_review", "states": {"unit_review": state}}
    field = {"key": "name", "type": "text", "label": "名称"}
    section = {"key": "basic", "label": "基本情况", "fields": [field]}
    sample = {"key": "sample", "label": "例", "title": "例", "sections": [section], "workflow": flow}
    return tuple(opinion_names(schema.RecordType.model_validate(sample)))


def _amendments() -> tuple[Name, ...]:
    """Of a type with an amendment."""
    kind = {"label": "变更", "from": ["done"], "fields": ["name"], "tasks": [{"role": "head"}]}
    section = {"key": "basic", "label": "基本情况", "fields": [{"key": "name", "type": "text", "label": "名称"}]}
    sample = {"key": "sample", "label": "例", "title": "例", "sections": [section], "amendments": {"change": kind}}
    return tuple(amendment_names(schema.RecordType.model_validate(sample)))


def _commands() -> Iterator[str]:
    yield "## 5. Commands 命令\n"
    yield "`python3 run.py <command>`; `-h` behind any of them tells the same.\n"
    for path, command in command_paths(commands):
        context = click.Context(command, info_name=f"python3 run.py {path}")
        yield f"### `{path}`\n"
        yield "```\n" + " ".join(context.command_path.split() + command.collect_usage_pieces(context)) + "\n```\n"
        yield inspect.cleandoc(command.help or "").replace("\n\n", "\n\n") + "\n"
        options = [each for each in command.params if isinstance(each, click.Option)]
        if options:
            yield "| option | |"
            yield "|---|---|"
            for each in options:
                yield f"| {_code(', '.join(each.opts))} | {_cell(each.help or '')} |"
            yield ""


def command_paths(group: click.Command, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    for name, command in sorted(getattr(group, "commands", {}).items()):
        path = f"{before} {name}".strip()
        if isinstance(command, click.Group):
            yield from command_paths(command, path)
        else:
            yield path, command


def _settings() -> Iterator[str]:
    yield "## 6. Settings 设置\n"
    yield "In `settings.toml` in the instance folder, or as environment variables, which win.\n"
    yield "写在数据文件夹的 `settings.toml` 里，或用环境变量；都写了的，以环境变量为准。\n"
    yield "| setting | environment | default | |"
    yield "|---|---|---|---|"
    docs = _attribute_docs(Settings)
    for each in dataclass_fields(Settings):
        default = "instance/office" if each.name == "instance" else each.default
        yield (
            f"| `{each.name}` | `BIAOWEN_{each.name.upper()}` | {_code(default) if default != '' else '—'}"
            f" | {_cell(docs.get(each.name, ''))} |"
        )
    yield "\n`DATABASE_URL` is understood for `BIAOWEN_DATABASE_URL`.\n"


def _limits() -> Iterator[str]:
    yield "## 7. Limits 限度\n"
    yield "| 什么 | what | most 最多 |"
    yield "|---|---|---|"
    for chinese, english, number, unit in LIMITS:
        yield f"| {chinese} | {english} | {_amount(number, unit)} |"
    yield ""


def _amount(number: int, unit: str) -> str:
    if unit != "B":
        return f"{number:,}"
    whole, rest = divmod(number, 1024 * 1024)
    return f"{whole:,} MB" if not rest else f"{number / 1_000_000:g} MB"


# -- what the code says about itself


def _keys(model: type[BaseModel], skip: set[str] = frozenset()) -> Iterator[str]:  # type: ignore[assignment]
    docs = _attribute_docs(model)
    yield "| key | what | default | |"
    yield "|---|---|---|---|"
    for name, info in model.model_fields.items():
        if name in skip:
            continue
        default = "required" if info.is_required() else _default(info)
        kind, said = _cell(_kind(model, name)), _cell(docs.get(name, ""))
        yield f"| `{info.alias or name}` | {kind} | {_cell(default)} | {said} |"
    yield ""


def _default(info: Any) -> str:
    value = info.get_default(call_default_factory=True)
    if value is PydanticUndefined or value in ((), {}, "", None):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _kind(model: type[BaseModel], name: str) -> str:
    """The annotation as it stands in the code, without what only the program needs."""
    for owner in model.__mro__:
        source = inspect.get_annotations(owner).get(name)
        if source is not None:
            break
    told = _annotations(owner).get(name, "")
    told = re.sub(r"SerializeAsAny\[(.*)\]", r"\1", told)
    while (bare := re.sub(r"Annotated\[((?:[^\[\],]|\[[^\[\]]*\])+),.*\]", r"\1", told)) != told:
        told = bare
    told = re.sub(r"tuple\[(.+), \.\.\.\]", r"list of \1", told.strip("'\""))
    told = re.sub(r"Literal\[([^\]]*)\]", lambda found: re.sub("""'', |['"]""", "", found[1]), told)
    told = re.sub(r"dict\[(Key|str), (.*)\]", r"\2 by key", told)
    told = told.replace(" | None", "").replace("Keys", "one or more keys").replace("Expr", "expression")
    return re.sub(r"\b[A-Za-z]+\b", lambda found: _WORDS.get(found[0], found[0]), told)


_WORDS = {
    "str": "text",
    "int": "number",
    "bool": "true or false",
    "Pattern": "text with {{ }}",
    "Key": "key",
    "Label": "label",
    "Unit": "unit: a short label, with `one` for the English of a single one",
    "Decimal": "number",
    "date": "date",
    "time": "time of day",
    "datetime": "date and time",
    "MonthLimit": "month",
    "Format": "1",
    "Regex": "RE2 pattern",
    "FieldDef": "field",
}
"""What people call the types of the code."""


def _annotations(owner: type) -> Mapping[str, str]:
    return {
        node.target.id: ast.unparse(node.annotation)
        for node in _class_body(owner)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _attribute_docs(owner: type) -> dict[str, str]:
    """The strings under attributes, of this class and those it builds on."""
    docs: dict[str, str] = {}
    for each in reversed(owner.__mro__):
        if each.__module__.startswith("app."):
            body = _class_body(each)
            for node, following in pairwise(body):
                if (
                    isinstance(node, ast.AnnAssign)
                    and isinstance(node.target, ast.Name)
                    and isinstance(following, ast.Expr)
                    and isinstance(following.value, ast.Constant)
                ):
                    docs[node.target.id] = " ".join(str(following.value.value).split())
    return docs


def _class_body(owner: type) -> list[ast.stmt]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    return tree.body if isinstance(tree, ast.ClassDef) else []


def _sentence(thing: type) -> str:
    return " ".join(inspect.cleandoc(thing.__doc__ or "").split())


def _code(value: Any) -> str:
    """In a cell of a table; a bar in it has to be escaped."""
    text = str(value).replace("\r\n", "⏎").replace("\n", "⏎").replace("|", "\\|")
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("\r\n", "⏎").replace("\n", "⏎").replace("|", "\\|")


def main() -> None:
    """Write it, or say whether it is stale."""
    fresh = written()
    if "--check" in sys.argv[1:]:
        raise SystemExit(0 if TARGET.read_text(encoding="utf-8") == fresh else "docs/reference.md is stale")
    TARGET.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
