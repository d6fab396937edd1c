"""Which markup a text is in, and its prose."""

from toponyms.directives import plain_prose
from toponyms.errors import ToponymsError, UnknownNameError
from toponyms.prose import Prose
from toponyms.protect import is_plain

MARKUPS = ("text", "markdown", "html", "xml")

_ENDINGS = {
    "markdown": ("md", "markdown", "mdown", "mkd", "mkdn"),
    "html": ("html", "htm", "xhtml"),
    "xml": ("xml", "tei", "rss", "atom", "svg", "dbk", "docbook", "xliff", "xlf", "tmx", "kml"),
    "text": ("txt", "text"),
}


def prose_of(text: str, markup: str = "text", alt: bool = False) -> Prose | None:
    """The prose of a text in a markup; None where the text itself is its prose. Cost: linear.

    `alt` reads `alt` and `title` of elements, and the descriptions of images, too. Raises `UnknownNameError` for a markup that
    is none of `MARKUPS`, and `ToponymsError` where its parser is not installed; no error depends on what the text says.
    """
    if markup == "text":
        return None if is_plain(text) else plain_prose(text)
    if markup not in MARKUPS:
        raise UnknownNameError("markup", markup, list(MARKUPS))
    # Parsers are imported when they are asked for.
    try:
        if markup == "markdown":
            from toponyms.markdownprose import markdown_prose

            return markdown_prose(text, alt)
        if markup == "html":
            from toponyms.htmlprose import html_prose

            return html_prose(text, alt)
        from toponyms.xmlprose import xml_prose

        return xml_prose(text, alt)
    except ImportError as error:
        message = f"{markup} needs {error.name}, which is not installed; pip install 'toponyms[markup]' gets it"
        raise ToponymsError(message) from error


def guess(name: str, text: str) -> str:
    """The markup of a file by the ending of its name, else by how the text begins; `text` where neither tells.

    >>> guess("README.md", ""), guess("-", "<!doctype html><p>"), guess("-", "Fog")
    ('markdown', 'html', 'text')
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    for markup, endings in _ENDINGS.items():
        if ending in endings:
            return markup
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return "html"
    return "xml" if start.startswith("<?xml") else "text"
