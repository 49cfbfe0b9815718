"""Reports of a model from its manifest: as text, and as a page with plots."""
