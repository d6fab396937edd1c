"""Time the library against its peers on the same forms and texts, in one run: medians of interleaved rounds.

    python -m tests.benchmarks                          # what can be measured with what is installed
    python -m tests.benchmarks --only dense,short --texts FOLDER --prose FOLDER --write

The peers come with `pip install toponyms[bench]`. flashtext-i18n is imported as FlashText is, so it goes where it is looked for:
`pip install --no-deps --target build/peers flashtext-i18n`. The prose is what `python tests/ordinary.py gather FOLDER` makes.
"""

import argparse
import tempfile
from pathlib import Path

from . import commands, corpora
from .contenders import CONTENDERS, missing
from .parts import COMMANDS, COUNTS, PARTS, Settings, machine, measured, say
from .races import ROOT
from .tables import written

PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    everyone = (*CONTENDERS, *COMMANDS)
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,…", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--contenders", default=",".join(everyone), metavar="NAME,…", help=f"of {', '.join(everyone)}")
    parser.add_argument(
        "--texts",
        type=Path,
        default=corpora.SAMPLES,
        help="a folder of texts full of names; the samples stand in for a language that it lacks",
    )
    parser.add_argument("--prose", type=Path, help="a folder with en.txt, ru.txt and ja.txt, for the sparse texts")
    parser.add_argument("--peers", type=Path, default=ROOT / "build" / "peers", help="where flashtext-i18n is")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=10, help="millions of code points for the libraries")
    parser.add_argument("--file", type=float, default=100, help="millions of code points for the commands")
    parser.add_argument("--stream", type=float, default=1000, help="megabytes of the stream")
    parser.add_argument("--names", type=int, default=max(COUNTS), help="the largest number of names")
    parser.add_argument("--rows", type=int, default=100_000, help="rows for Spark")
    parser.add_argument("--quick", action="store_true", help="sizes that show that it runs, and nothing else")
    parser.add_argument("--write", action="store_true", help="put tables and plots into docs/performance.md and beside it")
    options = parser.parse_args()

    parts, chosen = options.only.split(","), options.contenders.split(",")
    for kind, wanted, known in (("part", parts, PARTS), ("contender", chosen, everyone)):
        for name in wanted:
            if name not in known:
                parser.error(f"there is no {kind} {name!r}; there are {', '.join(known)}")
    taking_part = []
    for name in chosen:
        reason = missing(name, options.peers) if name in CONTENDERS else None
        if name == "rg" and not commands.ripgrep():
            reason = "ripgrep is not installed"
        if reason:
            say(f"{name} is left out: {reason}")
        else:
            taking_part.append(name)
    if "sparse" in parts and not options.prose:
        say("sparse texts are left out; --prose says where they are")
    with tempfile.TemporaryDirectory() as folder:
        sizes = (0.03, 0.05, 0.1) if options.quick else (options.megabytes, options.file, options.stream)
        counts = [count for count in COUNTS if count <= (1000 if options.quick else options.names)]
        asked = Settings(
            tuple(taking_part),
            options.texts,
            options.prose,
            options.peers,
            Path(folder),
            1 if options.quick else options.rounds,
            *sizes,
            tuple(counts),
            1000 if options.quick else options.rows,
            options.quick,
        )
        sections = measured(asked, parts)
    bodies = {name: section.body for name, section in sections.items()}
    for name, section in sections.items():
        if section.plot:
            bodies[name] += f"\n\n![{name}](performance-{name}.svg)"
        bodies[name] += f"\n\n{machine(asked, section)}"
        print(f"## {name}\n\n{bodies[name]}\n")
    if options.write:
        for name, section in sections.items():
            if section.plot:
                PAGE.with_name(f"performance-{name}.svg").write_text(section.plot, encoding="utf-8")
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), bodies), encoding="utf-8")


if __name__ == "__main__":
    main()
