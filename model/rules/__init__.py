"""What a merchandiser decides: pins, blocks, boosts and burials over what was learned."""
