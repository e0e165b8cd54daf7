"""到期: what definitions want people to see to, and what people answered to it."""
