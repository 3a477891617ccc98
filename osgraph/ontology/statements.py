"""Statements of a Turtle file, read line by line where its layout is plain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Statement = tuple[str, str, str]
"""Subject, predicate and object; a literal is its text alone."""

_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NAME: Final = r"<[a-z][a-z0-9+.-]*:[^<>\"{}|^`\\\s]*>|[a-z]*:(?:\w(?:[\w.-]*[\w-])?)?"
_TEXT: Final = r'"(?:[^"\\\n]|\\["\\])*"(?:@[a-z]+|\^\^[a-z]+:\w+)'
_OBJECT: Final = re.compile(f"{_TEXT}|{_NAME}")
_PREFIX: Final = re.compile(r"@prefix ([a-z]*): <([a-z][a-z0-9+.-]*:[^<>\"{}|^`\\\s]*)> \.")
_LINE: Final = re.compile(
    rf"(?P<subject>{_NAME})?(?(subject) |[ ]+)(?P<predicate>a|{_NAME}) "
    rf"(?P<objects>(?:{_TEXT}|{_NAME})(?: , (?:{_TEXT}|{_NAME}))*) (?P<end>[;.])"
)


def read(file: Path) -> list[Statement]:
    """Return the statements of a Turtle file, sorted.

    The shipped catalog has one predicate a line; reading that takes a tenth of the time of a whole
    Turtle parser, and every command waits for it. Any other layout goes to the parser.

    Raises:
        OntologyError: the file cannot be read or is not Turtle.
    """
    try:
        found = plain(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        found = None  # the parser says what is wrong with it
    if found is None:
        from osgraph.ontology import reading

        found = [(str(s), str(p), str(o)) for s, p, o in reading.parse(file)]
    return sorted(set(found))


def plain(text: str) -> list[Statement] | None:
    r"""Return the statements of a Turtle text of plain layout; None if the layout is another.

    Plain is: prefixes, comments and empty lines; else on each line one predicate with its objects, parted
    by `` , ``, ended by `` ;`` or `` .``; the subject stands before the first.

    Example:
        >>> plain('@prefix e: <e:> .\ne:Rome a e:City ;\n    e:label "Rome"@en , "Roma"@it .\n')[1:]
        [('e:Rome', 'e:label', 'Rome'), ('e:Rome', 'e:label', 'Roma')]
        >>> plain("@prefix e: <e:> .\ne:Rome a [ ] .") is None
        True
    """
    prefixes: dict[str, str] = {}
    out: list[Statement] = []
    subject = ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if prefix := _PREFIX.fullmatch(line):
            prefixes[prefix[1]] = prefix[2]
            continue
        match = _LINE.fullmatch(line)
        if match is None or bool(match["subject"]) == bool(subject):
            return None
        try:
            subject = subject or _term(match["subject"], prefixes)
            predicate = _RDF_TYPE if match["predicate"] == "a" else _term(match["predicate"], prefixes)
            out += [(subject, predicate, _term(o, prefixes)) for o in _OBJECT.findall(match["objects"])]
        except KeyError:  # a prefix that is not declared
            return None
        if match["end"] == ".":
            subject = ""
    return None if subject else out


def _term(text: str, prefixes: Mapping[str, str]) -> str:
    if text[0] == '"':
        return re.sub(r"\\(.)", r"\1", text[1 : text.rindex('"')])
    if text[0] == "<":
        return text[1:-1]
    prefix, _, rest = text.partition(":")
    return prefixes[prefix] + rest
