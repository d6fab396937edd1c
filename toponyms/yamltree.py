"""YAML text → a tree of scalars, mappings and sequences, each with its line and column; everything else is refused.

All scalars stay the strings that were written, a repeated key is seen, and neither tags nor aliases can do anything.
"""

from typing import Any, NamedTuple

from toponyms.errors import Problem

MAX_DEPTH = 20


class Scalar(NamedTuple):
    """A string as written; `line` and `column` count from 1."""

    value: str
    line: int
    column: int


class Sequence(NamedTuple):
    """A list of nodes."""

    items: list["Node"]
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys with their nodes, in the order of the file."""

    items: list[tuple[Scalar, "Node"]]
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """The node under a key, None if it is not there."""
        return next((node for name, node in self.items if name.value == key), None)


Node = Scalar | Sequence | Mapping


def parse(data: bytes, path: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document; the tree is None where the file is empty or cannot be read at all. Cost: linear."""
    # Imported when first needed: a text that meets a compiled gazetteer needs no YAML.
    import yaml

    problems: list[Problem] = []

    def place(mark: Any) -> tuple[int, int]:
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def refuse(mark: Any, message: str) -> None:
        problems.append(Problem(path, *place(mark), "", message))

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8-sig")) + 1
        return None, [Problem(path, line, column, "", f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")]

    root: Node | None = None
    open_nodes: list[Sequence | Mapping] = []
    keys: list[Scalar | None] = []
    seen: list[set[str]] = []
    documents = 0

    def add(node: Node) -> None:
        nonlocal root
        if not open_nodes:
            root = node
            return
        parent = open_nodes[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif (key := keys[-1]) is not None:
            parent.items.append((key, node))
            keys[-1] = None
        elif isinstance(node, Scalar):
            keys[-1] = node
            if node.value in seen[-1]:
                problems.append(
                    Problem(path, node.line, node.column, "", f"key {node.value!r} stands here twice; keep one of them")
                )
            seen[-1].add(node.value)
        else:
            # Its value follows all the same.
            keys[-1] = Scalar("", node.line, node.column)
            problems.append(Problem(path, node.line, node.column, "", "a key must be a plain word, not a list or mapping"))

    # The C parser is ten times faster, and wheels without it are rare.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    refuse(mark, "a second document starts here; keep one document in a file")
                    break
                continue
            if isinstance(event, yaml.AliasEvent):
                refuse(mark, f"alias *{event.anchor} is not part of the format; write the value out")
                add(Scalar("", *place(mark)))
                continue
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                closed = open_nodes.pop()
                keys.pop()
                seen.pop()
                add(closed)
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            if event.anchor:
                refuse(mark, f"anchor &{event.anchor} is not part of the format; leave it out")
            tag = getattr(event, "tag", None)
            if tag is not None and tag != "!":
                refuse(mark, f"tag {tag} is not part of the format; leave it out, every value is text")
            if isinstance(event, yaml.ScalarEvent):
                add(Scalar(event.value, *place(mark)))
            elif len(open_nodes) >= MAX_DEPTH:
                # The parser takes time that grows with the square of the depth: nothing below is read.
                refuse(mark, f"lists and mappings are nested more than {MAX_DEPTH} deep here; flatten them")
                return None, problems
            else:
                kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
                open_nodes.append(kind([], *place(mark)))
                keys.append(None)
                seen.append(set())
    except yaml.MarkedYAMLError as error:
        # The parser names what it expected; the place is what an editor needs.
        refuse(error.problem_mark or error.context_mark, f"not YAML: {error.problem or error.context}")
        return None, problems
    except yaml.YAMLError as error:
        # A character that YAML does not allow, such as NUL, comes with its position alone.
        before = text[: getattr(error, "position", 0)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return None, [*problems, Problem(path, line, column, "", f"not YAML: {str(error).splitlines()[0]}")]
    return root, problems
