"""The place where graphs of documents are kept, in memory or on disk.

It is the only part of the project that knows Oxigraph.
"""

from __future__ import annotations

from osgraph.store.database import Store
from osgraph.store.deciding import stand_ins
from osgraph.store.dumping import FORMATS, serialize
from osgraph.store.files import FORMATS as SOURCE_FORMATS
from osgraph.store.files import Checked, Source
from osgraph.store.folder import held
from osgraph.store.rows import Rows, Term
from osgraph.store.salvage import Salvage
from osgraph.store.salvage import read as salvage
from osgraph.store.snapshots import names as snapshot_names
from osgraph.store.snapshots import place as snapshot_folder

__all__ = [
    "FORMATS",
    "SOURCE_FORMATS",
    "Checked",
    "Rows",
    "Salvage",
    "Source",
    "Store",
    "Term",
    "held",
    "salvage",
    "serialize",
    "snapshot_folder",
    "snapshot_names",
    "stand_ins",
]
