"""Stage 2, ranking: trees over the candidates of all sources, or their weighted sum.

Everything here is numpy on plain arrays; `model.training.ranking` writes the arrays.
"""
