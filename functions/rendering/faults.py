"""What is wrong with a template, and where."""

from dataclasses import dataclass

from liquid.exceptions import LiquidError, LiquidSyntaxError


@dataclass(frozen=True, slots=True)
class TemplateFault(Exception):
    """`part` is `subject` or `mjml` for example; `line` counts from 1, None where it has none."""

    part: str
    reason: str
    line: int | None = None


def of_liquid(part: str, source: str, error: Exception) -> TemplateFault:
    """Return the fault that Liquid found while it read or rendered the source of a part.

    What is missing at the end, as the `endfor` of a loop, is missing in the last line.
    """
    if not isinstance(error, LiquidError):
        return TemplateFault(part, "is too deeply nested")
    try:
        place = error.context()
    except ValueError:
        place = None
    at_end = isinstance(error, LiquidSyntaxError) and place is None
    last = source.rstrip().count("\n") + 1 if at_end else None
    return TemplateFault(part, str(error.message or "cannot be read"), place[0] if place else last)
