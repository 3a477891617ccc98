"""The sheet on which people correct suggested sentences: one local HTML page, which loads nothing.

The page lets through its own script and style by their hashes alone. The data is JSON in a script element,
escaped so that no text can leave it; the script puts it on the page as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.learning.schema import Schema
    from osgraph.learning.suggestions import Suggestion


def page(suggestions: Sequence[Suggestion], schema: Schema) -> str:
    """Return the page; the same suggestions give the same text.

    Args:
        suggestions: the sentences, in the order in which they are to be corrected.
        schema: the ontology, whose relations can be chosen from.
    """
    script, style = _own("worksheet.js"), _own("worksheet.css")
    data = {
        "ontology": schema.name,
        "relations": [{"name": r.name, "domain": r.domain, "range": r.range} for r in schema.relations],
        "sentences": [one.to_json() for one in suggestions],
    }
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    whole = environment.from_string(_own("worksheet.html")).render(
        policy=policy,
        title=f"Sentences to correct: {schema.name}",
        # The package's own files, checked by their hashes; the data is escaped for a script element.
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        data=Markup(_json(data)),  # noqa: S704
    )
    return whole.encode("utf-8", "replace").decode()  # half a surrogate pair is no character


def _own(name: str) -> str:
    return resources.files("osgraph.learning").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
