"""Documents: what is read, which id it gets, what is skipped and why."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osgraph import documents, frontmatter
from osgraph.model import Document, Skipped


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(*paths: Path) -> list[Document | Skipped]:
    return list(documents.read(paths))


def ids(*paths: Path) -> dict[str, str]:
    return {item.id: item.text for item in read(*paths) if isinstance(item, Document)}


def reasons(*paths: Path) -> dict[str, str]:
    return {Path(item.path).name: item.reason for item in read(*paths) if isinstance(item, Skipped)}


def test_folder_is_read_recursively_in_the_order_of_ids(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"b.md": "B", "a/z.txt": "Z", "a/c.markdown": "C", "x.pdf": "no", ".h/s.md": "no", ".s.md": "no"},
    )
    assert list(ids(tmp_path).items()) == [("a/c", "C"), ("a/z", "Z"), ("b", "B")]


def test_order_of_paths_and_double_naming_change_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a/one.md": "1", "a/sub/two.md": "2", "b.log": "3"})
    paths = [tmp_path / "a", tmp_path / "a/sub", tmp_path / "b.log", tmp_path / "a/one.md"]
    assert ids(*paths) == ids(*reversed(paths)) == {"b": "3", "one": "1", "sub/two": "2"}


@pytest.mark.parametrize(
    ("files", "paths", "expected"),
    [
        ({"a/x.md": "1", "b/x.md": "2"}, ["a", "b"], {"a/x", "b/x"}),
        ({"p/a/x.md": "1", "q/a/x.md": "2"}, ["p/a", "q/a"], {"p/a/x", "q/a/x"}),
        ({"x.md": "1", "x.txt": "2", "y.md": "3"}, ["."], {"x.md", "x.txt", "y"}),
        ({"a b.md": "1", "c/a_b.md": "2"}, ["a b.md", "c"], None),
    ],
)
def test_clashing_ids_grow_until_they_differ(
    tmp_path: Path, files: dict[str, str | bytes], paths: list[str], expected: set[str] | None
) -> None:
    found = ids(*(write(tmp_path, files) / path for path in paths))
    assert sorted(found.values()) == sorted(files.values())
    assert expected is None or set(found) == expected


def test_front_matter_describes_the_document(tmp_path: Path) -> None:
    text = (
        "---\r\nid: race/7\r\ntitle: 'Open doors: an essay'\r\nPublisher: \"The Lantern\"\r\n"
        "date: 2025-03-02T10:00\r\ntags:\r\n - ai\r\ntopic: chips # a comment\r\n---\r\nText.\r\n"
    )
    write(tmp_path, {"a.md": "\ufeff" + text})
    assert read(tmp_path / "a.md") == [
        Document("race/7", text, "Open doors: an essay", "The Lantern", "2025-03-02", "chips")
    ]


def test_equal_ids_of_front_matter_skip_the_second(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "---\nid: same\n---\nA", "b.md": "---\nid: same\n---\nB", "c.md": "C"})
    assert set(ids(tmp_path)) == {"same", "c"}
    assert reasons(tmp_path) == {
        "b.md": f"its id 'same' is that of {tmp_path / 'a.md'}; give one of the two another id"
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro.\n\n## The *real* title ##\n", "The real title"),
        ("A short line\nText.", "A short line"),
        ("A sentence.\nA short line\n", ""),
        ("word " * 40, ""),
        ("---\nno front matter\n---\nText.", "no front matter"),
    ],
)
def test_title(tmp_path: Path, text: str, title: str) -> None:
    [document] = read(write(tmp_path, {"a.txt": text}) / "a.txt")
    assert isinstance(document, Document)
    assert document.title == title


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("March 3, 2025", "2025-03-03"),
        ("3 Mar 2025", "2025-03-03"),
        ("soon", None),
    ],
)
def test_date(tmp_path: Path, date: str, published: str | None) -> None:
    [document] = read(write(tmp_path, {"a.md": f"---\npublished: {date}\n---\nText."}) / "a.md")
    assert isinstance(document, Document)
    assert document.published == published


def test_bad_inputs_are_skipped_with_reasons_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000)
    write(
        tmp_path,
        {
            "good.md": "Good",
            "empty.md": " \n",
            "binary.txt": b"ab\0cd",
            "large.txt": "x" * 1_001,
        },
    )
    (tmp_path / "none").mkdir()
    (tmp_path / "broken.md").symlink_to(tmp_path / "nowhere.md")
    os.mkfifo(tmp_path / "pipe.txt")
    assert ids(tmp_path, tmp_path / "missing", tmp_path / "none") == {"good": "Good"}
    assert reasons(tmp_path, tmp_path / "missing", tmp_path / "none") == {
        "binary.txt": "binary file (NUL at byte 2)",
        "broken.md": "cannot be read: No such file or directory",
        "empty.md": "empty file",
        "large.txt": "larger than 0 MB; split it",
        "missing": "no such file or folder",
        "none": "folder without documents of a known format (text, web page, PDF, Word ...)",
        "pipe.txt": "not a regular file; pipe it in and name it '-'",
    }


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.md": "X"})
    (tmp_path / "a/loop").symlink_to(tmp_path)
    assert ids(tmp_path) == {"a/x": "X"}


def test_standard_input() -> None:
    stream = io.TextIOWrapper(io.BytesIO("\ufeffTitle\r\nText.".encode()))
    assert list(documents.read(["-"], stdin=stream)) == [Document("stdin", "Title\r\nText.", "Title")]


@given(st.text(max_size=200))
def test_any_text_is_a_document_or_skipped(text: str) -> None:
    [item] = documents.read(["-"], stdin=io.StringIO(text))
    if isinstance(item, Document):
        assert item.text == text.removeprefix("\ufeff")
    else:
        assert "\0" in text or not text.removeprefix("\ufeff").strip()


@given(st.text(max_size=60), st.text(max_size=60))
def test_front_matter_stands_at_the_top(head: str, body: str) -> None:
    text = f"---\n{head}\n---\n{body}"
    front = frontmatter.find(text)
    if front is not None:
        assert front.span.start == 0
        assert front.span.of(text).rstrip().endswith(("---", "..."))
