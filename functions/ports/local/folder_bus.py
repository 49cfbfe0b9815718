"""The event bus on a laptop: a file with one event a line."""

from pathlib import Path


class FolderBus:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, event_type: str, event: str) -> str | None:
        """Append an event to the file of its type."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"{event_type}.jsonl").open("a", encoding="utf-8") as file:
                file.write(f"{event}\n")
        except OSError as error:
            return type(error).__name__
        return None
