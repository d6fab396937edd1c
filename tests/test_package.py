"""The package as users get it: data found in every kind of install, imports that point one way, a library that is silent."""

import ast
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from toponyms import store
from toponyms.lexicon import Lexicon

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "toponyms"
# A module may import only what stands before it.
ORDER = """
    errors model speed packed squeeze fold yamltree structure schema inflect patterns loosen beside settled files writing entries
    load romanize derive respelt shapes japanese spelled expand edges foreign prose directives elements htmlprose xmlprose
    markdownprose search matcher hyphenation lexicon gazetteer protect mentions markup judge resolve style stylecheck targets
    paragraphs quotations editing declined carrying concern spoken keeping fitting rewriting weaving emit borders portions
    settling explain unread store annotator columns spark show book lint __init__ parallel streams encoded turns rewritten editlog
    ignorefiles walk inplace progress diff ask findings consistency options usage converters spools revise check cli __main__
"""
LINE = ORDER.split()
PROBE = "import toponyms; print(toponyms.__file__); print(toponyms.tag('Etorofu'), len(toponyms.Gazetteer.builtin()) > 300)"


def python(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment}, timeout=300
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def assert_it_works_from(folder: Path, tmp_path: Path, command: str = sys.executable, path: str = "") -> None:
    environment = {**os.environ, "PYTHONPATH": path or str(folder)}
    done = subprocess.run([command, "-c", PROBE], cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=60)
    assert done.stderr == ""
    place, works = done.stdout.splitlines()
    assert Path(place).is_relative_to(folder)
    assert works == "[Etorofu|iturup] True"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist, and a wheel built out of that sdist, as `build` does when it is asked for neither."""
    folder = tmp_path_factory.mktemp("dist")
    # Loops that are not made fast compile in a quarter of the time.
    python("-m", "build", "--no-isolation", "--outdir", str(folder), CFLAGS="-O0")
    return folder


def install(wheel: Path, target: Path) -> None:
    python("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel))


def test_wheel_from_sdist(built: Path, tmp_path: Path) -> None:
    [sdist] = built.glob("*.tar.gz")
    assert sdist.stat().st_size < 2_000_000
    [wheel] = built.glob("*.whl")
    install(wheel, tmp_path / "site")
    assert_it_works_from(tmp_path / "site", tmp_path)
    assert (tmp_path / "site" / "toponyms" / "py.typed").exists()
    assert (tmp_path / "site" / "bin" / "toponyms").exists() or os.name == "nt"


@pytest.mark.slow
def test_wheel_from_the_tree(tmp_path: Path) -> None:
    python("-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path))
    [wheel] = tmp_path.glob("*.whl")
    install(wheel, tmp_path / "site")
    assert_it_works_from(tmp_path / "site", tmp_path)


def start(folder: Path, *arguments: str, text: str = "Etorofu", **environment: str) -> str:
    """What the command installed in a folder makes of a text."""
    shown = {**os.environ, "PYTHONPATH": str(folder), **environment}
    command = [sys.executable, "-P", "-c", "from toponyms.cli import command; command()", "tag", *arguments]
    done = subprocess.run(command, cwd=folder, input=text.encode(), capture_output=True, env=shown, timeout=60, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def test_a_wheel_has_the_gazetteer_compiled(built: Path, tmp_path: Path) -> None:
    [wheel] = built.glob("*.whl")
    site, cache = tmp_path / "site", tmp_path / "cache"
    install(wheel, site)
    [lexicon] = site.glob("toponyms/builtin-*.lexicon")
    for place in (str(cache), os.devnull):
        assert start(site, TOPONYMS_CACHE=place) == "[Etorofu|iturup]"
    assert not cache.exists()
    assert start(site, "--packs", "kurils", TOPONYMS_CACHE=str(cache)) == "[Etorofu|iturup]"
    assert len(list(cache.iterdir())) == 1
    assert start(site, "--derived", text="курильский") == "[курильский|kuril-islands]"
    content = lexicon.read_bytes()
    own = store.load_lexicon(())
    # What a pattern was compiled to differs from process to process, and is that of the lexicon that was restored last.
    Lexicon.restore(content)
    assert own.dump() == content
    # Of another version of the compiled loops, another machine, or not whole: it is done without.
    lexicon.write_bytes(content[:-1])
    assert start(site, TOPONYMS_CACHE=str(cache)) == "[Etorofu|iturup]"
    lexicon.rename(lexicon.with_name("builtin-0-middle.lexicon"))
    assert start(site, TOPONYMS_CACHE=str(cache)) == "[Etorofu|iturup]"
    assert len(list(cache.iterdir())) == 2


def test_wheel_without_a_compiler(tmp_path: Path) -> None:
    python("-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), CC=str(tmp_path / "no-such-compiler"))
    [wheel] = tmp_path.glob("*-none-any.whl")
    install(wheel, tmp_path / "site")
    assert not list(tmp_path.glob("site/toponyms/*.lexicon"))
    assert_it_works_from(tmp_path / "site", tmp_path)
    assert (
        python("-P", "-c", "from toponyms.speed import compiled; print(compiled)", PYTHONPATH=str(tmp_path / "site")) == "None\n"
    )


def test_editable_install(tmp_path: Path) -> None:
    python("-m", "venv", "--without-pip", str(tmp_path / "venv"))
    command = str(tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    site = sysconfig.get_paths()["purelib"]
    python(
        "-m", "pip", "--python", command, "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".", PYTHONPATH=site
    )
    assert list((tmp_path / "venv").glob("**/*toponyms*.pth"))
    assert_it_works_from(ROOT, tmp_path, command, path=site)


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_a_module_imports_only_from_upstream(path: Path) -> None:
    above = ["_speed", *LINE[: LINE.index(path.stem)]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        imported = []
        if isinstance(node, ast.ImportFrom) and node.module == "toponyms":
            imported = [alias.name if alias.name in (*LINE, "_speed") else "__init__" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("toponyms."):
            imported = [node.module.split(".")[1]]
        assert all(module in above for module in imported), (path.stem, imported)


def test_every_module_does_one_thing() -> None:
    assert sorted(path.stem for path in PACKAGE.glob("*.py")) == sorted(LINE)
    assert [path.stem for path in PACKAGE.glob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


def test_only_the_command_prints() -> None:
    for path in PACKAGE.glob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
        assert "print" not in names or path.stem == "cli"


def test_the_import_is_light() -> None:
    heavy = "import sys, toponyms; print([m for m in ('yaml', 'regex', 'numpy', 'dataclasses', 'inspect') if m in sys.modules])"
    assert python("-c", heavy).strip() == "[]"


FOR_FILES = (
    "spools",
    "editlog",
    "ignorefiles",
    "walk",
    "inplace",
    "progress",
    "diff",
    "ask",
    "revise",
    "findings",
    "consistency",
    "check",
)


@pytest.mark.parametrize("verb", ["tag", "rewrite"])
def test_a_filter_imports_nothing_that_is_for_files(verb: str) -> None:
    style = ["--style", "japan"] if verb == "rewrite" else []
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "toponyms", verb, *style], cwd=ROOT, input=b"Iturup", capture_output=True
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "toponyms.annotator" in imported
    assert not imported & {f"toponyms.{name}" for name in FOR_FILES}


def test_lint_and_types() -> None:
    python("-m", "ruff", "check", ".")
    python("-m", "ruff", "format", "--check", ".")
    python("-m", "mypy")
