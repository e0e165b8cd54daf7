"""The lists of all documents in one part: each document counts its own from the beginning."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from app.word.joining.source import Source
from app.word.markup import MAIN, W

ABSTRACT, NUMBER, VAL = W + "abstractNum", W + "num", W + "val"
LEVELS = 9


class Numbering:
    """The common lists, those of the first document to begin with."""

    def __init__(self, first: Source) -> None:
        found = first.tree("numbering")
        self.name = first.part_of("numbering")
        self.is_changed = False
        self.root = etree.Element(W + "numbering", nsmap={"w": MAIN}) if found is None else found
        own = {_id(each): each for each in self.root.iter(ABSTRACT)}
        self._copies: dict[tuple[str, str], Any] = {(first.mark("numbering"), key): each for key, each in own.items()}
        self._last_list = max((int(key) for key in own if key.isdecimal()), default=0)
        numbers = (str(each.get(W + "numId", "")) for each in self.root.iter(NUMBER))
        self._last_number = max((int(number) for number in numbers if number.isdecimal()), default=0)

    def take(self, source: Source, numbers: Iterable[str]) -> dict[str, str]:
        """New numbers for those that a document uses: the same lists, counted from their beginning."""
        tree = source.tree("numbering")
        if tree is None:
            return {}
        known = {str(each.get(W + "numId", "")): each for each in tree.iter(NUMBER)}
        lists = {_id(each): each for each in tree.iter(ABSTRACT)}
        mark = source.mark("numbering")
        return {number: self._restarted(known[number], lists, mark) for number in numbers if number in known}

    def _restarted(self, number: Any, lists: Mapping[str, Any], mark: str) -> str:
        """The number as a new one over the common list, with every level set to its start."""
        self.is_changed = True
        self._last_number += 1
        named = number.find(W + "abstractNumId")
        wanted = lists.get("" if named is None else str(named.get(VAL, "")))
        common = self._list(wanted, lists, mark)
        new = etree.SubElement(self.root, NUMBER)
        new.set(W + "numId", str(self._last_number))
        etree.SubElement(new, W + "abstractNumId").set(VAL, _id(common))
        own = {str(each.get(W + "ilvl")): each for each in number.findall(W + "lvlOverride")}
        starts = dict(_starts(common))
        for level in map(str, range(LEVELS)):
            override = etree.SubElement(new, W + "lvlOverride")
            override.set(W + "ilvl", level)
            start = etree.SubElement(override, W + "startOverride")
            start.set(VAL, starts.get(level, "1"))
            for said in own.get(level, ()):
                if said.tag == start.tag:
                    start.set(VAL, str(said.get(VAL, "1")))
                else:
                    override.append(_plain(copy.deepcopy(said)))
        return str(self._last_number)

    def _list(self, wanted: Any, lists: Mapping[str, Any], mark: str) -> Any:
        """The common copy of a list."""
        key = (mark, "" if wanted is None else _id(wanted))
        if key not in self._copies:
            self._last_list += 1
            new = etree.Element(ABSTRACT) if wanted is None else _plain(copy.deepcopy(_followed(wanted, lists)))
            new.set(W + "abstractNumId", str(self._last_list))
            first = self.root.find(NUMBER)
            if first is None:
                self.root.append(new)
            else:
                first.addprevious(new)
            self._copies[key] = new
        return self._copies[key]


def used(root: Any) -> Iterator[str]:
    """The numbers that paragraphs name."""
    for number in root.iter(W + "numId"):
        if number.get(VAL) not in {None, "0"}:
            yield str(number.get(VAL))


def renumber(root: Any, numbers: Mapping[str, str]) -> None:
    """Let paragraphs name the new numbers."""
    for number in root.iter(W + "numId"):
        if number.get(VAL) in numbers:
            number.set(VAL, numbers[number.get(VAL)])


def _id(element: Any) -> str:
    return str(element.get(W + "abstractNumId", ""))


def _starts(common: Any) -> Iterator[tuple[str, str]]:
    for level in common.findall(W + "lvl"):
        start = level.find(W + "start")
        yield str(level.get(W + "ilvl")), "1" if start is None else str(start.get(VAL, "1"))


def _followed(wanted: Any, lists: Mapping[str, Any]) -> Any:
    """A list that only names a list style: the list of that style."""
    link = wanted.find(W + "numStyleLink")
    if link is None:
        return wanted
    return next((each for each in lists.values() if _styled(each) == link.get(VAL)), wanted)


def _styled(common: Any) -> str | None:
    """The list style that a list belongs to."""
    named = common.find(W + "styleLink")
    return None if named is None else named.get(VAL)


def _plain(element: Any) -> Any:
    """Without what ties a list to one document: its own mark, styles, pictures as bullets."""
    for tag in ("nsid", "tmpl", "styleLink", "numStyleLink", "pStyle", "lvlPicBulletId"):
        for found in list(element.iter(W + tag)):
            found.getparent().remove(found)
    return element
