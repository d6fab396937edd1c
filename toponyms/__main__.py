"""`python -m toponyms` is the command `toponyms`."""

import sys

from toponyms.cli import main

sys.exit(main())
