"""Markup: the laws hold in it, nothing but prose changes, and prose is what other readers of the markup take for it."""

import json
import os
import re
import subprocess
import sys
import tarfile
import unicodedata
from importlib.metadata import distributions
from pathlib import Path
from xml.etree import ElementTree

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear import assert_linear
from test_properties import STYLES
from texts import NAMES, SIGNS

import toponyms
from toponyms import Annotator, Gazetteer, UnknownNameError
from toponyms.htmlprose import tokens
from toponyms.markdownprose import _OPTIONS
from toponyms.markup import MARKUPS, guess, prose_of
from toponyms.prose import OBJECT

ROOT = Path(__file__).parent.parent

HTML = (
    "<b>|</b>|<i>|</i>|<p>|</p>|<br>|&nbsp;|&#x41;|&amp;|<code>|</code>|<!-- c -->|<a href='Iturup'>|</a>|<ruby>|<rt>|</rt>|"
    "</ruby>|<img alt='Iturup'>|<script>|</script>|<div lang=fr>|</div>|<|>|&|<pre>|</pre>|<ul><li>|<li>|<td>|<![CDATA[|]]>|"
    "<title>|</title>|<sup>|</sup>|<span lang='uk'>|</span>|<!-- toponyms:off -->|<!-- toponyms:on -->|"
    "<!-- toponyms:ignore -->|</>|\n\n|\r\n|\0"
)
MARKDOWN = (
    "**|*|_|`|``|~~|[|](Iturup.html)|]|[x]|![|](a.png)|\n> |\n- |\n  |\n    |\n# |\n\n|\n|  \n|\\\n|\\|\n\n[Iturup]: http://x\n\n|"
    "<http://x.org/Iturup>|\n```\n|\n~~~\n|[^1]|\n[^1]: |{#iturup}|\n1. |<!--|-->|\n---\n|\n===\n|\t|\n\n<div>\n|\n</div>\n\n"
)
TEXT = "`|``|\n```\n|\n\n|\n|toponyms:off|toponyms:on|toponyms:ignore|''|'"
PIECES = {
    "text": TEXT.split("|"),
    "markdown": [*MARKDOWN.split("|"), "|", "\n|---|---|\n", *HTML.split("|")],
    "html": HTML.split("|"),
    "xml": HTML.split("|"),
}


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str, bool]:
    """A text, the markup it is in, and whether descriptions are read."""
    markup = draw(st.sampled_from(MARKUPS))
    pieces = st.sampled_from(NAMES) | st.sampled_from([" ", " ", *SIGNS]) | st.sampled_from(PIECES[markup])
    text = "".join(draw(st.lists(pieces, max_size=16)))
    if markup == "xml" and draw(st.booleans()):
        text = f"<a>{text.replace('<br>', '<br/>').replace('<li>', '')}</a>"
    return text, markup, draw(st.booleans())


@given(documents())
def test_the_laws_hold(annotator: Annotator, document: tuple[str, str, bool]) -> None:
    text, end = document[0], 0
    finds = annotator.annotate(*document)
    for find in finds:
        assert text[find.start : find.end] == find.surface
        assert end <= find.start < find.end
        end = find.end
    assert toponyms.untag(annotator.tag(*document)) == text
    places = annotator.explain(*document)
    assert [place[:3] for place in places if place.found] == [find[:3] for find in finds]
    assert all(text[place.start : place.end] == place.surface for place in places)
    assert all(verdict.reason for place in places for verdict in place.verdicts)


@given(documents(), st.sampled_from(STYLES))
def test_rewriting_twice_is_rewriting_once(annotator: Annotator, document: tuple[str, str, bool], style: str) -> None:
    text, *read = document
    edits = annotator.edits(text, style, *read)
    assert all(text[edit.start : edit.end] == edit.old for edit in edits)
    once = annotator.rewrite(text, style, *read)
    assert annotator.rewrite(once, style, *read) == once


@given(documents())
def test_the_way_back_is_in_order(document: tuple[str, str, bool]) -> None:
    prose, end = prose_of(*document), 0
    for at in range(len(prose.text) if prose else 0):
        start, stop = prose.source(at, at + 1)
        assert end <= start <= stop <= len(document[0])
        end = stop


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")), st.sampled_from(MARKUPS))
def test_no_text_raises(annotator: Annotator, text: str, markup: str) -> None:
    annotator.rewrite(text, "dual", markup)
    assert toponyms.untag(annotator.tag(text, markup, alt=True)) == text


# What is said of common words, so that nearly every line of any English text has an edit.
COMMON = (
    "the",
    "of",
    "to",
    "and",
    "in",
    "is",
    "for",
    "with",
    "on",
    "as",
    "are",
    "it",
    "this",
    "by",
    "you",
    "not",
    "or",
    "be",
    "that",
)


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    """Finds common words, and would have each with a Z before it."""
    file = tmp_path_factory.mktemp("common") / "common.yaml"
    entries = [
        f"- id: w-{word}\n  type: term\n  names:\n    en:\n"
        f"      - {{form: '{word}', usage: russia, case: any}}\n      - {{form: 'Z{word}', usage: japan}}\n"
        for word in sorted(COMMON)
    ]
    file.write_text("".join(entries), encoding="utf-8")
    return Annotator(Gazetteer.load(file))


@pytest.fixture(scope="session")
def absent() -> Annotator:
    return Annotator(Gazetteer.from_dict({"absent": ["Zqxabsent"]}))


def skeleton(text: str, markup: str) -> list[object]:
    """All that is no prose, as told by the parsers themselves."""
    if markup == "html":
        return [text[token.start : token.end] for token in tokens(text) if token.kind not in ("text", "reference")]
    told = pyromark.events(text, options=_OPTIONS, merge_text=True)
    kept = [event for event in told if not (isinstance(event, dict) and "Text" in event)]
    # A line of a block of HTML holds prose.
    return [{"Html": unwritten(event["Html"])} if isinstance(event, dict) and "Html" in event else event for event in kept]


def unwritten(text: str) -> str:
    """The text without what was written; to, tō and tô are the same word."""
    text = re.sub(rf"(?i)\bZ({'|'.join(COMMON)})\b", r"\1", text).lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate({0x302: None, 0x304: None}))


def assert_only_prose_changes(text: str, markup: str, common: Annotator, absent: Annotator) -> int:
    """Returns how many edits there were."""
    assert absent.rewrite(text, "japan", markup) == text
    edits = common.edits(text, "japan", markup)
    written = common.rewrite(text, "japan", markup)
    assert skeleton(written, markup) == skeleton(text, markup)
    before, after = prose_of(text, markup), prose_of(written, markup)
    assert unwritten(after.text) == unwritten(before.text)
    assert [text[cut.start : cut.end] for cut in before.cuts] == [written[cut.start : cut.end] for cut in after.cuts]
    return len(edits)


def shipped() -> list[tuple[str, str]]:
    """The descriptions in Markdown of the packages that are installed here, by name, and the pages of this project."""
    found = {
        dist.metadata["Name"]: dist.read_text("METADATA").partition("\n\n")[2]
        for dist in distributions()
        if dist.metadata["Description-Content-Type"] and "markdown" in dist.metadata["Description-Content-Type"]
    }
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [*((page.name, page.read_text(encoding="utf-8")) for page in pages), *sorted(found.items())]


SHIPPED = [pytest.param(text, id=name) for name, text in shipped()]


@pytest.mark.parametrize("text", SHIPPED)
def test_only_prose_of_markdown_changes(text: str, common: Annotator, absent: Annotator) -> None:
    assert_only_prose_changes(text, "markdown", common, absent)


@pytest.mark.parametrize("text", SHIPPED)
def test_only_prose_of_html_changes(text: str, common: Annotator, absent: Annotator) -> None:
    assert_only_prose_changes(pyromark.html(text, options=_OPTIONS), "html", common, absent)


def plain(text: str) -> str:
    return " ".join(text.replace(OBJECT, " ").split())


@pytest.mark.parametrize("text", SHIPPED)
def test_prose_of_markdown_is_that_of_the_page_made_of_it(text: str) -> None:
    """Autolinks stay out, which a page shows as its text."""
    text = re.sub(r"<(https?:|mailto:)?[^\s<>]+[@.][^\s<>]+>", "", text)
    page = re.sub(r"(?s)<(sup|div) class=\"footnote.*?</\1>", "", pyromark.html(text, options=_OPTIONS))
    assert plain(prose_of(text, "markdown").text) == plain(prose_of(page, "html").text)


@pytest.mark.data
def test_the_examples_of_commonmark(tmp_path: Path, common: Annotator, absent: Annotator) -> None:
    """They come with the sources of a package, and under a licence of their own."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", str(tmp_path)]
    if subprocess.run([*command, "markdown-it-py"], capture_output=True).returncode:
        pytest.skip("no package index can be reached")
    [archive] = tmp_path.glob("markdown_it_py*.tar.gz")
    with tarfile.open(archive) as files:
        [member] = [name for name in files.getnames() if name.endswith("/test_cmark_spec/commonmark.json")]
        examples = json.load(files.extractfile(member))  # type: ignore[arg-type]
    assert len(examples) > 600
    for example in examples:
        text, page = example["markdown"], example["html"]
        assert_only_prose_changes(text, "markdown", common, absent)
        assert_only_prose_changes(page, "html", common, absent)
        # Of automatic links and front matter a page shows what is no prose.
        if not re.search(r"<[^ >]*[:@]|^---\nFoo", text):
            assert plain(prose_of(text, "markdown").text) == plain(prose_of(page, "html").text), text


NAMES_OF_ELEMENTS = st.sampled_from(("p", "hi", "name", "x:item", "div"))
TEXTS_OF_ELEMENTS = st.text(alphabet="ab &<>'\"é択\n", max_size=5)


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> ElementTree.Element:
    element = ElementTree.Element(draw(NAMES_OF_ELEMENTS).replace("x:", "x."), {"a": draw(TEXTS_OF_ELEMENTS)})
    element.text = draw(TEXTS_OF_ELEMENTS)
    for _ in range(draw(st.integers(0, 3 - depth))):
        child = draw(trees(depth + 1))
        child.tail = draw(TEXTS_OF_ELEMENTS)
        element.append(child)
    return element


@given(trees())
def test_prose_of_xml_is_its_text(tree: ElementTree.Element) -> None:
    written = ElementTree.tostring(tree, encoding="unicode")
    assert "".join(prose_of(written, "xml").text.split()) == "".join("".join(tree.itertext()).split())


@given(st.lists(st.sampled_from([*HTML.split("|"), "択", "\udc80", "<a\0 b='", "\ufeff"]), max_size=20).map("".join))
def test_tokens_of_html_leave_no_gap(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start == end < token.end
        end = token.end
    assert end == len(text)


UNITS = {
    "text": ["`a ", "``a `", "```\n", "toponyms:off toponyms:on ", "`a` ", "a\n\n`", "Iturup ` "],
    "markdown": [
        "*",
        "[",
        "`a ",
        "> ",
        "- a\n",
        "<b>",
        "<!-- ",
        "&amp;",
        "**Iturup** ",
        "[Iturup]",
        "|a|\n",
        "\\",
        "<",
        "[a](b)",
    ],
    "html": [
        "<",
        "<a ",
        "<b>",
        "</b>",
        "<p>",
        "<li>",
        "&amp;",
        "<!--",
        "<code>",
        "<b>Iturup</b> ",
        "<ruby>",
        "\n\n",
        " ",
        "<a title='",
        "<p lang=fr>Ab ",
    ],
    "xml": ["<b/>", "&amp;", "Iturup ", "<!-- x -->", "<b>Iturup</b>", "]]>"],
}


@pytest.mark.parametrize(("markup", "unit"), [(markup, unit) for markup, units in UNITS.items() for unit in units])
def test_time_is_linear(annotator: Annotator, markup: str, unit: str) -> None:
    def made(size: int) -> str:
        text = unit * (size // len(unit))
        return f"<r>{text}</r>" if markup == "xml" else text

    assert_linear(lambda text: annotator.annotate(text, markup, alt=True), made, 20_000)


def test_a_markup_that_there_is_not(annotator: Annotator) -> None:
    with pytest.raises(UnknownNameError, match="no markup 'markdwon'; did you mean markdown"):
        annotator.annotate("Iturup", "markdwon")


@pytest.mark.parametrize(("markup", "package"), [("markdown", "pyromark"), ("markdown", "turbohtml"), ("html", "turbohtml")])
def test_a_parser_that_is_not_installed(markup: str, package: str) -> None:
    code = (
        f"import sys, toponyms; sys.modules[{package!r}] = None\n"
        f"try: toponyms.tag('<p>Iturup', {markup!r})\nexcept toponyms.ToponymsError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout == f"{markup} needs {package}, which is not installed; pip install 'toponyms[markup]' gets it\n"


def test_xml_needs_no_package() -> None:
    code = "import sys, toponyms; sys.modules['turbohtml'] = None; print(toponyms.tag('<p>Iturup</p>', 'xml'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout == "<p>[Iturup|iturup]</p>\n"


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("<p>Iturup", "line 1, column 10", "no element found"),
        ("<p>Итуруп</b>", "line 1, column 12", "mismatched tag"),
        ("<p>\n<b>Iturup & Urup</b></p>", "line 2, column 12", "not well-formed (invalid token)"),
    ],
)
def test_xml_that_is_not_well_formed(text: str, where: str, why: str) -> None:
    code = (
        "import sys, toponyms; sys.modules['turbohtml'] = None\n"
        f"try: toponyms.tag({text!r}, 'xml')\nexcept toponyms.ToponymsError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout.startswith(f"this XML is not well-formed at {where}: {why}; mend it there, or ")
    assert "--input html" in done.stdout
    assert "toponyms[markup]" in done.stdout


def test_plain_text_loads_nothing_of_it() -> None:
    code = "import sys, toponyms; toponyms.tag('Iturup'); print([m for m in sys.modules if 'prose' in m or 'markup' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "text", "markup"),
    [
        ("a.md", "<html>", "markdown"),
        ("dir.md/a", "", "text"),
        ("a.HTM", "", "html"),
        ("a.rss", "", "xml"),
        ("a.txt", "<?xml?>", "text"),
        ("-", "\ufeff\n <?xml version='1.0'?>", "xml"),
        ("-", "<!DOCTYPE HTML>", "html"),
        ("-", "<HTML lang=ja>", "html"),
        ("-", "# Iturup", "text"),
        ("a.log", "<p>", "text"),
    ],
)
def test_auto(name: str, text: str, markup: str) -> None:
    assert guess(name, text) == markup


def test_the_command(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(b"\xef\xbb\xbf<p title='Iturup'>\xff Iturup\r\n<code>Iturup</code> \xe6\x97")
    run = [sys.executable, "-m", "toponyms"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for arguments in (["--input", "auto", str(page)], ["--input", "html", str(page)]):
        done = subprocess.run([*run, "rewrite", "-s", "japan", *arguments], capture_output=True, env=environment, timeout=60)
        assert (done.stderr, done.returncode) == (b"", 0)
        assert done.stdout == page.read_bytes().replace(b" Iturup", b" Etorofu")
    done = subprocess.run(
        [*run, "tag", "--input", "auto", "-f", "jsonl", "--alt", str(page)], capture_output=True, env=environment
    )
    assert [json.loads(line)["start"] for line in done.stdout.splitlines()] == [11, 21]
    done = subprocess.run([*run, "explain", "--input", "auto", str(page)], capture_output=True, env=environment)
    assert b"in code: '<code>Iturup</code>'" in done.stdout
    done = subprocess.run([*run, "tag", "--input", "pdf"], capture_output=True, env=environment)
    assert done.returncode == 2
