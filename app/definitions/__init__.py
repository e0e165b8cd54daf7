"""What a record type is: schema, files, checks, versions, choice lists."""
