"""The public interface as text: run this after a change that is meant, and tell of it in the changelog."""

from __future__ import annotations

import dataclasses
import inspect
import re
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import osgraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARGET: Final = Path(__file__).resolve().parents[1] / "tests" / "public_api.txt"


def interface() -> str:
    """Return the public names with their signatures, fields and methods, one a line."""
    lines = []
    for name in osgraph.__all__:
        value = getattr(osgraph, name)
        if inspect.isclass(value):
            lines.append(name)
            if dataclasses.is_dataclass(value):
                lines += [f"{name}.{field.name}: {field.type}" for field in dataclasses.fields(value)]
            elif issubclass(value, Enum):
                lines += [f"{name}.{member.name} = {member.value!r}" for member in value]
            lines += [
                f"{name}.{method}{inspect.signature(function)}"
                for method, function in sorted(vars(value).items())
                if inspect.isfunction(function) and not method.startswith("_")
            ]
        elif callable(value):
            lines.append(f"{name}{inspect.signature(value)}")
            lines += [f"{name}(..., {option})" for option in _options(value)]
        else:
            lines.append(name)
    return "\n".join(lines) + "\n"


def _options(function: Callable[..., Any]) -> Iterator[str]:
    """Yield the options that a function takes together, as a dictionary of its package describes them."""
    found = re.search(r"Unpack\[(\w+)\.(\w+)\]", str(inspect.signature(function)))
    if found:
        given = getattr(import_module(f"osgraph.{found[1]}"), found[2])
        for option, kind in given.__annotations__.items():
            yield f"{option}: {getattr(kind, '__forward_arg__', kind)}"


if __name__ == "__main__":
    TARGET.write_text(interface(), encoding="utf-8")
