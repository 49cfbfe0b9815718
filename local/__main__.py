"""`python -m local`: the whole system on a laptop."""

import os
import sys

# As AWS sets it for its functions: numpy's threads cost more here than they give. It is read as
# numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from local.cli import main

if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # All is written and closed. A thread that still waits for an answer must not hold the end up.
    os._exit(code)
