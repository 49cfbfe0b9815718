"""Reads the lake into the interactions that training and evaluation use. Needs DuckDB."""
