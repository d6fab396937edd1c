"""Each rule of the linter on a pack with one fault; the built-in gazetteer has none."""

import json
from pathlib import Path
from typing import Any

import pytest
from yamls import safe_load

from toponyms.cli import main
from toponyms.files import SourceFile, read_layers
from toponyms.lint import RULES, lint

CASES: list[dict[str, Any]] = safe_load((Path(__file__).parent / "lint" / "rules.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['rule']}-{number}" for number, case in enumerate(CASES)])
def test_rule(case: dict[str, Any]) -> None:
    findings, _ = lint([*read_layers((), builtin=False), [SourceFile("pack.yaml", "pack", case["pack"].encode())]])
    assert [finding.rule for finding in findings] == [case["rule"]]
    assert str(findings[0]).startswith(f"pack.yaml:{case['finding']}")
    assert str(findings[0]).endswith(f"[{case['rule']}]")


@pytest.mark.parametrize("kind", ["lighthouse", "bar", "club", "islet", "port"])
def test_a_type_of_ones_own(kind: str) -> None:
    """Whoever needs another type names it, and is not asked whether another one was meant unless it is a letter or so away."""
    pack = (
        f"- {{id: urup, type: {kind}, source: cldr, "
        "names: {en: [Urupia], ru: [{form: Урупия, declension: f-ia}], ja: [ウルピア]}}"
    )
    assert lint([*read_layers((), builtin=False), [SourceFile("pack.yaml", "pack", pack.encode())]])[0] == []


def test_a_type_that_is_listed_is_meant() -> None:
    types = b"- {id: trem, title: a tremor}"
    pack = next(case["pack"] for case in CASES if case["rule"] == "type")
    files = [SourceFile("types.yaml", "types", types), SourceFile("pack.yaml", "pack", pack.encode())]
    assert lint([*read_layers((), builtin=False), files])[0] == []


def test_every_rule_has_a_case() -> None:
    assert {case["rule"] for case in CASES} == {"load", *RULES}


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str]:
    status = main(["gazetteer", "lint", "--no-builtin", *arguments])
    return status, capfdbinary.readouterr().out.decode()


def test_exit_codes_and_formats(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    packs = {}
    for rule, number in (("script", 0), ("sample", 0), ("load", 0)):
        pack = [case["pack"] for case in CASES if case["rule"] == rule][number]
        packs[rule] = tmp_path / f"{rule}.yaml"
        packs[rule].write_text(pack, encoding="utf-8")
    status, output = run(capfdbinary, "-g", str(packs["sample"]))
    assert (status, output.splitlines()[-1]) == (0, "0 errors, 1 warnings; of 1 names 0.0 % low and 0.0 % unchecked")
    assert run(capfdbinary, "--strict", "-g", str(packs["sample"]))[0] == 1
    assert run(capfdbinary, "-g", str(packs["script"]))[0] == 1
    status, output = run(capfdbinary, "--format", "json", "-g", str(packs["load"]))
    found = json.loads(output)
    assert (status, found["packs"]) == (1, {})
    assert found["findings"][0] | {"path": "", "message": ""} == {
        "path": "", "line": 2, "column": 3, "entry": "iturup", "severity": "error", "rule": "load", "message": ""
    }  # fmt: skip
