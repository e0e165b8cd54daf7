"""A type begun from what an office has already: a sheet with headings, a tagged template, a blank form."""
