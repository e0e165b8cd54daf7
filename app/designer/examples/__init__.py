"""样例: records kept with a type, with what came of them; every publishing asks whether the same still does."""
