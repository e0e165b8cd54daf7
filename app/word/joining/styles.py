"""The styles of all documents in one part: equal ones are shared, others of the same name get a name of their own."""

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lxml import etree

from app.word.joining.formats import fonts_of, free_of_theme, lay_under, neutral, part_of
from app.word.joining.source import Source
from app.word.markup import MAIN, PARAGRAPH_FORMAT, RUN_FORMAT, W

STYLE, VAL = W + "style", W + "val"
_REFERENCES = (W + "basedOn", W + "next", W + "link")
_DEFAULTS = {PARAGRAPH_FORMAT: W + "pPrDefault", RUN_FORMAT: W + "rPrDefault"}
_MARKS = ("styles", "theme", "numbering")
"""Documents that are equal in these parts have the same styles."""
_SILENT = {W + name for name in ("name", "aliases", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "rsid",
           "locked", "autoRedefine", *("basedOn", "next", "link"))}  # fmt: skip


@dataclass(frozen=True)
class Numbered:
    """The numbering that a paragraph style brings: the number's id and level, and the style's own indent."""

    number: str
    level: str
    indent: Any = None


@dataclass
class Dress:
    """What the styles of one document became: new ids by old ones, and what paragraphs have to say for themselves."""

    ids: Mapping[str, str] = field(default_factory=dict)
    paragraph: str = ""
    """The style of paragraphs that name none; empty where the common default is right."""
    table: str = ""
    numbered: Mapping[str, Numbered] = field(default_factory=dict)
    """Numberings by the new id of the style."""
    pressed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """Formats of paragraphs and runs by table style (new id), which paragraph styles would now hide."""
    own: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """What paragraph styles (new id) said by themselves, before the defaults went into them."""
    fonts: Mapping[str, str] | None = None
    """The typefaces of the theme, where it is another one than the common theme."""


class Styles:
    """The common styles, those of the first document to begin with."""

    def __init__(self, first: Source) -> None:
        self.root = _tree(first)
        self.theme = first.mark("theme")
        self.numbering = first.mark("numbering")
        self._names = {_name(each): each for each in self.root.iter(STYLE)}
        styles = {_id(each): each for each in self._names.values()}
        self._dresses = {first.mark(*_MARKS): Dress(numbered=_numbered(first, styles, {key: key for key in styles}))}

    def dress(self, source: Source) -> Dress:
        """Take the styles of a further document in."""
        mark = source.mark(*_MARKS)
        found = self._dresses.get(mark)
        if found is None:
            found = self._dresses[mark] = self._taken(source)
        return found

    def _taken(self, source: Source) -> Dress:
        root, fonts = _tree(source), None
        if source.mark("theme") != self.theme:
            fonts = fonts_of(source.tree("theme"))
            free_of_theme(root, fonts)
        styles = {_id(each): each for each in root.iter(STYLE)}
        own = {key: _formats(styles, key) for key, each in styles.items() if _kind(each) == "paragraph"}
        is_folded = self._fold_defaults(root, styles)
        shares_numbers = source.mark("numbering") == self.numbering
        ids = self._ids(styles, [key for key in styles if shares_numbers or not _has_number(styles, key)])
        self._add(ids, styles)
        tables = {ids[key]: _formats(styles, key) for key, each in styles.items() if _kind(each) == "table"}
        return Dress(
            ids={key: new for key, new in ids.items() if key != new},
            paragraph=self._default("paragraph", styles, ids),
            table=self._default("table", styles, ids),
            numbered=_numbered(source, styles, ids),
            pressed={key: found for key, found in tables.items() if is_folded and any(map(len, found))},
            own={ids[key]: found for key, found in own.items()} if is_folded else {},
            fonts=fonts,
        )

    def _fold_defaults(self, root: Any, styles: Mapping[str, Any]) -> bool:
        """Where the defaults differ, put them into the styles that all others stand on."""
        changed = False
        for kind in _DEFAULTS:
            common, mine = _default_format(self.root, kind), _default_format(root, kind)
            if _plain(common) == _plain(mine):
                continue
            changed = True
            for each in styles.values():
                if _kind(each) == "paragraph" and each.find(W + "basedOn") is None:
                    properties = part_of(each, kind)
                    lay_under(properties, () if mine is None else mine)
                    lay_under(properties, neutral(kind, common, mine))
        return changed

    def _ids(self, styles: Mapping[str, Any], sharable: Collection[str]) -> dict[str, str]:
        """The id of the equal common style for each, or a new one."""
        common = {_id(each): each for each in self._names.values()}
        taken, ids = set(common), {}
        for key, style in styles.items():
            twin = self._names.get(_name(style))
            if twin is not None and key in sharable and _same(style, styles, twin, common):
                ids[key] = _id(twin)
            else:
                ids[key] = next(free for free in _candidates(key) if free not in taken)
                taken.add(ids[key])
        return ids

    def _add(self, ids: Mapping[str, str], styles: Mapping[str, Any]) -> None:
        """Add the styles that are new, under their new ids and names; their numberings stand with the paragraphs."""
        known = {_id(each) for each in self._names.values()}
        for key, style in styles.items():
            if ids[key] in known:
                continue
            new = copy.deepcopy(style)
            new.set(W + "styleId", ids[key])
            new.attrib.pop(W + "default", None)
            for reference in new.iterchildren(*_REFERENCES):
                reference.set(VAL, ids.get(reference.get(VAL, ""), reference.get(VAL, "")))
            for number in new.findall(f"{PARAGRAPH_FORMAT}/{W}numPr"):
                number.getparent().remove(number)
            name = next(free for free in _candidates(_name(style), " ") if free not in self._names)
            if name != _name(style):
                new.set(W + "customStyle", "1")
                new.find(W + "name").set(VAL, name)
            self._names[name] = new
            self.root.append(new)

    def _default(self, kind: str, styles: Mapping[str, Any], ids: Mapping[str, str]) -> str:
        """What a document's default style is called now; empty if it is the common one."""
        mine = next((key for key, each in styles.items() if _kind(each) == kind and _is_default(each)), "")
        common = next((_id(each) for each in self.root.iter(STYLE) if _kind(each) == kind and _is_default(each)), "")
        return "" if not mine or ids[mine] == common else ids[mine]


def _tree(source: Source) -> Any:
    found = source.tree("styles")
    return etree.Element(W + "styles", nsmap={"w": MAIN}) if found is None else found


def _id(style: Any) -> str:
    return str(style.get(W + "styleId", ""))


def _kind(style: Any) -> str:
    return str(style.get(W + "type", "paragraph"))


def _is_default(style: Any) -> bool:
    return style.get(W + "default") in {"1", "true", "on"}


def _name(style: Any) -> str:
    named = style.find(W + "name")
    return _id(style) if named is None else str(named.get(VAL, ""))


def _candidates(wanted: str, between: str = "") -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}{between}{number}" for number in count(2))


def _default_format(root: Any, kind: str) -> Any:
    return root.find(f"{W}docDefaults/{_DEFAULTS[kind]}/{kind}")


def _plain(element: Any) -> bytes:
    """The same for properties that say the same; nothing for none."""
    if element is None or not (len(element) or element.attrib):
        return b""
    return bytes(etree.tostring(element, method="c14n", exclusive=True))


def _says(style: Any) -> list[bytes]:
    """What a style does, without what it is called and where it stands in menus."""
    return [_plain(child) for child in style if child.tag not in _SILENT]


def _same(style: Any, styles: Mapping[str, Any], twin: Any, twins: Mapping[str, Any], depth: int = 0) -> bool:
    """Whether two styles look alike, whatever they stand on included."""
    if _kind(style) != _kind(twin) or _is_default(style) != _is_default(twin) or _says(style) != _says(twin):
        return False
    base, other = styles.get(_base(style)), twins.get(_base(twin))
    if base is None or other is None or depth > 20:
        return base is other
    return _name(base) == _name(other) and _same(base, styles, other, twins, depth + 1)


def _base(style: Any) -> str:
    found = style.find(W + "basedOn")
    return "" if found is None else str(found.get(VAL, ""))


def _chain(styles: Mapping[str, Any], key: str) -> Iterator[Any]:
    """The style and those that it stands on."""
    for _ in range(20):
        style = styles.get(key)
        if style is None:
            return
        yield style
        key = _base(style)


def _formats(styles: Mapping[str, Any], key: str) -> tuple[Any, Any]:
    """What the style and those under it say of paragraphs and of runs."""
    found = []
    for kind in (PARAGRAPH_FORMAT, RUN_FORMAT):
        properties = etree.Element(kind)
        for style in _chain(styles, key):
            said = style.find(kind)
            lay_under(properties, () if said is None else said)
        found.append(properties)
    return found[0], found[1]


def _has_number(styles: Mapping[str, Any], key: str) -> bool:
    return any(style.find(f"{PARAGRAPH_FORMAT}/{W}numPr") is not None for style in _chain(styles, key))


def _numbered(source: Source, styles: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Numbered]:
    """The paragraph styles that number their paragraphs."""
    levels = _linked_levels(source)
    found = {}
    for key, style in styles.items():
        own = style.find(f"{PARAGRAPH_FORMAT}/{W}numPr")
        number = None if own is None else own.find(W + "numId")
        if number is None or number.get(VAL) == "0":
            continue
        level = own.find(W + "ilvl")
        said = levels.get(key, "0") if level is None else str(level.get(VAL, "0"))
        indent = style.find(f"{PARAGRAPH_FORMAT}/{W}ind")
        found[ids[key]] = Numbered(str(number.get(VAL, "")), said, copy.deepcopy(indent))
    return found


def _linked_levels(source: Source) -> dict[str, str]:
    numbering = source.tree("numbering")
    if numbering is None:
        return {}
    links = ((level, level.find(W + "pStyle")) for level in numbering.iter(W + "lvl"))
    return {str(link.get(VAL)): str(level.get(W + "ilvl", "0")) for level, link in links if link is not None}
