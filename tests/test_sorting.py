"""Lines in order, whatever their number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osgraph.store.sorting import Lines


@given(st.lists(st.binary(max_size=9).filter(lambda line: not {1, 10} & set(line))), st.integers(1, 40))
def test_lines_come_sorted_whatever_the_pieces_and_runs(lines: list[bytes], run: int) -> None:
    text = b"".join(line + b"\n" for line in lines)
    with Lines(run=run) as given:
        for start in range(0, len(text), 7):
            assert given.write(text[start : start + 7]) == len(text[start : start + 7])
        assert b"".join(given.blocks()) == b"".join(sorted(line + b"\n" for line in lines))


@pytest.mark.parametrize("run", [1, 1000])
def test_what_comes_first_comes_before_all_else_in_its_place(run: int) -> None:
    with Lines(b" z ", run) as lines:
        lines.write(b"b z 1\na a 2\na z 3\na b z \n")
        assert b"".join(lines.blocks()).split(b"\n") == [b"a z 3", b"a a 2", b"a b z ", b"b z 1", b""]
