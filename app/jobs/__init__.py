"""Long work with progress: a row says what is to be done, one thread does it."""
