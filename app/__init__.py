"""Biaowen 表文: the application is put together here, and only here."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app import config
from app.accounts import current, session_views
from app.accounts import views as accounts_views
from app.audit import views as audit_views
from app.audit import watch
from app.choices import entry_views, list_views
from app.choices import import_views as list_import_views
from app.choices import views as choices_views
from app.designer import borrow_views as designer_borrow
from app.designer import carry_views as designer_carry
from app.designer import draft_views as designer_drafts
from app.designer import exchange_views, field_list_views, start_views, upgrade_views
from app.designer import rename_views as designer_rename
from app.designer import retire_views as designer_retire
from app.designer import rule_views as designer_rules
from app.designer import tab_views as designer_tabs
from app.designer import views as designer_views
from app.designer import wanted_views as designer_wanted
from app.designer.examples import views as designer_examples
from app.documents import bulk, bulk_views, pdf, pdf_views
from app.documents import views as documents_views
from app.extensions import csrf
from app.jobs import views as jobs_views
from app.jobs.worker import Chore, Work, Worker
from app.notices import mail_views, sending
from app.notices import trial as mail_trial
from app.notices import views as notices_views
from app.numbers import views as numbers_views
from app.records import (
    calendar_views,
    export_views,
    form_views,
    import_views,
    importing,
    offers_views,
    relabelled,
    saved_views,
)
from app.records import file_views as records_files
from app.records import views as records_views
from app.records.carrying import work as carrying
from app.reminders import telling as reminders_telling
from app.reminders import views as reminders_views
from app.reports import views as reports_views
from app.shelf import pdf as shelf_pdf
from app.shelf import place_views, text_views, trial_views
from app.shelf import views as shelf_views
from app.sight import views as sight_views
from app.web import database, failures, filters, gates, headers, ids, language, navigation
from app.web import views as web_views
from app.workdays import views as workdays_views
from app.workflow import (
    amendment_views,
    automatic,
    batch,
    batch_views,
    behalf_views,
    handover_views,
    phrase_views,
    signature_views,
    stand_in_views,
    verb_views,
)
from app.workflow import views as workflow_views
from app.workflow.handover import work as handover

BLUEPRINTS = (
    web_views.bp,
    session_views.bp,
    accounts_views.bp,
    audit_views.bp,
    jobs_views.bp,
    workflow_views.bp,
    verb_views.bp,
    stand_in_views.bp,
    signature_views.bp,
    batch_views.bp,
    handover_views.bp,
    amendment_views.bp,
    behalf_views.bp,
    phrase_views.bp,
    reminders_views.bp,
    documents_views.bp,
    bulk_views.bp,
    shelf_views.bp,
    trial_views.bp,
    place_views.bp,
    designer_wanted.bp,
    text_views.bp,
    pdf_views.bp,
    notices_views.bp,
    mail_views.bp,
    numbers_views.bp,
    workdays_views.bp,
    records_views.bp,
    calendar_views.bp,
    records_files.bp,
    saved_views.bp,
    export_views.bp,
    import_views.bp,
    form_views.bp,
    offers_views.bp,
    reports_views.bp,
    choices_views.bp,
    entry_views.bp,
    list_views.bp,
    list_import_views.bp,
    designer_views.bp,
    designer_drafts.bp,
    designer_carry.bp,
    designer_rename.bp,
    designer_retire.bp,
    designer_borrow.bp,
    designer_rules.bp,
    designer_examples.bp,
    designer_tabs.bp,
    exchange_views.bp,
    field_list_views.bp,
    upgrade_views.bp,
    start_views.bp,
    sight_views.bp,
)
"""The pages of every feature."""

JOBS: dict[str, Work] = {
    **importing.JOBS,
    **batch.JOBS,
    **handover.JOBS,
    **automatic.JOBS,
    **bulk.JOBS,
    **pdf.JOBS,
    **shelf_pdf.JOBS,
    **carrying.JOBS,
    **relabelled.JOBS,
    **mail_trial.JOBS,
    **reminders_telling.JOBS,
}
"""Long work by kind."""

CHORES: tuple[Chore, ...] = (sending.send_waiting, automatic.each_day, reminders_telling.each_day)
"""What is seen to while the server runs."""


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application. `overrides`: settings in small letters, Flask's own keys in capitals."""
    settings = config.load(overrides)
    app = Flask("app", instance_path=str(settings.instance))
    app.config.from_mapping(config.flask_mapping(settings))
    app.config.from_mapping({key: value for key, value in (overrides or {}).items() if key.isupper()})
    ids.configure(app)
    headers.configure(app)
    database.configure(app)
    failures.configure(app)
    csrf.init_app(app)
    current.configure(app)
    language.configure(app)
    filters.configure(app)
    navigation.configure(app)
    gates.configure(app)
    watch.configure(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    gates.check_all_declared(app)
    app.extensions["worker"] = Worker(JOBS, app.app_context, CHORES)
    return app
