"""Approvals that stay in force: what was judged, what still counts, who is asked again and sees which changes."""
