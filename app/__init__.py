"""Biaowen 表文."""
