"""What a manifest says of a model, for people: as text, and as a page with plots."""
