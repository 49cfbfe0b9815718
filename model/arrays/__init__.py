"""Arrays and what is computed on them alone: files, ids, sorting, trees. Needs numpy only."""
