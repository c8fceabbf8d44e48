"""`python -m consult.cli` is the `consult` command."""

from consult.cli import main

main()
