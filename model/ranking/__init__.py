"""The learned blend: what the recommenders say and what the person's own past says, by trees.

Everything here is numpy on plain arrays; what makes the arrays is `model.training.ranking`.
"""
