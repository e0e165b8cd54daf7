"""谁能看, 以此人身份查看: who sees a record and why; a list or a record as somebody sees it. Decides nothing itself."""
