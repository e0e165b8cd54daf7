"""Brings a fresh checkout to where it can run, with nothing but the standard library."""
