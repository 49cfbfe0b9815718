"""The next item of a session: candidates of several kinds, ordered by boosted trees.

Everything here is numpy on plain arrays; `model.training.session` writes the arrays.
"""
