"""Asking: a question in words turned into a query by a language model, under guard.

The model sees the ontology and the question, never the data. What it writes is run by whoever calls, who
refuses what writes or reaches out; one mistake may be mended, with the message of the error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from osgraph.errors import LanguageModelError, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from osgraph.llm.prompting import Message
    from osgraph.llm.serving import Client
    from osgraph.model import IRI
    from osgraph.ontology import Ontology

_T = TypeVar("_T")

_MOST: Final = 1000  # rows of an answer
_LONGEST: Final = 4000  # characters of a query
_FENCE: Final = re.compile(r"```(?:sparql)?\s*\n?(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHTS: Final = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_START: Final = re.compile(r"^\s*(?:PREFIX|BASE|SELECT|ASK)\b", re.IGNORECASE | re.MULTILINE)
_TASK: Final = """\
You write one SPARQL 1.1 query that answers a question about a knowledge graph. Answer with the query alone.
Rules:
- SELECT or ASK only. No SERVICE, no FROM, no update. At most LIMIT {most}.
- The prefixes osg, osr, rdf, rdfs, skos, prov, oa and dcterms are bound already.
- Things have rdfs:label and a class: ?x a osg:Company ; rdfs:label ?name .
- What a source states as fact is a plain triple: ?x osg:develops ?y .
- Every claim, also hedged or denied ones: ?c a osg:Claim ; rdf:subject ?x ; rdf:predicate osg:develops ;
  rdf:object ?y ; osg:polarity osg:Positive ; osg:modality osg:Asserted .
- Modalities: osg:Asserted, osg:Hedged, osg:Predicted, osg:Normative, osg:Hypothetical.
- Select labels, not only IRIs. Find things by their label, ignoring case.

Classes: {classes}
Openness values: {values}
Relations (subject -> object):
{relations}"""


@dataclass(frozen=True, slots=True)
class Asked(Generic[_T]):
    """What came of a question: the query that was run, its result, and the one that failed before it."""

    query: str
    result: _T
    failed: str = ""


def ask(question: str, ontology: Ontology, client: Client, run: Callable[[str], _T]) -> Asked[_T]:
    """Let a language model write the query that answers a question, and run it.

    Args:
        question: in words.
        ontology: classes and relations that the query may use.
        client: the language model.
        run: runs a query that only reads, and refuses any other with a QueryError that says why, such as
            :meth:`osgraph.KnowledgeGraph.query`.

    Returns:
        The query, to be shown, with its result.

    Raises:
        LanguageModelError: the model cannot be reached, or wrote no query that can be run in two tries.
    """
    said: list[Message] = [
        {"role": "system", "content": instructions(ontology)},
        {"role": "user", "content": question},
    ]
    first = ""
    for last in (False, True):
        text = client.ask(said).text
        try:
            query = limited(text)
            return Asked(query, run(query), first)
        except QueryError as error:
            if last:
                raise LanguageModelError(
                    f"the language model wrote no query that can be run: {error}"
                ) from error
            first = text.strip()[:_LONGEST]
            said += [
                {"role": "assistant", "content": first},
                {"role": "user", "content": f"That query failed: {error}\nWrite it again, mended."},
            ]
    raise AssertionError("unreachable")


def instructions(ontology: Ontology) -> str:
    """Return the task with a summary of an ontology."""
    names = {iri: c.name for iri, c in ontology.classes.items()}

    def tops(classes: frozenset[IRI]) -> str:
        return "|".join(sorted(names[c] for c in classes if c in names and not _above(c, classes, ontology)))

    relations = [
        f"osg:{r.name} ({tops(r.domain)} -> {tops(r.range)}): {r.comment}"
        for r in ontology.relations.values()
    ]
    return _TASK.format(
        most=_MOST,
        classes=", ".join(f"osg:{name}" for name in names.values()),
        values=", ".join(f"osg:{v.name}" for v in ontology.openness.values()),
        relations="\n".join(relations),
    )


def limited(text: str) -> str:
    r"""Return the query of an answer: without fences and thoughts around it, and with a limit.

    Raises:
        QueryError: there is none, it is too long, or it is of a kind that is not allowed.

    Example:
        >>> limited("```sparql\nSELECT ?x { ?x a osg:Company }\n```")
        'SELECT ?x { ?x a osg:Company }\nLIMIT 1000'
    """
    plain = _THOUGHTS.sub("", text)
    fenced = _FENCE.search(plain)
    query = (fenced[1] if fenced else plain).strip()
    start = _START.search(query)
    if start is None:
        raise QueryError("there is no SELECT or ASK query")
    query = query[start.start() :].strip()
    if len(query) > _LONGEST:
        raise QueryError(f"the query is longer than {_LONGEST} characters")
    if re.search(r"\b(?:CONSTRUCT|DESCRIBE)\b", query, re.IGNORECASE):
        raise QueryError("only SELECT and ASK are allowed")
    given = re.search(r"\bLIMIT\s+(\d+)\s*(?:OFFSET\s+\d+\s*)?$", query, re.IGNORECASE)
    if given is None:
        selects = re.search(r"\bSELECT\b", query, re.IGNORECASE)
        return f"{query}\nLIMIT {_MOST}" if selects else query
    if int(given[1]) > _MOST:
        raise QueryError(f"LIMIT is {_MOST} at most")
    return query


def _above(cls: IRI, classes: frozenset[IRI], ontology: Ontology) -> bool:
    """Say whether a class lies under another one of some classes."""
    return bool(set(ontology.ancestors(cls)[1:]) & classes)
