"""What was made elsewhere, on its way into a store: annotated claims, files of RDF."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from osgraph import __version__, evaluation, iris, ontology, rdf
from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.store import Checked, Store


def load_claims(paths: Sequence[str | Path], store: Store, *, vocabulary: Path | None = None) -> list[str]:
    """Put annotated documents into a store; a document that is there is replaced.

    All files are read before the first document is written, so that a faulty one changes nothing.

    Args:
        paths: files of annotated documents, JSON Lines as ``osgraph extract --format jsonl`` writes them.
        store: where the claims go; it stays open.
        vocabulary: an ontology in Turtle; the shipped one when None.

    Returns:
        The ids of the documents, in the order of the files.

    Raises:
        AnnotationError: a file breaks the format; the message names every fault by its line.
        InputError: a file cannot be read, or two files describe one document.
        StoreError: the store cannot be written.
    """
    terms = ontology.load(vocabulary)
    found = {}
    for path in paths:
        for id_, annotated in evaluation.read(path, terms).items():
            if id_ in found:
                raise InputError(f"{path}: the document {id_!r} stands in an earlier file too")
            found[id_] = annotated
    store.load_named("ontology", vocabulary or ontology.locate("osgraph.ttl"))
    for id_, annotated in found.items():
        digest = hashlib.sha256(repr((annotated.entities, annotated.claims)).encode("utf-8", "replace"))
        run = iris.hashed("run", "annotations", __version__, terms.digest, digest.hexdigest())
        store.replace(id_, rdf.to_lines(annotated, terms, run=run))
    return list(found)


def load(
    paths: Sequence[str | Path],
    store: Store,
    *,
    name: str | None = None,
    format: str | None = None,  # noqa: A002
) -> list[Checked]:
    """Put files of RDF into a store, each as a graph of its own, or restore what a store was exported as.

    The graph is called ``https://w3id.org/osgraph/source/NAME``, and says which file it is from. Loaded
    again, a file takes the place of what it was. What stands in several graphs of a foreign file is joined.
    A TriG or N-Quads file that osgraph wrote is told by the names of its graphs: each goes back to its place,
    and the other graphs of the store stay. All files are checked before the first is written.

    Args:
        paths: Turtle, N-Triples, RDF/XML, JSON-LD, N3, TriG or N-Quads.
        store: where they go; it stays open.
        name: what the one file is to be called; by the file's name when None.
        format: a key of :data:`osgraph.store.SOURCE_FORMATS`; by the suffix when None.

    Returns:
        What was loaded, in the order of the paths.

    Raises:
        InputError: a file is malformed, too large, reaches elsewhere, or is no file; nothing was written.
        StoreError: the store cannot be written.
    """
    if name is not None and len(paths) != 1:
        raise InputError(
            f"the name {name!r} is for one file, and these are {len(paths)}; load them one by one"
        )
    files = [store.check_file(Path(path), name=name, format=format) for path in paths]
    taken: set[str] = set()
    for file in files:
        graphs = file.graphs or {iris.source(file.name)}
        if graphs & taken:
            raise InputError(
                f"{file.path}: an earlier file has {sorted(graphs & taken)[0]!r} too; load it apart"
            )
        taken |= graphs
    for file in files:
        store.load_file(file)
    return files
