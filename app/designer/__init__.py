"""Record types made and changed in the browser: a draft that is edited step by step, checked, previewed, published."""
