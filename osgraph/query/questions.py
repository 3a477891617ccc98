"""Questions in SPARQL, written on the spot or saved under a name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from osgraph import ontology
from osgraph.errors import OntologyError, QueryError

if TYPE_CHECKING:
    from collections.abc import Collection

    from osgraph.store import Rows, Store


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question that comes with the ontology: its name, what it answers, its SPARQL text."""

    name: str
    description: str
    text: str


def saved() -> dict[str, SavedQuery]:
    """Return the saved questions by name, sorted; a file's first line is a comment that describes it.

    Raises:
        OntologyError: a file cannot be read as UTF-8, or has no such line.

    Example:
        >>> saved()["who-shifted"].description.startswith("Who changed course")
        True
    """
    out = {}
    for path in sorted(ontology.locate("queries").glob("*.rq"), key=lambda path: path.stem):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OntologyError(f"{path}: the saved question cannot be read: {error}") from error
        first = text.partition("\n")[0]
        if not first.startswith("#"):
            raise OntologyError(f"{path}:1: a saved question opens with a comment that describes it")
        out[path.stem] = SavedQuery(path.stem, first.lstrip("# ").rstrip(), text)
    return out


def run(store: Store, question: str, *, include: Collection[str] = ()) -> Rows:
    """Answer a question: SPARQL text, or the name of a saved one.

    Args:
        store: what is asked.
        question: text or name; what holds no white space and no bracket is taken for a name.
        include: names of graphs to add to the documents: "catalog", "derived", "ontology".

    Raises:
        QueryError: no saved question has that name, or the query is malformed, refused or fails.
        InputError: there is no graph of a name to include.
    """
    name = question.strip()
    if name and not any(c.isspace() or c in "{}()" for c in name):
        questions = saved()
        if name not in questions:
            near = get_close_matches(name, questions, n=3) or list(questions)
            raise QueryError(f"no saved question is called {name!r}; there is {', '.join(near)}")
        return store.select(questions[name].text, include=include)
    return store.select(question, include=include)
