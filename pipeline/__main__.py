"""`python -m pipeline` is `cpitg`."""

from pipeline.cli import main

main()
