"""Builds on many machines: documents in partitions, one shard of N-Quads a partition, a manifest over all.

Dask hands out the partitions; each worker holds the pipeline, reads its documents itself and writes its shard
itself, so that little passes through the process that directs them. A shard is named by a hash of all that it
is made from: who does a partition twice, after a worker was lost or in a second run, writes the same bytes in
the same place.
"""

from __future__ import annotations

from osgraph.cluster.building import build
from osgraph.cluster.manifest import Manifest, Shard
from osgraph.cluster.merging import load

__all__ = ["Manifest", "Shard", "build", "load"]
