"""What follows from the claims of all documents together, by rules that can be read.

The rules are CONSTRUCT queries in ``ontology/rules``, run in the order of their names; what they add stands
in the store's derived graph, never among what documents say.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from osgraph import ontology
from osgraph.errors import OntologyError

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.store import Store


def rules(folder: Path | None = None) -> dict[str, str]:
    """Return the rules by name, in the order in which they run.

    Args:
        folder: where they lie, one ``.rq`` file each; the shipped ones when None.

    Raises:
        OntologyError: a file cannot be read as UTF-8.

    Example:
        >>> next(iter(rules()))
        '10-classes'
    """
    out = {}
    for path in sorted((folder or ontology.locate("rules")).glob("*.rq"), key=lambda path: path.stem):
        try:
            out[path.stem] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OntologyError(f"{path}: the rule cannot be read: {error}") from error
    return out


def reason(store: Store, folder: Path | None = None, *, again: bool = False) -> dict[str, int]:
    """Fill the derived graph of a store, if what it was derived from has changed.

    Args:
        store: where the claims are; ontology and catalog stand beside them.
        folder: the rules; the shipped ones when None.
        again: derive even where nothing has changed.

    Returns:
        The number of statements that each rule added; empty where nothing had changed.

    Raises:
        OntologyError: a rule cannot be read.
        QueryError: a rule is malformed.
        StoreError: the store cannot be written.
    """
    given = rules(folder)
    state = hashlib.sha256("\n".join([store.state(), *given, *given.values()]).encode()).hexdigest()
    if not again and store.derived_from() == state:
        return {}
    return store.derive(given, state)
