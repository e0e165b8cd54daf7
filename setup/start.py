"""What each verb of run.py needs, and what it starts."""

from collections.abc import Sequence

from setup import browsers, checks, console, front_end, node, packages
from setup.advice import advice_on
from setup.places import VENV_PYTHON
from setup.programs import become
from setup.steps import Step, take

BENCHES = ("word", "web", "hostile", "designer")


def start(arguments: Sequence[str], *, help_text: str) -> int:
    """Install what the verb needs, then do it; a person gets advice, never a traceback."""
    console.speak_unicode()
    try:
        return _start(arguments, help_text)
    except console.SetupError as problem:
        console.say(f"\n{problem}")
    except OSError as problem:
        console.say(f"\n{problem}\n{advice_on(str(problem))}")
    except KeyboardInterrupt:
        console.say("\n已停止；下次启动会接着装 / stopped; the next start goes on from here")
    return 1


def _start(arguments: Sequence[str], help_text: str) -> int:
    verb, rest = read_verb(arguments)
    if verb == "--help":
        console.say(help_text)
        return 0
    module = _module(verb, rest)  # before anything is installed, so that a slip costs no time
    take(_steps(verb))
    if verb == "setup":
        return 0
    if verb == "test":
        return checks.check(rest)
    return become([VENV_PYTHON, "-m", *module])


def _steps(verb: str) -> list[Step]:
    match verb:
        case "test":
            return [*packages.steps_to_test(), *node.steps_to_test(), *front_end.steps(), *browsers.steps_to_test()]
        case "bench":
            return [*packages.steps_to_test(), *front_end.steps()]
        case _:
            return [*packages.steps_to_run(), *front_end.steps()]


def _module(verb: str, rest: Sequence[str]) -> Sequence[str]:
    if verb != "bench":
        return ("app", verb, *rest)
    if not rest or rest[0] not in BENCHES:
        raise console.SetupError(f"run.py bench {'|'.join(BENCHES)}")
    return (f"tests.bench.{rest[0]}", *rest[1:])


def read_verb(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Give the verb and what follows it; no verb means the office's own server."""
    if not arguments:
        return "serve", []
    first, *rest = arguments
    if first in {"-h", "--help"}:
        return "--help", []
    return ("serve", [*arguments]) if first.startswith("-") else (first, rest)
