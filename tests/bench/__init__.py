"""Measurements: how fast pages and papers are made, beside the least that could be done."""
