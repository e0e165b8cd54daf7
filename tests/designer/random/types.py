"""Random record types: every type of field with random options, rules, flows, tables, lists, papers.

What is drawn may make no sense; `sensible` takes out, rule by rule, what the checks refuse, until nothing blocks.
"""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from app.definitions.checks import problems
from app.definitions.schema import RecordType
from app.definitions.world import World
from app.errors import Level
from app.fields import FIELD_TYPES
from tests.designer.random.options import Options
from tests.designer.random.rules import DATES, NUMBERS, Rules

Data = dict[str, Any]
LABELS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
ROLES = ("staff", "head", "foreign_affairs", "finance")
WHOLE = ("remind", "notify")
"""What is taken out with all that stands in it."""


class Drawing:
    """One random type."""

    def __init__(self, seed: int) -> None:
        self.rng, self.seed = Random(seed), seed
        self.count = 0
        self.options = Options(self.rng, f"random_{seed}")

    def definition(self) -> Data:
        """A type as plain data."""
        rng = self.rng
        fields = [self.field(in_table=False) for _ in range(rng.choice((1, 2, 4, 6, 9, 14)))]
        fields += [self.field(in_table=False, kind="table") for _ in range(rng.choice((0, 0, 1, 2)))]
        rng.shuffle(fields)
        flow = self._flow(fields) if rng.random() < 0.75 else None
        self._rules(fields, tuple(flow["states"]) if flow else ())
        data: Data = {
            "key": f"random_{self.seed}",
            "label": f"随机事项{self.seed}",
            "title": self._title(fields),
            "sections": list(self._sections(fields)),
            "rights": list(self._rights(fields, flow)),
            "views": list(self._views(fields)),
            "checks": list(self._checks(fields)),
        }
        if any(each["type"] == "serial" for each in fields):
            data["series"] = {"main": self._series(flow)}
        if flow:
            data["workflow"] = flow
        data |= self._more(fields)
        return data

    def field(self, *, in_table: bool, kind: str = "") -> Data:
        """A field with the options of its type."""
        rng = self.rng
        self.count += 1
        kinds = [each.name for each in FIELD_TYPES]
        if in_table:
            kinds = [name for name in kinds if self._fits_rows(name)]
        chosen = kind or rng.choice([name for name in kinds if name != "table"])
        label = LABELS[self.count % len(LABELS)] * (1 + self.count // len(LABELS))
        made: Data = {"key": f"f{self.count}", "type": chosen, "label": label, **self._options(chosen)}
        for name, chance in (("required", 0.2), ("read_only", 0.03), ("retired", 0.05), ("suggest", 0.1)):
            if rng.random() < chance:
                made[name] = True
        if rng.random() < 0.15:
            made["sensitive"] = rng.randint(0, 3)
        if rng.random() < 0.2 and not in_table:
            made["index"] = True
        if rng.random() < 0.2:
            made |= {"help": {"zh": "说明<b>", "en": "help & more"}, "placeholder": {"zh": "如<b>", "en": "e.g. &"}}
        if rng.random() < 0.2:
            made["width"] = rng.randint(1, 12)
        return made

    def _fits_rows(self, name: str) -> bool:
        kind = FIELD_TYPES.get(name)
        return kind.holds_value and kind.fits_rows and name not in ("table", "serial")

    def _options(self, kind: str) -> Data:
        drawn = self.options.drawn(kind)
        if kind == "table":
            return {"columns": [self.field(in_table=True) for _ in range(self.rng.randint(1, 5))], **drawn}
        return drawn

    def _rules(self, fields: list[Data], states: tuple[str, ...]) -> None:
        rules = Rules(self.rng, fields)
        for each in fields:
            self._rule(each, rules, states)
            for column in each.get("columns", ()):
                self._rule(column, Rules(self.rng, [*each["columns"], *fields]), ())

    def _rule(self, each: Data, rules: Rules, states: tuple[str, ...]) -> None:
        rng = self.rng
        if rng.random() < 0.2:
            each["visible"] = rules.condition()
        if rng.random() < 0.1:
            each["required"] = rules.condition()
        if rng.random() < 0.15 and (rule := rules.value(each["type"])):
            each["compute"] = rule
        elif rng.random() < 0.1 and (rule := rules.value(each["type"])):
            each["default"] = rule
        if states and rng.random() < 0.1:
            each["needed_for"] = [rng.choice(states)]
        if each.get("suggest") and rng.random() < 0.3:
            each["suggest"] = [rng.choice(rules.fields)["key"]] if rules.fields else True

    def _title(self, fields: list[Data]) -> str:
        named = [f"{{{{ {each['key']} }}}}" for each in fields if each["type"] in ("text", "integer", "date", "choice")]
        return " ".join(["事", *named[:3]])

    def _sections(self, fields: list[Data]) -> Iterator[Data]:
        cut = self.rng.randint(0, len(fields))
        parts = [part for part in (fields[:cut], fields[cut:]) if part]
        for at, part in enumerate(parts):
            section = {"key": f"s{at}", "label": f"部分{at}", "fields": part}
            if at and self.rng.random() < 0.3:
                section["visible"] = Rules(self.rng, parts[0]).condition()
            yield section

    def _rights(self, fields: list[Data], flow: Data | None) -> Iterator[Data]:
        rng = self.rng
        states = list(flow["states"]) if flow else []
        yield {"role": "staff", "see": rng.choice(("own", "own_department", "all")), "create": True, "change": True}
        for role in ROLES[1:]:
            changed = rng.choice((True, (), states[:1]))
            yield {"role": role, "see": rng.choice(("own_department", "all", "none")), "change": changed}
        if rng.random() < 0.4:
            closed = rng.sample([each["key"] for each in fields], k=1)
            yield {"fields": closed, "see": [rng.choice(ROLES)], "others": rng.choice(("masked", "hidden"))}

    def _views(self, fields: list[Data]) -> Iterator[Data]:
        rng, keys = self.rng, [each["key"] for each in fields if each["type"] != "note"]
        for at in range(rng.choice((0, 1, 2))):
            columns = rng.sample(keys, k=min(len(keys), rng.randint(0, 5))) + rng.sample(
                ("title", "state", "owner"), k=1
            )
            view: Data = {
                "key": f"v{at}",
                "label": f"视图{at}",
                "columns": columns,
                "where": Rules(rng, fields).condition(),
            }
            if keys:
                view |= {"sort": [rng.choice(("", "-")) + rng.choice(keys)], "group": rng.choice(keys)}
                view["totals"] = {rng.choice(keys): rng.choice(("sum", "count", "avg", "min", "max"))}
            yield view

    def _checks(self, fields: list[Data]) -> Iterator[Data]:
        for at in range(self.rng.choice((0, 1, 2))):
            rule = Rules(self.rng, fields).condition()
            level = self.rng.choice(("warn", "warn", "block"))
            yield {
                "key": f"c{at}",
                "rule": rule,
                "level": level,
                "say": f"核对{at}",
                "at": self.rng.choice(fields)["key"],
            }

    def _flow(self, fields: list[Data]) -> Data:
        rng = self.rng
        states: Data = {"draft": {"label": "起草"}}
        moves: list[Data] = []
        before = "draft"
        for at in range(rng.randint(1, 3)):
            key = f"review{at}"
            states[key] = {
                "label": f"审核{at}",
                "tasks": list(self._tasks(fields)),
                "mode": rng.choice(("any", "all", "order")),
            }
            by = "owner" if at == 0 else "task"
            moves.append({"key": f"go{at}", "label": f"提交{at}", "from": [before], "to": key, "by": [by]})
            before = key
        states["done"] = {"label": "办结", "counts": True}
        moves.append({"key": "finish", "label": "同意", "from": [before], "to": "done", "by": ["task"]})
        moves.append({"key": "back", "label": "退回", "from": [before], "to": "draft", "by": ["task"], "tone": "back"})
        if rng.random() < 0.4:
            moves[0]["when"] = Rules(rng, fields).condition()
        return {"start": "draft", "states": states, "transitions": moves}

    def _tasks(self, fields: list[Data]) -> Iterator[Data]:
        rng = self.rng
        people = [each["key"] for each in fields if each["type"] == "person"]
        units = [each["key"] for each in fields if each["type"] == "department"]
        for _ in range(rng.randint(1, 3)):
            task: Data = {"role": rng.choice(ROLES)}
            if people and rng.random() < 0.3:
                task = {"person": rng.choice([*people, "owner"])}
            elif units and rng.random() < 0.5:
                task["of"] = rng.choice(units)
            if rng.random() < 0.4:
                task["when"] = Rules(rng, fields).condition()
            if rng.random() < 0.3:
                task["due"] = rng.choice(("1 workday", "2 weeks", "36 hours"))
            yield task

    def _series(self, flow: Data | None) -> Data:
        taken = {"take": self.rng.choice(list(flow["states"]))} if flow and self.rng.random() < 0.7 else {}
        return {"pattern": "外〔{{ year }}〕{{ n }}号", "width": self.rng.randint(0, 4), **taken}

    def _more(self, fields: list[Data]) -> Data:
        rng = self.rng
        keys = {
            kind: [each["key"] for each in fields if each["type"] == kind]
            for kind in ("department", "table", "date", "figure")
        }
        more: Data = {"documents": [{"key": "sheet", "label": "呈批表", "template": template_of(self.seed)}]}
        if keys["table"] and rng.random() < 0.3:
            more["documents"][0]["each"] = keys["table"][0]
        if keys["department"] and rng.random() < 0.5:
            more["department_of"] = keys["department"][0]
        if keys["date"] and rng.random() < 0.5:
            more["year_of"] = keys["date"][0]
            more["remind"] = [{"at": keys["date"][0], "before": "3 days", "say": "快到了"}]
        if keys["figure"]:
            more["home"] = keys["figure"][:4]
            more["transcribe"] = {"label": "对照", "rows": [{"label": "数", "value": f"{{{{ {keys['figure'][0]} }}}}"}]}
            if rng.random() < 0.3:
                more["draws_on"] = rng.choice(("record.owner == report.owner", "owner is not none", "people > 0"))
        if rng.random() < 0.3:
            more["brief"] = self._title(fields)
        if rng.random() < 0.1:
            more["one_per"] = [rng.choice(fields)["key"]]
        if rng.random() < 0.3:
            more["notify"] = [{"on": "task_given", "to": "holder"}]
        return more


def template_of(seed: int) -> str:
    """The name of its template."""
    return f"随机模板{seed}"


def tags_of(definition: RecordType) -> list[str]:
    """A tag for every field, and for every column within its table."""
    found = [f"{{{{ {each.label.zh} }}}}" for each in definition.fields() if each.kind.holds_value and not each.columns]
    return [
        *found,
        *(f"{{{{ {table.label.zh}.{column.label.zh} }}}}" for table in definition.fields() for column in table.columns),
    ]


def sensible(data: Data, world: World) -> RecordType:
    """The type without what blocks: each refused rule is taken out where it stands."""
    for _ in range(60):
        definition = RecordType.model_validate(data)
        blocking = [each for each in problems(definition, world=world) if each.level is Level.BLOCK]
        if not blocking:
            return definition
        for fault in blocking:
            _take_out(data, fault.place)
    raise AssertionError(f"{data['key']} cannot be mended: {blocking}")


def _take_out(data: Data, path: str) -> None:
    """Take what stands at a path out of plain data; what has to be there is given something plain."""
    parts = [int(part) if part.isdecimal() else part for part in re.findall(r"[a-z0-9_]+", path)]
    if parts[0] in WHOLE:
        data.pop(parts[0], None)
        return
    at: Any = data
    for part in parts[:-1]:
        at = at[part] if isinstance(at, list) or part in at else None
        if at is None:
            return
    last = parts[-1]
    if last == "key":  # a circle that goes through columns or the section
        fields = (at, *at.get("columns", ()))
        taken = [each.pop(rule, None) for each in fields for rule in ("compute", "visible", "default")]
        if not any(taken):
            data["sections"][parts[1]].pop("visible", None)
    elif last == "title":
        at["title"] = "事"
    elif last == "rule":
        at["rule"] = "true"
    elif last == "say":
        at["say"] = "一条"
    elif last == "value" and at.get("agg"):
        at |= {"agg": "count", "value": "1"}
    elif isinstance(at, list) and isinstance(last, int) and last < len(at):
        del at[last]
    elif isinstance(at, dict):
        at.pop(last, None)


__all__ = ["DATES", "NUMBERS", "Drawing", "sensible", "tags_of", "template_of"]
