"""The main job under `sam local`: record, learn, recommend.

    python -m local.sam_story [--sam COMMAND] [--log FILE] [more words for `sam local`]

Needs what `sam build` made for this machine's processor, and a container engine.
"""

import argparse
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from local.sam_story.cloud import cloud_running
from local.sam_story.containers import NoContainerEngine, check_engine, host_address
from local.sam_story.sam_cli import ROOT, FunctionFailed, Sam
from local.sam_story.story import Failed, Story


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.sam_story", description=__doc__)
    parser.add_argument("--sam", default="sam", help="how to call SAM CLI (default: sam)")
    parser.add_argument("--log", type=Path, default=ROOT / ".aws-sam" / "story.log")
    given, more = parser.parse_known_args(words)
    try:
        check_engine()
        _report(shlex.split(given.sam), more, given.log)
    except (NoContainerEngine, FunctionFailed, Failed) as problem:
        print(f"the SAM story fails: {problem}", file=sys.stderr)
        return 1
    print("the SAM story passes")
    return 0


def _report(sam: list[str], more: list[str], log: Path) -> None:
    with _timed("engines"), cloud_running(host_address()) as cloud:
        story = Story(cloud, Sam(sam, more, cloud.environment), log)
        with closing(story.chapters()) as chapters:
            for name, chapter in chapters:
                with _timed(name):
                    chapter()


@contextmanager
def _timed(name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:6.1f} s  {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
