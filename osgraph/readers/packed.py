"""Files that are archives of parts: their XML, with bounds on what they may unpack to."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_UNPACKED: Final = 200_000_000
"""Size in bytes past which the parts of a file together are refused."""

MAX_PARTS: Final = 10_000
"""Number of parts past which a file is refused."""

_MAX_RATIO: Final = (
    200  # of sizes unpacked and packed; text is packed to a tenth, or a fiftieth if it repeats
)
_SMALL: Final = 10_000_000  # bytes that no ratio makes dangerous


def opened(data: bytes) -> zipfile.ZipFile:
    """Open an archive after a look at its list of parts.

    Raises:
        InputError: it is damaged, or would unpack to more than the bounds.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise InputError(f"a damaged archive: {error}") from error
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise InputError(f"{len(parts)} parts, more than {MAX_PARTS}; not unpacked")
    if size > MAX_UNPACKED or (size > _SMALL and size > _MAX_RATIO * len(data)):
        raise InputError(f"would unpack {len(data):,} bytes to {size:,}; not unpacked")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of an archive.

    Raises:
        InputError: there is none of that name, or it is damaged or locked.
    """
    try:
        return archive.read(name)
    except KeyError as error:
        raise InputError(f"a damaged file: its part {name!r} is missing") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise InputError(f"a damaged file: {name!r}: {error}") from error
    except Exception as error:
        if type(error).__module__ in {"zlib", "_lzma", "lzma"}:
            raise InputError(f"a damaged file: {name!r}: {error}") from error
        raise


def xml(data: bytes) -> _Element:
    """Parse XML; entities are not resolved and nothing is fetched.

    Raises:
        InputError: it is not well formed.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"XML that cannot be read: {error}") from error
    if root is None:
        raise InputError("XML that cannot be read")
    return root
