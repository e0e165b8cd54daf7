"""Tests of files that another program opens."""
