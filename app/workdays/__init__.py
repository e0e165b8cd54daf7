"""Which days the office works: what the State Council published, and what the office itself set."""
