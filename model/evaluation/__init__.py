"""Measures models on a held-out time, and decides whether one may replace another."""
