"""Who did what: an append-only list, chained by hashes."""
