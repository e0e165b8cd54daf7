"""The expression language, without an application."""
