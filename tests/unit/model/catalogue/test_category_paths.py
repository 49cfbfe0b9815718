import numpy as np

from model.arrays.id_table import IdTable
from model.catalogue.category_paths import CategoryPaths


def test_a_category_holds_what_is_below_it_and_not_what_begins_alike() -> None:
    names = ["A", "A > B", "A > B > C", "AB", "D > A"]
    paths = CategoryPaths(IdTable(IdTable.build(names)))
    codes = np.array([0, 1, 2, 3, 4, -1], np.int32)
    for category, wanted in (("A", [0, 1, 2]), ("A > B", [1, 2]), ("AB", [3]), ("D", [4]),
                             ("B", []), ("", [])):  # fmt: skip
        assert np.flatnonzero(paths.within(category, codes)).tolist() == wanted, category
