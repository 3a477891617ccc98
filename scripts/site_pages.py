"""A hook of mkdocs: pages of the site that lie elsewhere in the project, brought in as they are.

The notebooks become pages with the outputs that they hold; the others come from the root. Links between
them are written as they work in a checkout, and are led to the pages.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT: Final = Path(__file__).resolve().parents[1]
FROM_ROOT: Final = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security-policy.md",
}
_NOTEBOOK: Final = re.compile(r"\]\(\.\./notebooks/([\w-]+)\.ipynb\)")
_NEIGHBOUR: Final = re.compile(r"\]\(([\w-]+)\.ipynb\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for name, page in FROM_ROOT.items():
        text = re.sub(r"\]\(docs/", "](", (ROOT / name).read_text("utf-8"))
        files.append(File.generated(config, page, content=text))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=notebook(path)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead links that go out of the folder of the documentation to the pages made of what is there."""
    markdown = _NOTEBOOK.sub(r"](notebooks/\1.md)", markdown)
    return re.sub(rf"\]\(\.\./({'|'.join(FROM_ROOT)})\)", lambda found: f"]({FROM_ROOT[found[1]]})", markdown)


def notebook(path: Path) -> str:
    """Return a notebook as Markdown."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n\n".join(part for cell in cells for part in _cell(cell)) + "\n"


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield _NEIGHBOUR.sub(r"](\1.md)", re.sub(r"\]\(\.\./docs/", "](../", source))
        return
    yield f"```python\n{source}\n```"
    for output in cell["outputs"]:
        yield _output(output)


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return f"```text\n{''.join(output['text']).rstrip()}\n```"
    data = output["data"]
    for kind in ("image/svg+xml", "text/html"):
        if kind in data:
            lines = "".join(data[kind]).splitlines()
            return '<div class="output">\n' + "\n".join(line for line in lines if line.strip()) + "\n</div>"
    return f"```text\n{''.join(data['text/plain'])}\n```"
