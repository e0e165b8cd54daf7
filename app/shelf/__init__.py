"""模板: the shelf of Word files and workbooks with tags, its versions, and what is wrong with them."""
