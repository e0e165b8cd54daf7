"""What imports cannot show: where commits and selects stand, how long things are, that no file is an orphan."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT
from app.definitions import template_kinds
from app.definitions.files import Forms, read_forms
from app.errors import Level

APP = ROOT / "app"
FORMS = ROOT / "forms"
TEMPLATES = APP / "templates"
WORD_FILES = ROOT / "doc_templates"
MODULES = sorted(APP.rglob("*.py"))
PAGES = sorted(TEMPLATES.rglob("*.html"))

LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 50, 25
COMMITTERS = re.compile(r"^(cli|demo|jobs)/|(^|/)(\w+_)?views(\.py|/)")
"""Who may end a transaction: pages, commands, the worker of long jobs."""
NO_READERS = re.compile(r"(^|/)(\w+_)?(views|service|forms?|models|schema|rules|engine|actor)\.py$")
"""Who may not SELECT: pages ask `queries`, services change, the rest is pure."""


def name_of(path: Path) -> str:
    return path.relative_to(APP).as_posix()


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if (isinstance(called, ast.Name) and called.id == name) or (
                isinstance(called, ast.Attribute) and called.attr == name
            ):
                yield node


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def places(found: Iterator[tuple[str, ast.stmt | ast.expr]]) -> list[str]:
    return [f"app/{name}:{node.lineno}" for name, node in found]


def test_only_pages_commands_and_jobs_commit(trees: dict[str, ast.Module]) -> None:
    found = (
        (name, call) for name, tree in trees.items() if not COMMITTERS.search(name) for call in calls(tree, "commit")
    )
    assert places(found) == []


def test_selects_stand_neither_in_pages_nor_in_services(trees: dict[str, ast.Module]) -> None:
    found = ((name, call) for name, tree in trees.items() if NO_READERS.search(name) for call in calls(tree, "select"))
    assert places(found) == []


def test_pages_and_services_do_not_use_legacy_queries(trees: dict[str, ast.Module]) -> None:
    found = (
        (name, node)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "query" and ast.unparse(node.value).endswith("session")
    )
    assert places(found) == []


@pytest.mark.parametrize("name", ["eval", "exec", "compile", "__import__"])
def test_nothing_runs_text_as_code(trees: dict[str, ast.Module], name: str) -> None:
    found = (
        (module, node)
        for module, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    )
    assert places(found) == []


def test_no_import_hides_in_a_function(trees: dict[str, ast.Module]) -> None:
    found = (
        (name, node)
        for name, tree in trees.items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    assert places(found) == []


def test_modules_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_functions_are_short(trees: dict[str, ast.Module]) -> None:
    found = (
        (name, function)
        for name, tree in trees.items()
        for function in functions(tree)
        if length(function) > LONGEST_FUNCTION
    )
    assert places(found) == []


def test_views_are_shorter(trees: dict[str, ast.Module]) -> None:
    found = (
        (name, function)
        for name, tree in trees.items()
        if name.endswith("views.py")
        for function in functions(tree)
        if length(function) > LONGEST_VIEW
    )
    assert places(found) == []


def imported(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """What a module imports, as files would be called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, str(node.module)
            yield from ((node, f"{node.module}.{each.name}") for each in node.names)


def test_whatever_has_routes_is_called_views(trees: dict[str, ast.Module]) -> None:
    pages = {name for name, tree in trees.items() if list(calls(tree, "Blueprint"))}
    assert {name for name in pages if not name.endswith("views.py")} == set()


def test_pages_are_leaves(trees: dict[str, ast.Module]) -> None:
    """Import-linter knows whole names only: `views`, not `exchange_views`."""
    pages = {f"app.{name[:-3].replace('/', '.')}" for name in trees if name.endswith("views.py")}
    found = (
        (name, node)
        for name, tree in trees.items()
        if name != "__init__.py"
        for node, module in imported(tree)
        if module in pages
    )
    assert places(found) == []


def test_every_module_says_what_it_is_for(trees: dict[str, ast.Module]) -> None:
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def rendered(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Templates by the feature that renders them."""
    found: dict[str, set[str]] = {}
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[\w/-]+\.html", str(node.value)):
                found.setdefault(str(node.value), set()).add(name.split("/")[0])
    return found


def test_a_feature_renders_templates_of_its_own(trees: dict[str, ast.Module]) -> None:
    for template, features in rendered(trees).items():
        assert (TEMPLATES / template).is_file(), f"{template} does not exist"
        assert features <= {template.split("/")[0], "web"}, template


def test_no_template_is_an_orphan(trees: dict[str, ast.Module]) -> None:
    used = set(rendered(trees))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        used |= set(re.findall(r"""["']([\w/-]+\.html)["']""", text))
    dynamic = {name_of(page)[len("templates/") :] for page in PAGES if page.parent.name == "fields"}
    left = {page.relative_to(TEMPLATES).as_posix() for page in PAGES} - used - dynamic
    assert left == set()


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(TEMPLATES).as_posix() for page in PAGES])
def test_templates_keep_to_the_policy(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", text), "inline style or script"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert "<style" not in text
    assert not re.search(r"\|\s*safe\b", text), "text is escaped, always"
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "nothing comes from outside"


def definitions() -> Forms:
    return read_forms([FORMS], shown_from=ROOT)


def test_forms_load_clean() -> None:
    forms = definitions()
    faults = [fault for fault in forms.problems(forms.world(templates=WORD_FILES)) if fault.level is Level.BLOCK]
    assert [(fault.place, fault.code, dict(fault.facts)) for fault in faults] == []


def test_no_template_of_papers_is_an_orphan() -> None:
    named = {
        template_kinds.file_name(document.template)
        for each in definitions().types.values()
        for document in each.definition.documents
    }
    assert template_kinds.files_in(WORD_FILES).keys() - named == set()


MODERN_SCRIPT = re.compile(
    r"\.at\(|\.replaceAll\(|structuredClone|\?\?=|\|\|=|&&=|Object\.hasOwn|\.findLast|\.toSorted|randomUUID"
)
MODERN_STYLE = re.compile(
    r":has\(|:is\(|:where\(|color-mix\(|light-dark\(|@container|@layer|aspect-ratio|\binset:|accent-color|text-wrap|oklch|\bd[sl]vh\b"
)


@pytest.mark.parametrize("kind", ["js", "css"])
def test_our_styles_and_scripts_are_old_enough(kind: str) -> None:
    pattern = MODERN_SCRIPT if kind == "js" else MODERN_STYLE
    for path in (APP / "static" / "biaowen").rglob(f"*.{kind}"):
        found = pattern.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found[0] if found else ''} is newer than Chromium 86"
