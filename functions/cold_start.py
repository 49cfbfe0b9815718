"""A cold start without garbage collection; a handler's module imports this one first.

Modules, clients and models live as long as the process. To go through them again and again while
they load takes a twelfth of the start, and finds next to nothing.
"""

import gc

gc.disable()


def loaded() -> None:
    """Collect garbage from here on, and never look again at what has been loaded."""
    gc.freeze()
    gc.enable()
