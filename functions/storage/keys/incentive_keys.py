"""The keys of single-use codes."""

from zlib import crc32

from functions.domain.nudges.nudge import NudgeId
from functions.storage.keys.key import Key, millis

INCENTIVE_SHARDS = 8


def incentive(code: str) -> Key:
    return {"pk": incentive_shard(crc32(code.encode()) % INCENTIVE_SHARDS), "sk": code}


def incentive_shard(shard: int) -> str:
    return f"codes#{shard}"


def given_incentive(code: str) -> Key:
    """The key of the row that a code was given to a person: no code is given twice."""
    return {"pk": f"code#{code}", "sk": "taken"}


def taken_incentive(nudge_id: NudgeId) -> Key:
    """The key of the code of a sequence: all of its steps have the same."""
    sk = f"code#{nudge_id.kind}#{millis(nudge_id.start)}"
    return {"pk": nudge_id.person.key, "sk": sk}
