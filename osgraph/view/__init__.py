"""The page: one HTML file that shows the network of claims with the evidence of each.

It opens from the file system without any network. Everything is inlined, nothing is loaded, and a strict
Content Security Policy lets the browser enforce that: scripts and styles run by hash alone, and with
Trusted Types no text of a document can ever turn into markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from osgraph.errors import InputError
from osgraph.view.content import content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.model import ClaimRecord

__all__ = ["page", "write"]

_SCRIPTS: Final = ("state.js", "graph.js", "evidence.js", "controls.js")  # one module, cut into four files


def page(records: Iterable[ClaimRecord], *, title: str = "Knowledge graph of claims") -> str:
    """Return the whole page: same claims, same bytes, whatever their order.

    Args:
        records: the claims to show.
        title: the page's name, as plain text.

    Example:
        >>> page([], title="<Nothing yet>").count("&lt;Nothing yet&gt;")
        2
    """
    library, script, style = _library(), "".join(map(_own, _SCRIPTS)), _own("page.css")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_own("page.html"))
    whole = template.render(
        title=title,
        policy="; ".join(
            (
                "default-src 'none'",
                f"script-src {_hash(library)} {_hash(script)}",
                f"style-src {_hash(style)}",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            )
        ),
        # These are the package's own files, checked by their hashes; the data is escaped for a script.
        library=Markup(library),  # noqa: S704
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        data=Markup(_json(content(records, title))),  # noqa: S704
    )
    return whole.encode("utf-8", "replace").decode()  # half a surrogate pair is no character


def write(
    records: Iterable[ClaimRecord], path: str | Path, *, title: str = "Knowledge graph of claims"
) -> None:
    """Write the page to a file, in UTF-8; the file is as it was or whole, never half.

    Raises:
        InputError: the folder is missing or cannot be written to.
    """
    target, text = Path(path), page(records, title=title)
    try:
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as problem:
        raise InputError(
            f"{target}: cannot write the page: {problem.strerror}; choose another path"
        ) from problem
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(draft).chmod(0o644)  # a draft is private to its owner, the page is not
        Path(draft).replace(target)
    except OSError as problem:
        Path(draft).unlink(missing_ok=True)
        raise InputError(
            f"{target}: cannot write the page: {problem.strerror}; choose another path"
        ) from problem


def _own(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _library() -> str:
    """Return vis-network as pyvis carries it: its text alone, for pyvis's own page loads from elsewhere."""
    folder = resources.files("pyvis").joinpath("templates", "lib")
    newest = max((item for item in folder.iterdir() if item.name.startswith("vis-")), key=lambda i: i.name)
    return newest.joinpath("vis-network.min.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the source expression that allows this text (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: object) -> str:
    """Return JSON that no text can end, open a comment in, or break a line of, inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
