"""选项表: choice lists and reference tables, looked after in the browser."""
