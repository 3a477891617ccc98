"""The steps put together: documents in, annotated documents or a filled store out."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Unpack

from osgraph import documents, languages, llm, ontology, rdf, text
from osgraph.errors import InputError
from osgraph.model import AnnotatedDocument, Document, Modality, Skipped
from osgraph.pipeline import copies
from osgraph.pipeline.changes import Changes
from osgraph.pipeline.changes import find as find_changes
from osgraph.pipeline.processes import Means, Task, annotate
from osgraph.pipeline.settings import Given, Settings
from osgraph.pipeline.sifting import sift
from osgraph.reason import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from osgraph.model import IRI
    from osgraph.pipeline.processes import Tools
    from osgraph.store import Store

_SKETCHES: Final = "SELECT ?id ?s { ?d osg:sketch ?s ; dcterms:identifier ?id } ORDER BY ?id"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did.

    Attributes:
        documents: number of documents built.
        entities: number of distinct entities in them.
        claims: number of claims by modality; every modality is a key.
        rejections: number of claims refused, by reason, the most frequent first.
        skipped: inputs that were not built, with reasons.
        unchanged: number of documents that the store had as they are.
        copies: documents that repeat another, by their ids, with the id of that other.
        pruned: ids of documents taken out because they were not given any more.
        unread: documents in a language that is not read, by their ids, with the name of the language: they
            are kept, with the names in them that the catalog knows, but no claims were sought.
        partly: documents in a language that is not read, but has a pipeline installed, by their ids, with its
            name: their names and tables were read, their sentences were not.
        usage: what a language model took; None where none was asked.
        cost: that in money, where the price is known.
    """

    documents: int
    entities: int
    claims: Mapping[Modality, int]
    rejections: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    unchanged: int = 0
    copies: Mapping[str, str] = field(default_factory=dict)
    pruned: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    partly: Mapping[str, str] = field(default_factory=dict)
    usage: llm.Usage | None = None
    cost: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain values for a JSON file.

        Example:
            >>> Summary(1, 2, {Modality.HEDGED: 3}, {}, ()).to_json()["claims"]
            {'hedged': 3}
        """
        return {**asdict(self), "claims": {modality.value: n for modality, n in self.claims.items()}}


def extract(
    documents: Iterable[Document],
    *,
    ontology: Path | None = None,
    catalog: Path | None = None,
    pipeline: str = text.DEFAULT_PIPELINE,
    coreference: bool = True,
    model: Path | None = None,
    workers: int = 1,
) -> Iterator[AnnotatedDocument]:
    """Find the entities and claims of documents, as a stream in the order given.

    Args:
        documents: what to read; their sections are found here.
        ontology: a Turtle file; the shipped one when None.
        catalog: a Turtle file of known entities; the shipped one when None.
        pipeline: name of an installed spaCy pipeline.
        coreference: whether pronouns and descriptions such as "the company" are resolved.
        model: a model that :func:`osgraph.learn` made for the ontology, which then finds the claims.
        workers: number of processes; the result is the same for any. More than one needs the guard
            ``if __name__ == "__main__":`` in a script.

    Raises:
        OntologyError: the ontology or the catalog cannot be used.
        PipelineError: the language pipeline cannot be used.
    """
    means = Means(pipeline, ontology, catalog, coreference, model)
    return annotate(map(Task, documents), means, means.load(), workers)


def build(
    paths: Sequence[str | Path],
    store: Store,
    *,
    confirm: Callable[[llm.Usage, float | None], bool] | None = None,
    stdin: TextIO | None = None,
    progress: Callable[[int, int], None] | None = None,
    told: Callable[[AnnotatedDocument], None] | None = None,
    **settings: Unpack[Given],
) -> Summary:
    """Read documents, find their claims, put them into a store.

    Only what is new or changed is read: in text, metadata, program, ontology, catalog or models. What cannot
    be read is skipped with its reason. Each document is written at once or not at all, so that a build that
    was killed is taken up where it ended. Moved texts keep their id; near copies make no claims.

    Args:
        paths: files, folders, web addresses, or ``"-"`` for standard input.
        store: where the claims go; it stays open.
        confirm: called before anything is sent to a language model, with an estimate of tokens and of cost
            (None: no price is known); what it refuses is not done.
        stdin: what ``"-"`` reads; ``sys.stdin`` when None.
        progress: called with the number of documents done and that of all.
        told: called with each document and what was found in it, right before it is kept.
        settings: how to read and what to keep, by the names of :class:`osgraph.pipeline.Settings`.

    Raises:
        InputError: the settings of the language model make no sense, or its cost was refused.
        OntologyError: the ontology or the catalog cannot be used.
        PipelineError: the language pipeline cannot be used.
        StoreError: the store cannot be written.
    """
    given = Settings(**settings)
    means = given.means
    asked = _Asked(given, confirm)
    run = means.run(given.least, *asked.settings)
    inputs = list(
        documents.read(paths, columns=given.columns, private=given.private, only=given.only, stdin=stdin)
    )
    skipped = [item for item in inputs if isinstance(item, Skipped)]
    found = [item for item in inputs if isinstance(item, Document)]
    changes = find_changes(found, store, run, prune=given.prune)
    asked.confirm(changes.due)
    for id_ in changes.pruned:
        store.forget(id_)
    _load_background(store, means, check=bool(changes.due))
    fresh, repeated = _sorted_out(changes, store)
    tasks = asked.tasks(fresh, skipped)
    kept = _Kept(store, means, run, asked.by, skipped)
    for done, one in enumerate(_annotated(tasks, _repeating(repeated, skipped), means, given.workers), 1):
        annotated = sift(one, given.least)
        if told is not None:
            told(annotated)
        kept.add(annotated)
        if progress is not None:
            progress(done, len(changes.due))
    reason(store)
    return replace(kept.summary(changes, repeated), usage=asked.usage, cost=asked.cost)


class _Asked:
    """The part that a language model has in a build; none where no settings are given."""

    def __init__(self, given: Settings, confirm: Callable[[llm.Usage, float | None], bool] | None) -> None:
        settings, means = given.language_model, given.means
        self._settings, self._means, self._confirm = settings, means, confirm
        vocabulary = ontology.load(means.ontology) if settings else None
        self._proposer = llm.Proposer(settings, vocabulary) if settings and vocabulary else None
        self.by = settings.by(vocabulary) if settings and vocabulary else ""
        self.settings = (self.by, settings.extractor) if settings else ()

    @property
    def usage(self) -> llm.Usage | None:
        return self._proposer.spent if self._proposer else None

    @property
    def cost(self) -> float | None:
        return self.usage.cost(self._settings.price) if self.usage and self._settings else None

    def confirm(self, due: Sequence[Document]) -> None:
        """Ask whether documents may cost what they are likely to.

        Raises:
            InputError: the cost was refused.
        """
        if due and self._proposer and self._settings and self._confirm:
            reads = self._means.load().reads
            expected = self._proposer.estimate(filter(reads, due))
            if not self._confirm(expected, expected.cost(self._settings.price)):
                raise InputError("nothing was sent to the language model, and nothing was built")

    def tasks(self, fresh: Sequence[Document], skipped: list[Skipped]) -> Iterator[Task]:
        """Yield what to read; documents of which the language model could say nothing are skipped.

        It is not asked about documents in a language that is not read: nothing could be held to their text.
        """
        if self._proposer is None:
            yield from map(Task, fresh)
            return
        reads = self._means.load().reads
        yield from (Task(document) for document in fresh if not reads(document))
        for document, told in self._proposer.propose(filter(reads, fresh)):
            if isinstance(told, Skipped):
                skipped.append(told)
            else:
                yield Task(document, told)


class _Kept:
    """What a build has put into its store so far, counted."""

    def __init__(self, store: Store, means: Means, run: IRI, note: str, skipped: list[Skipped]) -> None:
        self._store, self._means, self._run, self._note = store, means, run, note
        self._skipped = skipped
        self._documents = 0
        self._entities: set[IRI] = set()
        self._claims: Counter[Modality] = Counter()
        self._rejections: Counter[str] = Counter()
        self._unread: dict[str, str] = {}
        self._partly: dict[str, str] = {}

    @cached_property
    def _tools(self) -> Tools:
        return self._means.load()  # once: to know that files are as they were, they are read

    def add(self, annotated: AnnotatedDocument) -> None:
        """Put a document into the store, or note why it cannot be kept."""
        document = annotated.document
        try:
            lines = rdf.to_lines(annotated, self._tools.ontology, run=self._run, note=self._note)
            self._store.replace(document.id, lines)
        except InputError as error:
            self._skipped.append(Skipped(document.id, str(error)))
            return
        if helper := self._tools.helper(document):
            self._partly[document.id] = helper
        elif not self._tools.reads(document):
            self._unread[document.id] = languages.name(document.language)
        self._documents += 1
        self._entities.update(entity.iri for entity in annotated.entities)
        self._claims.update(claim.modality for claim in annotated.claims)
        self._rejections.update(rejection.reason for rejection in annotated.rejections)

    def summary(self, changes: Changes, repeated: Sequence[Document]) -> Summary:
        """Return what the build came to."""
        return Summary(
            documents=self._documents,
            entities=len(self._entities),
            claims={modality: self._claims[modality] for modality in Modality},
            rejections=dict(sorted(self._rejections.items(), key=lambda pair: (-pair[1], pair[0]))),
            skipped=tuple(self._skipped),
            unchanged=len(changes.unchanged),
            copies={document.id: document.copy_of for document in repeated},
            pruned=changes.pruned,
            unread=self._unread,
            partly=self._partly,
        )


def _sorted_out(changes: Changes, store: Store) -> tuple[list[Document], list[Document]]:
    """Return the documents to read, and those that only repeat one that is read or was."""
    texts = {document.id: document.text for document in changes.due}
    originals = copies.Originals(lambda id_: texts.get(id_) or store.text(id_))
    for id_, sketched in store.select(_SKETCHES).plain():
        if id_ not in texts:
            originals.add(str(id_), str(sketched))
    fresh, repeated = [], []
    for document in changes.due:
        sketched = copies.sketch(document.text)
        first = originals.of(document.text, sketched)
        if first is None:
            originals.add(document.id, sketched)
            fresh.append(replace(document, sketch=sketched))
        else:
            repeated.append(replace(document, copy_of=first))
    return fresh, repeated


def _repeating(repeated: Sequence[Document], skipped: list[Skipped]) -> Iterator[Document]:
    """Yield the documents that repeat others, if those were not skipped."""
    failed = {each.path for each in skipped}
    for document in repeated:
        if document.copy_of in failed:
            skipped.append(Skipped(document.id, f"it repeats {document.copy_of}, which was skipped"))
        else:
            yield document


def _annotated(
    tasks: Iterator[Task], repeated: Iterator[Document], means: Means, workers: int
) -> Iterator[AnnotatedDocument]:
    """Yield what is found in documents, then those that repeat others: they make no claims of their own."""
    first = next(tasks, None)
    if first is not None:
        yield from annotate(chain([first], tasks), means, means.load(), workers)
    yield from map(AnnotatedDocument, repeated)


def _load_background(store: Store, means: Means, *, check: bool) -> None:
    """Put the ontology and the catalog beside the documents, as graphs of their own."""
    if check:
        means.load()  # says what is wrong with them before they are in the store
    shipped = {"ontology": "osgraph.ttl", "catalog": "catalog.ttl"}
    given = {"ontology": means.ontology, "catalog": means.catalog}
    for name, path in given.items():
        store.load_named(name, path or ontology.locate(shipped[name]))
