"""Terms of RDF as plain values: an IRI is a text, a literal a :class:`Value`; written as RDFLib's or as text.

A document makes some thousand statements, and RDFLib's own terms cost several times what it takes to write
them down; they are made only for who asks for a graph of RDFLib.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rdflib import XSD, Literal, URIRef

from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_ILLEGAL: Final = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')  # of IRIs: N-Triples 1.1, IRIREF
_LANGUAGE: Final = re.compile(r"[a-zA-Z]+(?:-[a-zA-Z0-9]+)*")
_ESCAPED: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_IRIS: Final = 50_000  # that are remembered


class Value(NamedTuple):
    """A literal: text in a language, or of a datatype."""

    text: str
    language: str = ""
    datatype: str = XSD.string


Triple = tuple[str, str, str | Value]


def to_rdflib(triple: Triple) -> tuple[URIRef, URIRef, URIRef | Literal]:
    """Return a statement in RDFLib's terms."""
    subject, predicate, object_ = triple
    if isinstance(object_, Value):
        kind = {"lang": object_.language} if object_.language else {"datatype": URIRef(object_.datatype)}
        return URIRef(subject), URIRef(predicate), Literal(object_.text, normalize=False, **kind)
    return URIRef(subject), URIRef(predicate), URIRef(object_)


def to_lines(triples: Iterable[Triple]) -> list[str]:
    r"""Return statements as N-Triples, each once, sorted by subject, predicate and object as written.

    Raises:
        InputError: an IRI holds what no IRI may, or a language has no name that RDF knows.

    Example:
        >>> to_lines([("a:Meta", "a:says", Value('"Yes"\n', "en"))])
        ['<a:Meta> <a:says> "\\"Yes\\"\\n"@en .\n']
    """
    return sorted({f"{_iri(s)} {_iri(p)} {_object(o)} .\n" for s, p, o in triples})


def _object(term: str | Value) -> str:
    if not isinstance(term, Value):
        return _iri(term)
    written = f'"{term.text.translate(_ESCAPED)}"'
    if term.language:
        return f"{written}@{_tag(term.language)}"
    return written if term.datatype == XSD.string else f"{written}^^<{term.datatype}>"


@lru_cache(maxsize=_IRIS)
def _iri(iri: str) -> str:
    if _ILLEGAL.search(iri):
        raise InputError(f"{iri!r} is no IRI: it holds a character that must be percent-encoded there")
    return f"<{iri}>"


@lru_cache(maxsize=100)
def _tag(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise InputError(f"{language!r} names no language; give a code such as en")
    return language.lower()
