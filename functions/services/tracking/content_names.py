"""Names of events that have no messageId: digests of their content."""

from collections import Counter
from hashlib import sha256


class ContentNames:
    """Names the entries of one call; the same call, sent again, gets the same names.

    Two clicks on "one more" within a second are two equal entries, and each has its name.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def name_of(self, text: bytes) -> str:
        """The digest of an entry's JSON, and of how many equal ones came before."""
        name = digest_of(text)
        before = self._seen[name]
        self._seen[name] += 1
        return digest_of(text + b" %d" % before) if before else name


def digest_of(text: bytes) -> str:
    return sha256(text).hexdigest()[:32]
