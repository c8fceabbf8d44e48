"""What the application does: one module a stage, no web; each owns its transactions."""
