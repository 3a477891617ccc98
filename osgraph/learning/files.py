"""Models on file: one ``.npz`` of plain arrays and a JSON text, never code."""

from __future__ import annotations

import io
import json
import tokenize
import zipfile
import zlib
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from osgraph.errors import ModelError
from osgraph.learning import schema as schemas
from osgraph.learning.compatibility import Ends
from osgraph.learning.forms import Form, Forms
from osgraph.learning.loglinear import Weights
from osgraph.learning.memory import Memory
from osgraph.learning.model import Model
from osgraph.learning.spotting import Spotter

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = "osgraph-model"
VERSION: Final = 3
_TIME: Final = (1980, 1, 1, 0, 0, 0)  # no clock: the same model is the same file
_MAX_BYTES: Final = 500_000_000


_UNREADABLE: Final = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    RecursionError,
    MemoryError,  # an array that says to be larger than any
    RuntimeError,  # a locked archive; NotImplementedError, one packed in another way, is one of these
    SyntaxError,  # an array whose head is no Python literal; numpy lets its tokenizer's errors through
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


def save(model: Model, path: str | Path) -> None:
    """Write a model, whole or not at all; the same model gives the same bytes."""
    arrays = _arrays(model)
    arrays["text"] = np.frombuffer(
        json.dumps(_text(model), ensure_ascii=False, sort_keys=True).encode(), np.uint8
    )
    target = Path(path)
    part = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in sorted(arrays):
                buffer = io.BytesIO()
                np.save(buffer, arrays[name], allow_pickle=False)
                archive.writestr(
                    zipfile.ZipInfo(f"{name}.npy", _TIME), buffer.getvalue(), zipfile.ZIP_DEFLATED
                )
        part.replace(target)
    except OSError as error:
        raise ModelError(f"{target}: the model cannot be written: {error.strerror}") from None


def load(path: str | Path, ontology: str | Path | None = None) -> Model:
    """Read a model.

    Args:
        path: the file.
        ontology: the ontology that it must have been learnt for; not checked when None.

    Raises:
        ModelError: it cannot be read, is no model, is of another version, or of another ontology.
    """
    try:
        if Path(path).stat().st_size > _MAX_BYTES:
            raise ModelError(f"{path}: larger than any model")
        with np.load(io.BytesIO(Path(path).read_bytes()), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        text = json.loads(bytes(arrays["text"]))
    except _UNREADABLE as error:
        raise ModelError(f"{path}: no model of osgraph: {error}") from None
    if not isinstance(text, dict) or text.get("format") != FORMAT:
        raise ModelError(f"{path}: no model of osgraph")
    if text.get("version") != VERSION:
        raise ModelError(
            f"{path}: a model of version {text.get('version')}; this osgraph reads version {VERSION}: "
            "learn it again"
        )
    try:
        model = _model(arrays, text)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelError(f"{path}: a damaged model: {error!r}") from None
    if ontology is not None:
        given = schemas.read(ontology)
        if given.digest != model.schema.digest:
            raise ModelError(
                f"{path}: was learnt for the ontology {model.schema.name!r} ({model.schema.digest[:12]}), "
                f"not for {ontology} ({given.digest[:12]}); learn a model for that ontology"
            )
    return model


def _arrays(model: Model) -> dict[str, np.ndarray[Any, Any]]:
    weights = model.weights
    return {
        "spot": model.spotter.weights.astype(np.float16),
        "spot_offsets": model.spotter.offsets,
        "object": weights.object.astype(np.float16),
        "subject": weights.subject.astype(np.float16),
        "pair": weights.pair.astype(np.float16),
        "none": weights.none.astype(np.float16),
        "shared": weights.shared,
        "offsets": weights.offsets,
        "sorts": model.sorts,
        "both": model.both,
        **(
            {
                **{field.name: getattr(model.ends, field.name) for field in fields(Ends)},
                "second": model.second,
            }
            if model.ends is not None and model.second is not None
            else {}
        ),
    }


def _text(model: Model) -> dict[str, Any]:
    schema = model.schema
    return {
        "format": FORMAT,
        "version": VERSION,
        "digest": schema.digest,
        "ontology": {
            "name": schema.name,
            "classes": schema.classes,
            "relations": [asdict(r) for r in schema.relations],
        },
        "spot": sorted(model.spotter.vocabulary),
        "places": sorted(model.places),
        "pairs": sorted(model.pairs),
        "memory": {
            side: {
                name: {str(r): sum(g.values()) for r, g in sorted(roles.items())}
                for name, roles in sorted(seen.items())
            }
            for side, seen in (("subjects", model.memory.subjects), ("objects", model.memory.objects))
        },
        "forms": [
            [*key, [[f.content, f.before, f.behind] for f in forms]]
            for key, forms in sorted(model.forms.ranked.items())
        ],
        "names": [[*key, name] for key, name in sorted(model.forms.names.items())],
        "known": sorted(model.known),
        "threshold": model.threshold,
    }


def _model(arrays: Mapping[str, np.ndarray[Any, Any]], text: dict[str, Any]) -> Model:
    def floats(name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        return arrays[name].astype(np.float32)

    def numbered(names: list[str]) -> dict[str, int]:
        return {name: number for number, name in enumerate(names)}

    onto = text["ontology"]
    memory = [
        {
            name: {int(r): {"": int(n)} for r, n in roles.items()}
            for name, roles in text["memory"][side].items()
        }
        for side in ("subjects", "objects")
    ]
    return Model(
        schema=schemas.Schema(
            tuple(schemas.Relation(**row) for row in onto["relations"]), tuple(onto["classes"]), onto["name"]
        ),
        memory=Memory(*memory),
        spotter=Spotter(numbered(text["spot"]), floats("spot"), floats("spot_offsets")),
        places=numbered(text["places"]),
        pairs=numbered(text["pairs"]),
        sorts=arrays["sorts"].astype(bool),
        weights=Weights(*(floats(n) for n in ("object", "subject", "pair", "none", "shared", "offsets"))),
        forms=Forms(
            {(a, b): tuple(Form(*f) for f in forms) for a, b, forms in text["forms"]},
            {(a, b): name for a, b, name in text["names"]},
        ),
        known=frozenset(text["known"]),
        both=arrays["both"].astype(bool),
        threshold=float(text["threshold"]),
        ends=Ends(*(floats(field.name) for field in fields(Ends))) if "second" in arrays else None,
        second=floats("second") if "second" in arrays else None,
    )
