"""The place where graphs of documents are kept, in memory or on disk.

It is the only part of the project that knows Oxigraph.
"""

from __future__ import annotations

from osgraph.store.database import Store
from osgraph.store.dumping import FORMATS, serialize
from osgraph.store.files import FORMATS as SOURCE_FORMATS
from osgraph.store.files import Checked, Source
from osgraph.store.rows import Rows, Term

__all__ = ["FORMATS", "SOURCE_FORMATS", "Checked", "Rows", "Source", "Store", "Term", "serialize"]
