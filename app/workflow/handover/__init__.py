"""工作移交: what one person has goes over to another, with a list to print."""
