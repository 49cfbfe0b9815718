"""Merchandising rules: pins, blocks, boosts and burials over the learned order."""
