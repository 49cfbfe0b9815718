"""The next item of a session: candidates from several recommenders, ordered by boosted trees.

Everything here is numpy on plain arrays, so that it runs in the API's process. What builds the
arrays is `model.training.session`.
"""
