"""`python -m local`: the whole system on a laptop."""

import os
import sys

if __name__ == "__main__":
    # As AWS sets it for its functions: more threads of OpenBLAS cost more here than they give.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # LightGBM's threads wait for each other thousands of times in a training. Awake, they take the
    # core from the one that they wait for, as soon as anything else runs on the machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from local.cli import main  # after that: numpy and LightGBM read them as they are imported

    try:
        code = main(sys.argv[1:])
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"functions", "local", "model"}:
            raise  # a fault of ours, and not of the machine
        print(
            f"hilo: {sys.executable} has no {error.name}: run `make .venv`, and then "
            ".venv/bin/python -m local",
            file=sys.stderr,
        )
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # All is written and closed. A thread that still waits for an answer must not hold the end up.
    os._exit(code)
