"""Learning: what decisions teach the machine, what that changes, and how much more is worth it."""
