"""The tabs of a draft beside its fields: each a file with a `Tab`, its line in `registry`, its template."""
