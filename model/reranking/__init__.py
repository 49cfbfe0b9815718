"""Stages 3 and 4: the order of the best candidates, and the list that is shown."""
