import subprocess
import sys
from pathlib import Path

import pytest

from functions.storage.leases import LeaseTaken
from local.leases import FolderLeases


def test_a_lease_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with FolderLeases(tmp_path).hold("retrain"):
        with (
            pytest.raises(LeaseTaken, match="retrain is running elsewhere"),
            FolderLeases(tmp_path).hold("retrain"),
        ):
            pass
        with FolderLeases(tmp_path).hold("snapshot"):
            pass
    with FolderLeases(tmp_path).hold("retrain"):
        pass


def test_a_holder_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    holder = (
        "import sys, pathlib, os\nfrom local.leases import FolderLeases\n"
        "with FolderLeases(pathlib.Path(sys.argv[1])).hold('retrain'):\n"
        "    print('held', flush=True)\n    os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", holder, tmp_path], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.returncode) == ("held\n", -9)
    with FolderLeases(tmp_path).hold("retrain"):
        pass


def test_what_fails_inside_keeps_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError), FolderLeases(tmp_path).hold("retrain"):
        raise BlockingIOError
