"""What can go wrong, as exceptions that say where, what, which value, and what to do."""

from __future__ import annotations


class OsgraphError(Exception):
    """Root of every error that osgraph raises on purpose."""


class InputError(OsgraphError, ValueError):
    """An input (document, path, option) cannot be used."""


class OntologyError(OsgraphError, ValueError):
    """An ontology or catalog file cannot be used; the message lists every problem found in it."""


class AnnotationError(OsgraphError, ValueError):
    """An annotation file breaks its format."""


class QueryError(OsgraphError, ValueError):
    """A SPARQL query is malformed, refused, or names no saved question."""


class RefusedError(QueryError):
    """A query reaches for what it may not: other services, files, a change of the store."""


class StoreError(OsgraphError, OSError):
    """A store cannot be opened, read or written."""


class StoreLockedError(StoreError):
    """Another process holds the store."""


class PipelineError(OsgraphError, LookupError):
    """A language pipeline is not installed or lacks a component that is needed."""


class ModelError(OsgraphError, ValueError):
    """A learnt model cannot be read, or belongs to another ontology."""


class NotFoundError(OsgraphError, LookupError):
    """A named entity, document or claim is not in the store."""


class LanguageModelError(OsgraphError, ConnectionError):
    """A language model cannot be asked, its answer is of no use, or a limit of spending is reached."""
