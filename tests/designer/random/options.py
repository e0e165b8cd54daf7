"""Random options: every option of every type of field, as plain data; what is drawn is of the right shape."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.designer.random.rules import NUMBERS, Rules
from tests.designer.random.source import COLUMNS, FIELDS

Data = dict[str, Any]
TAGS = ("{{ period }}", "{{ state }}", "{{ 7 * 6 }}", "", "一、")


class Options:
    """Options of fields of a type with this key."""

    def __init__(self, rng: Random, own: str) -> None:
        self.rng, self.own = rng, own

    def drawn(self, kind: str) -> Data:
        """All options of a field of this type, each there or not; of a table all but its columns."""
        rng = self.rng
        match kind:
            case "choice":
                return self._choice()
            case "serial":
                return {"series": "main"}
            case "record":
                return self._some(of=rng.choice(("visit", "happening", self.own)), snapshot=True, copy=["name_of"])
            case "text":
                formed = {"pattern": "[A-Z]+[0-9]*", **self._some(example="A1")}
                return rng.choice([{}, formed, self._between(1, 30)])
            case "paragraph" | "rich":
                return {**self._between(1, 1000), **self._some(lines=rng.randint(4, 20))}
            case "year":
                return self._between(1990, 2040)
            case "phone":
                return self._some(short=True)
            case "note":
                return self._some(tone=rng.choice(("plain", "info", "warning")))
            case "table":
                return self._some(min_rows=rng.randint(0, 2), max_rows=rng.randint(2, 9), reported=True)
            case "figure":
                return self._figure()
            case "narrative":
                return self._narrative()
        return self._more(kind)

    def _more(self, kind: str) -> Data:
        rng = self.rng
        if kind in NUMBERS:
            unit = {"zh": "人", **self._some(en="people", one="person")}
            made = {**self._between(-5, 100), **self._some(unit=rng.choice((unit, "元")))}
            places = self._some(places=rng.randint(0, 3)) if kind != "integer" else {}
            return {**made, **places, **(self._some(currency=rng.choice(("EUR", "XXX"))) if kind == "money" else {})}
        if kind in ("date", "date_range"):
            limits = self._some(earliest="2000-01-01", latest="2024-06-30")
            return {**limits, **self._some(precision=rng.choice(("day", "month", "year")))}
        if kind == "month":
            return self._some(earliest="2000-01", latest="2024-06")
        if kind == "time":
            return self._some(earliest="08:30", latest="18:00")
        if kind == "datetime":
            return self._some(earliest="2000-01-01 00:00", latest="2024-06-30 12:00")
        if kind in ("file", "image"):
            kinds = rng.choice((["png"], ["jpg", "png"]))
            made = self._some(kinds=kinds, max_size=rng.randint(1, 50), many=True, max=rng.randint(2, 50))
            return {**made, **self._some(min=rng.randint(0, 2 if made.get("many") else 1))}
        return {}

    def _some(self, **options: object) -> Data:
        """Each of these, or not; what a reference is of has to be there."""
        return {key: given for key, given in options.items() if key == "of" or self.rng.random() < 0.4}

    def _between(self, low: int, high: int) -> Data:
        """Limits that do not cross."""
        cut = self.rng.randint(low, high)
        return self._some(min=self.rng.randint(low, cut), max=self.rng.randint(cut, high))

    def _choice(self) -> Data:
        rng, many = self.rng, self.rng.random() < 0.4
        styles = ("dropdown", "checkboxes") if many else ("dropdown", "radio")
        made: Data = {"many": True, **self._between(0, 3)} if many else {}
        if made.get("max") == 0:
            del made["max"]
        if rng.random() < 0.3:
            where = rng.choice(("entry.region == 'a'", "entry != 'b'", "entry.地区 == state"))
            return {"list": "kinds", **made, **self._some(where=where)}
        english = {"zh": "选c", "en": "c & more"}
        choices: list[Data] = [
            {"value": "a", "label": "选a"},
            {"value": "b", "label": "选b"},
            {"value": "c", "label": english},
        ]
        if rng.random() < 0.2:
            choices[1]["retired"] = True
        return {"choices": choices, **made, **self._some(style=rng.choice(styles))}

    def _source(self) -> tuple[Data, Rules, Sequence[Mapping[str, Any]]]:
        """What is drawn on, rules over it, and what can be read there."""
        rng = self.rng
        if rng.random() < 0.15:
            return {"of": self.own}, Rules(rng, []), []
        if rng.random() < 0.4:
            read = [*COLUMNS, *FIELDS[:-1]]
            return {"of": "happening", "rows": "guests"}, Rules(rng, read), read
        return {"of": "happening"}, Rules(rng, FIELDS), FIELDS[:-1]

    def _figure(self) -> Data:
        rng = self.rng
        source, rules, read = self._source()
        made = {**source, **self._some(where=self._where(rules), unit="批", places=rng.randint(0, 3))}
        agg = rng.choice(("count", "sum", "distinct", "min", "max", "avg"))
        if agg != "count":
            of = rng.choice((rules.number(), rules.date())) if agg in ("min", "max", "distinct") else rules.number()
            made |= {"agg": agg, "value": of}
        elif rng.random() < 0.3:
            made["agg"] = agg
        if read and rng.random() < 0.4:
            made["by"] = rng.choice([each["key"] for each in read] + ["state", "year(on)"])
        return made

    def _narrative(self) -> Data:
        rng = self.rng
        parts = [self._part() for _ in range(rng.choice((0, 1, 1, 2)))]
        texts = self._some(lead=self._text(()), close=self._text(()))
        return {**texts, **({"parts": parts} if parts else {}), **self._some(max=rng.choice((1, 200, 50000)), lines=9)}

    def _part(self) -> Data:
        rng = self.rng
        source, rules, read = self._source()
        keys = [each["key"] for each in read]
        order = [rng.choice(("", "-")) + rng.choice(keys)] if keys else []
        made = {**source, **self._some(where=self._where(rules), order=order, joint="、", most=rng.randint(0, 3))}
        return {
            **made,
            "say": self._text(keys),
            **self._some(heading=self._text(()), begin="有", end=self._text(()), none="无", total="f1"),
        }

    def _where(self, rules: Rules) -> str:
        return self.rng.choice((rules.condition(), "year(on) == period", "report.state == 'draft'", "true"))

    def _text(self, keys: Sequence[str]) -> str:
        """A text with a tag or two."""
        named = [f"{{{{ {key} }}}}" for key in keys]
        return "说" + "".join(self.rng.choice((*TAGS, *named)) for _ in range(3))
