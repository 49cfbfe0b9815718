"""Arrays in one file, one after the other, where each begins at a multiple of 64 bytes.

Where each is, its type and its shape stand in the manifest, as `Place`: plain JSON.
"""

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

import numpy as np
from numpy.typing import NDArray

ARRAYS = "arrays.bin"
_ALIGN = 64  # bytes of a cache line, and more than any type's own alignment
_MAGIC = b"hilo arrays\n"
_CHUNK = 1 << 20


class Place(TypedDict):
    """`offset` in bytes from the start of the file; `dtype` as numpy writes it, e.g. `<f4`."""

    offset: int
    dtype: str
    shape: list[int]
    sha256: str


class ArraysDamaged(Exception):
    """The file does not hold what the places say."""


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Place]:
    """Write the arrays in their order, and return where each is.

    Raises:
        ValueError: an array is of Python objects or records, which this format does not hold.
    """
    places: dict[str, Place] = {}
    with path.open("wb") as file:
        file.write(_MAGIC)
        for name, array in arrays.items():
            file.write(bytes(-file.tell() % _ALIGN))
            places[name] = _write(file, array)
    return places


def _write(file: BinaryIO, array: NDArray[Any]) -> Place:
    if array.dtype.kind not in "biufSU":
        raise ValueError(f"an array of {array.dtype} cannot be kept")
    offset, shape = file.tell(), list(array.shape)
    content = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
    file.write(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"offset": offset, "dtype": array.dtype.str, "shape": shape, "sha256": digest}


def check(path: Path, places: Mapping[str, Any]) -> None:
    """Raise `ArraysDamaged` unless the file holds all arrays with their checksums."""
    end = path.stat().st_size
    with path.open("rb") as file:
        for name, place in places.items():
            size = _size(name, place)
            if place["offset"] + size > end:
                raise ArraysDamaged(f"it ends before {name} does")
            file.seek(place["offset"])
            if _sha256(file, size) != place["sha256"]:
                raise ArraysDamaged(f"{name} has another checksum")


def map_arrays(path: Path, places: Mapping[str, Place]) -> dict[str, NDArray[Any]]:
    """Return all arrays as views of the memory-mapped file; none can be written to."""
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    return {
        name: np.ndarray(place["shape"], place["dtype"], buffer=whole, offset=place["offset"])
        for name, place in places.items()
    }


def _size(name: str, place: Any) -> int:
    """The bytes of an array, by a place that may be of any form."""
    try:
        offset, shape, dtype = place["offset"], place["shape"], np.dtype(place["dtype"])
        whole = all(type(n) is int and n >= 0 for n in (offset, *shape))
    except (TypeError, KeyError, ValueError, RecursionError):
        raise ArraysDamaged(f"the place of {name} cannot be read") from None
    if not whole or offset % _ALIGN or dtype.kind not in "biufSU":
        raise ArraysDamaged(f"the place of {name} is no place of an array")
    return int(math.prod(shape) * dtype.itemsize)


def _sha256(file: BinaryIO, size: int) -> str:
    """The checksum of the next `size` bytes."""
    digest = hashlib.sha256()
    for start in range(0, size, _CHUNK):
        digest.update(file.read(min(size - start, _CHUNK)))
    return digest.hexdigest()
