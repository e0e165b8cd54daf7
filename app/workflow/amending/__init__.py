"""变更: what was approved is amended beside the record, and counts when it is agreed."""
