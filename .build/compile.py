"""Compile `toponyms/_speed.c` and the built-in gazetteer into the wheel.

Without a compiler at hand the wheel is for every machine and has neither: all of the first exists in Python too, and the second
is compiled where it is first used, with the tables of Unicode that are there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension

NAME = "toponyms._speed"
SHIP = "import sys; from toponyms.store import ship; print(ship(sys.argv[1]))"


class CompileHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling runs before it packs a wheel, or points an editable install at this folder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; in place for an editable install, else beside the tree."""
        in_place = version == "editable"
        folder = Path(self.root) if in_place else Path(tempfile.mkdtemp())
        library = compile_into(folder, Path(self.root, "toponyms", "_speed.c"))
        if not library.exists():
            self.app.display_warning("built without the compiled loops, since no compiler made them: slower, else the same")
            return
        # Beside sources that change, a compiled gazetteer would soon be stale.
        if not in_place:
            for made in (library, compile_gazetteer(folder, Path(self.root))):
                build_data["force_include"][str(made)] = made.relative_to(folder).as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def compile_into(folder: Path, source: Path) -> Path:
    """Where below the folder the compiled module is; it is not there if it could not be compiled."""
    extension = Extension(NAME, [str(source)], optional=True)
    command: Any = Distribution({"ext_modules": [extension]}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(folder), tempfile.mkdtemp()
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath(NAME))


def compile_gazetteer(folder: Path, root: Path) -> Path:
    """The built-in gazetteer, compiled by the package as it will be in the wheel; a fault in it ends the build."""
    package = folder / "toponyms"
    # A module compiled for an editable install may be older than its source.
    shutil.copytree(root / "toponyms", package, dirs_exist_ok=True, ignore=shutil.ignore_patterns("_speed*", "__pycache__"))
    data = root / "gazetteer"
    if data.is_dir():
        shutil.copytree(data, package / "gazetteer", dirs_exist_ok=True)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-c", SHIP, str(package)]
    # What `regex` makes of a pattern follows the order of sets, and the same sources should make the same wheel.
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return package / done.stdout.strip()
