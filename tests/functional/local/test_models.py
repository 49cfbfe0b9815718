"""`models show` and `models report` on what a training really wrote."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.local.folder_blobs import FolderBlobs
from local.cli import main
from local.report.words import FEATURES, SOURCES, feature
from model.arrays.artifact import Artifact, annotate
from model.ranking.features import COMMON
from model.retrieval import sources
from tests.unit.model.shop import SMALL, checkerboard, learn, line, write_lake

SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """All people come back for the item they left out, which only ALS can find."""
    folder = tmp_path_factory.mktemp("learned")
    back = [line(f"customer#{who}", "purchase", f"i{who % 10}", "x", day=1) for who in range(20)]
    lake = write_lake(folder / "lake", checkerboard() + back)
    return learn(lake, folder / "out", settings=replace(SMALL, regularization=0.01))


@pytest.fixture
def data(learned: Artifact, tmp_path: Path) -> Path:
    artifacts.publish(FolderBlobs(tmp_path), MODELS, "v1", learned.folder)
    return tmp_path


def test_the_model_in_service_is_shown(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", "--data", str(data)]) == 0
    printed = capsys.readouterr().out
    assert "model v1\n" in printed
    assert "20 people, 11 items" in printed
    assert "passed" in printed
    assert "not compared with another: no model is in service" in printed
    assert "held out: " in printed
    assert "blend" in printed


def test_a_refusal_is_shown_and_listed(
    data: Path, learned: Artifact, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data / "models" / "v1"
    gate = {**learned.manifest["gate"], "passed": False, "reasons": ["what is popular does better"]}
    annotate(folder, gate=gate)
    assert main(["models", "show", "v1", "--data", str(data)]) == 0
    assert "REFUSED\n" + " " * 20 + "what is popular does better" in capsys.readouterr().out
    assert main(["models", "list", "--data", str(data)]) == 0
    assert capsys.readouterr().out.endswith("refused\n")


def test_the_report_is_a_page_with_its_plots(
    data: Path, learned: Artifact, capsys: pytest.CaptureFixture[str]
) -> None:
    out = data / "page"
    assert main(["models", "report", "v1", "--out", str(out), "--data", str(data)]) == 0
    assert capsys.readouterr().out == f"{out / 'report.html'}\n"
    page = (out / "README.md").read_text()
    plots = {path.name for path in out.glob("*.svg")}

    assert plots == {"recommenders.svg", "placements.svg", "by_history.svg", "variety.svg"}
    assert all(f"({name})" in page for name in plots)
    assert all(ET.parse(out / name).getroot().tag == SVG for name in plots)  # noqa: S314 our own
    ndcg = learned.manifest["metrics"]["recommenders"]["als"]["new_only"]["ndcg@20"]
    assert f"| als | {ndcg:.3f} <sub>" in page
    assert "| post purchase: blend |" in page
    one_page = (out / "report.html").read_text()
    assert one_page.count("<svg") == len(plots)
    assert f"<td>als</td><td>{ndcg:.3f} <sub>" in one_page
    assert "+100.0% (+100.0% to +100.0%)" not in one_page


def test_every_feature_of_the_ranker_has_words_for_a_merchandiser() -> None:
    assert set(COMMON) == set(FEATURES)
    assert {name for name, each in sources.SOURCES.items() if each.preselection} <= set(SOURCES)
    assert feature("ease_score") == "score by what goes with their purchases"


def test_the_same_manifest_gives_the_same_page(data: Path) -> None:
    for name in ("a", "b"):
        assert main(["models", "report", "--out", str(data / name), "--data", str(data)]) == 0
    for path in (data / "a").iterdir():
        assert path.read_bytes() == (data / "b" / path.name).read_bytes()


def test_a_model_that_nothing_could_be_measured_of(tmp_path: Path) -> None:
    lake = write_lake(tmp_path / "lake", [line("visitor#1", "view", "only")])
    model = learn(lake, tmp_path / "out")
    artifacts.publish(FolderBlobs(tmp_path), MODELS, "v1", model.folder)
    assert main(["models", "show", "--data", str(tmp_path)]) == 0
    assert main(["models", "report", "--data", str(tmp_path)]) == 0
    assert "Not measured: all events" in (tmp_path / "reports/v1/README.md").read_text()


def test_without_matplotlib_the_extra_is_named(data: Path) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from local.cli import main; "
    code += f"sys.exit(main(['models', 'report', '--data', {str(data)!r}]))"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "uv sync --extra report" in ended.stderr


@pytest.mark.parametrize("action", ["show", "report"])
def test_a_version_that_is_not_there(
    data: Path, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", action, "v9", "--data", str(data)]) == 1
    assert "there is no version v9 in models" in capsys.readouterr().err
