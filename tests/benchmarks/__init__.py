"""The library timed against its peers; `python -m tests.benchmarks --help` tells how."""
