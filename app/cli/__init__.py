"""The command line: `python -m app <group> <verb>`, one module per group of verbs."""

import click

from app.cli.records import records, store
from app.cli.report import report
from app.cli.serve import demo, serve
from app.cli.types import types
from app.cli.word import word

GROUPS: tuple[click.Command, ...] = (serve, demo, types, records, store, word, report)
"""Every group and every single verb (serve, demo, records, store, word, report, user, audit, backup …), as shown."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Biaowen 表文: record types, forms, approval, Word filings and yearly reports."""


for _group in GROUPS:
    main.add_command(_group)
