"""Tests, laid out like `app`: tests/<package>/test_<file>.py for app/<package>/<file>.py."""
