"""The parts of the page, joined into one file or named as files that a server gives out.

The scripts under ``page/`` are modules of their own that import each other. For the page they are joined
into one: each after those it imports, without the words ``import`` and ``export``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARY: Final = "vis-network.js"
SCRIPT: Final = "page.js"
STYLE: Final = "page.css"
DATA: Final = "data.json"
_ENTRY: Final = "main.js"
_IMPORT: Final = re.compile(r"^import [^;]*? from \"\./([\w-]+\.js)\";\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) )", re.MULTILINE)
_ALONE: Final = (
    "default-src 'none'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)


def files() -> dict[str, str]:
    """Return what the page needs beside its data, by file name: the library, the script and the style.

    Example:
        >>> sorted(files())
        ['page.css', 'page.js', 'vis-network.js']
    """
    return {LIBRARY: _library(), SCRIPT: _script(), STYLE: _own(STYLE)}


def alone(data: Mapping[str, object], title: str) -> str:
    """Return the page with everything inside, under a policy by which the browser runs nothing else."""
    parts = files()
    policy = (
        *_ALONE,
        f"script-src {_hash(parts[LIBRARY])} {_hash(parts[SCRIPT])}",
        f"style-src {_hash(parts[STYLE])}",
    )
    # These are the package's own files, checked by their hashes; the data is escaped for a script.
    return _rendered(
        title=title,
        policy="; ".join(policy),
        library=Markup(parts[LIBRARY]),  # noqa: S704
        script=Markup(parts[SCRIPT]),  # noqa: S704
        style=Markup(parts[STYLE]),  # noqa: S704
        data=Markup(to_json(data)),  # noqa: S704
    )


def shell(title: str, *, root: str = "", data: str = DATA) -> str:
    """Return the page without scripts, styles and data of its own: it loads :func:`files`, then the data.

    Args:
        title: what the page is called until its data comes.
        root: where the files lie, as the start of an address ("" is beside the page, "/static/").
        data: address of what :func:`to_json` wrote.
    """
    return _rendered(title=title, root=root, source=data)


def to_json(data: Mapping[str, object]) -> str:
    """Return JSON that no text can end, open a comment in, or break a line of, inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _rendered(**values: object) -> str:
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_own("page.html"))
    whole = template.render({"library": None, "root": "", "policy": None, **values})
    return whole.encode("utf-8", "replace").decode()  # half a surrogate pair is no character


def _script() -> str:
    """Return the modules as one, in the order in which they need each other."""
    joined: dict[str, str] = {}

    def add(name: str) -> None:
        if name in joined:
            return
        text = _own(name)
        joined[name] = ""  # a module that is being added; were it imported in a circle, this ends it
        for other in _IMPORT.findall(text):
            add(other)
        del joined[name]
        joined[name] = _EXPORT.sub("", _IMPORT.sub("", text))

    add(_ENTRY)
    return "".join(joined.values())


def _own(name: str) -> str:
    return resources.files(__package__).joinpath("page", name).read_text(encoding="utf-8")


def _library() -> str:
    """Return vis-network as pyvis carries it: its text alone, for pyvis's own page loads from elsewhere."""
    folder = resources.files("pyvis").joinpath("templates", "lib")
    newest = max((item for item in folder.iterdir() if item.name.startswith("vis-")), key=lambda i: i.name)
    return newest.joinpath("vis-network.min.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the source expression that allows this text (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
