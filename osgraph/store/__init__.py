"""The place where graphs of documents are kept, in memory or on disk.

It is the only part of the project that knows Oxigraph.
"""

from __future__ import annotations

from osgraph.store.database import Store
from osgraph.store.dumping import FORMATS
from osgraph.store.rows import Rows, Term

__all__ = ["FORMATS", "Rows", "Store", "Term"]
