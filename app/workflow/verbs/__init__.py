"""What is done beside the flow of a record: 转办, 催办, 抄送, 加签; a file for each verb, a line in `registry`."""
