"""The content of a store in the forms that other tools read."""

from __future__ import annotations

from osgraph.export.forms import FILES, FOLDERS, FORMATS, contents, dump, write
from osgraph.export.networks import legal_in_xml

__all__ = ["FILES", "FOLDERS", "FORMATS", "contents", "dump", "legal_in_xml", "write"]
