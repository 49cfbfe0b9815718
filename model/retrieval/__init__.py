"""One recommender a file: a name, the reason it gives, and its candidates for a request."""
