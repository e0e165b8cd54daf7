"""The reference is what the code says; the guides show what is there."""

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest

from app.cli import main as commands
from app.config import ROOT, Settings
from app.definitions.files import read_forms
from app.expressions.functions import FUNCTIONS
from app.fields import FIELD_TYPES
from app.word import check
from app.word.statements import statement
from app.word.syntax import Flaw, scan
from docs.pictures import templates
from docs.reference import TAGS, TARGET, command_paths, written

DOCS = ROOT / "docs"
GUIDES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
REFERENCE = TARGET.read_text(encoding="utf-8")
COMMANDS = dict(command_paths(commands))
VERBS = {"", "test", "bench", "setup", "help"}
"""What run.py does itself."""
LARGEST = 150_000


def test_the_reference_is_fresh() -> None:
    assert written() == REFERENCE, "python -m docs.reference writes it anew"


@pytest.mark.parametrize("name", FIELD_TYPES.names())
def test_each_field_type_is_in_the_reference(name: str) -> None:
    assert f"### `{name}` " in REFERENCE


def test_each_function_is_in_the_reference_by_both_names() -> None:
    missing = [entry.name for entry in FUNCTIONS.entries if f"| `{entry.name}`" not in REFERENCE]
    missing += [entry.zh for entry in FUNCTIONS.entries if f"| {entry.zh} |" not in REFERENCE]
    assert missing == []


def test_each_command_is_in_the_reference() -> None:
    assert [path for path in COMMANDS if f"### `{path}`" not in REFERENCE] == []


def test_each_setting_is_in_the_reference() -> None:
    assert [name for name in Settings.__dataclass_fields__ if f"`BIAOWEN_{name.upper()}`" not in REFERENCE] == []


@pytest.mark.parametrize("tag", [tag for tag, _zh, _en in TAGS])
def test_each_tag_of_the_reference_is_one(tag: str) -> None:
    found = list(scan(tag))
    assert found
    assert not any(isinstance(each, Flaw) for each in found)
    blocks = [each for each in found if not isinstance(each, Flaw) and each.mark == "%"]
    assert all(statement(each.source) for each in blocks)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_links_lead_somewhere(guide: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", guide.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith(("http", "mailto"))]
    assert [target for target in local if not (guide.parent / unquote(target)).exists()] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_commands_of_the_guides_exist(guide: Path) -> None:
    written_there = re.findall(r"python3 run\.py([^`#\n]*)", guide.read_text(encoding="utf-8"))
    assert [line.strip() for line in written_there if not _exists(line)] == []


def test_pictures_are_shown_and_small() -> None:
    shown = "".join(guide.read_text(encoding="utf-8") for guide in GUIDES)
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    assert [picture.name for picture in pictures if f"pictures/{picture.name}" not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("example", templates.EXAMPLES, ids=lambda example: example.name)
def test_the_templates_that_the_guide_shows_are_sound(example: templates.Example) -> None:
    assert check(templates.template_of(example), scope=templates.names()).faults == ()
    assert f"pictures/word-{example.name}.png" in (DOCS / "word-templates.md").read_text(encoding="utf-8")


def test_the_example_definition_of_the_guide_is_sound(tmp_path: Path) -> None:
    text = (DOCS / "admin-guide.zh-CN.md").read_text(encoding="utf-8")
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)):
        path = tmp_path / f"example{number}.yaml"
        path.write_text(block, encoding="utf-8")
        forms = read_forms((path,))
        assert forms.problems(forms.world(read_forms((ROOT / "forms",)))) == []


def _exists(line: str) -> bool:
    words = [word for word in shlex.split(line) if re.fullmatch(r"[a-z][a-z-]*", word)]
    first = words[0] if words and not line.strip().startswith("-") else ""
    return first in VERBS or first in COMMANDS or " ".join(words[:2]) in COMMANDS
