"""The report of a run's input: for the manifest, or for the error without any input."""

from datetime import UTC, datetime

from model.dataset.lake import LakeReport
from model.dataset.vocabulary import Vocabulary


def counts(report: LakeReport, vocabulary: Vocabulary, pairs: int) -> dict[str, int]:
    """Return the numbers of what was read, left out and learned from."""
    return {
        "files": report.files,
        "skipped_files": len(report.skipped_files),
        "lines": report.lines,
        "bad_lines": report.bad_lines,
        "events": report.events,
        "people": vocabulary.people,
        "items": len(vocabulary.items),
        "items_left_out": vocabulary.items_left_out,
        "groups": len(vocabulary.groups),
        "interactions": int(pairs),
    }


def why_nothing(report: LakeReport) -> str:
    """Return the reason why no event of a lake may be learned from, and the remedy."""
    if not report.files:
        return "the lake is empty: record events first"
    return (
        f"none of the {report.lines} lines in {report.files} files of the lake may be learned from "
        f"({report.bad_lines} unreadable, {len(report.skipped_files)} files damaged; the others "
        "have no kind, no item, no consent, or a time in the future)"
    )


def iso(at: int) -> str:
    """Return a time in ms as ISO 8601, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
