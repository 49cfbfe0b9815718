"""One training run, from the lake to a model that is measured and written."""
