"""`python -m local`: the whole system on a laptop."""

import os
import sys

if __name__ == "__main__":
    # As AWS sets it for its functions: more threads of OpenBLAS cost more here than they give.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from local.cli import main  # after that: numpy reads it as it is imported

    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # All is written and closed. A thread that still waits for an answer must not hold the end up.
    os._exit(code)
