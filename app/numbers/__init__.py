"""Registers of numbers without gaps."""
