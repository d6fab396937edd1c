"""The library timed against its peers, on the same forms and texts; `python -m tests.benchmarks --help` tells how."""
