"""`python -m local`: the whole system on a laptop."""

import sys

from local.cli import main

sys.exit(main(sys.argv[1:]))
