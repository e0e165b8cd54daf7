"""A filled form: rules, store, access, lists, search, drafts, attachments, history."""
