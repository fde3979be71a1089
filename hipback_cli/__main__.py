"""`python -m hipback_cli`."""

from hipback_cli.cli import main

main()
