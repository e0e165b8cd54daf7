"""Numbers in a narrative held against the figures that they state."""
