"""What a run says of its input: in the manifest, or when there was nothing to learn."""

from datetime import UTC, datetime

from model.dataset.lake import LakeReport
from model.dataset.vocabulary import Vocabulary


def counts(report: LakeReport, words: Vocabulary, pairs: int) -> dict[str, int]:
    """Return how much was read, left out and learned from."""
    return {
        "files": report.files,
        "skipped_files": len(report.skipped_files),
        "lines": report.lines,
        "bad_lines": report.bad_lines,
        "events": report.events,
        "people": words.people,
        "items": len(words.items),
        "items_left_out": words.items_left_out,
        "groups": len(words.groups),
        "interactions": int(pairs),
    }


def why_nothing(report: LakeReport) -> str:
    """Return why no event of a lake may be learned from, and what to do."""
    if not report.files:
        return "the lake holds no events/**/*.jsonl or *.jsonl.gz file yet: record events first"
    return (
        f"none of the {report.lines} lines in {report.files} files of the lake may be learned from "
        f"({report.bad_lines} unreadable, {len(report.skipped_files)} files damaged; the others "
        "have no kind, no item, no consent, or a time in the future)"
    )


def iso(at: int) -> str:
    """Return a time in ms as ISO 8601, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
