"""Where set-up puts things; all of it inside the checkout and ignored by git."""

import os
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"

CACHE = ROOT / ".cache"
LOG = CACHE / "setup.log"
LOCK = CACHE / "setup.lock"
SCRATCH = CACHE / "scratch"

VENV = ROOT / ".venv"
VENV_PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
VENV_PYTHON = VENV_PROGRAMS / ("python.exe" if os.name == "nt" else "python")

BASE_PYTHON = Path(getattr(sys, "_base_executable", sys.executable))
"""The Python that .venv is made from, also when .venv's own started us; that one may be about to be deleted."""

PYTHON_BUILD = f"{sys.implementation.cache_tag} {platform.machine()} {sys.base_prefix}"
"""Compiled packages fit one Python build only; a change of any part of this asks for new ones."""
