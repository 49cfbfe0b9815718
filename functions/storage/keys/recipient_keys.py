"""The keys of addresses, which are known by their HMAC alone."""

from functions.domain.nudges.recipients.addresses import CHANNELS, Channel
from functions.storage.keys.key import Key

SUPPRESSED_SHARDS = 16


def recipient(channel: str, digest: str) -> Key:
    return {"pk": f"recipient#{channel}#{digest}", "sk": "recipient"}


def recipient_of(pk: str) -> tuple[Channel, str]:
    """Return the channel and the digest of a recipient's row."""
    _, channel, digest = pk.split("#")
    return next(known for known in CHANNELS if known == channel), digest


def suppressed(channel: str, digest: str) -> Key:
    """The key of a suppressed address; the first digit of its digest is its shard."""
    return {"pk": suppressed_shard(channel, int(digest[0], 16)), "sk": digest}


def suppressed_shard(channel: str, shard: int) -> str:
    return f"suppressed#{channel}#{shard}"
