from pathlib import Path

from model.dataset.database import connect


def test_past_its_bound_it_goes_on_on_disk_and_cleans_up(tmp_path: Path) -> None:
    with connect(tmp_path, memory_mib=64) as connection:
        connection.execute("CREATE TABLE big AS SELECT hash(range) AS h FROM range(20_000_000)")
        (spilled,) = connection.execute(
            "SELECT sum(size) FROM duckdb_temporary_files()"
        ).fetchone() or (0,)
        (rows,) = connection.execute("SELECT count(*) FROM big").fetchone() or (0,)
    assert rows == 20_000_000
    assert spilled > 20_000_000
    assert not any(tmp_path.rglob("*.tmp"))


def test_it_says_nothing(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        (bar,) = (
            connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() or ()
        )
    assert not bar
