"""Compile `toponyms/_speed.c` into the wheel, and do without where no compiler is at hand: all of it exists in Python too."""

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension

NAME = "toponyms._speed"


class SpeedHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling runs before it packs a wheel, or points an editable install at this folder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; in place for an editable install, else beside the tree."""
        in_place = version == "editable"
        folder = Path(self.root) if in_place else Path(tempfile.mkdtemp())
        library = compile_into(folder, Path(self.root, "toponyms", "_speed.c"))
        if not library.exists():
            self.app.display_warning("built without the compiled loops, since no compiler made them: slower, else the same")
            return
        if not in_place:
            build_data["force_include"][str(library)] = library.relative_to(folder).as_posix()
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
