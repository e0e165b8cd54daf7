"""Who you are: users, departments, roles, sessions."""
