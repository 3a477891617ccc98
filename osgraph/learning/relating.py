"""Features of two places: how one stands to the other in the sentence and in its parse."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from osgraph.learning.describing import governors, subject_of, verb_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spans import Place

_LONGEST_PATH: Final = 7
_STEPS: Final = (1, 2, 4, 7, 13)
_FAR: Final = ("0", "1", "2-3", "4-6", "7-12", "far")  # tokens between two places


class Relater:
    """Describes the pairs of places of one sentence; what belongs to one place is worked out once."""

    def __init__(self, sentence: Sentence, places: Sequence[Place], kinds: Sequence[str]) -> None:
        self.sentence = sentence
        self.places = places
        self.kinds = kinds
        self.starts = [place.start for place in places]  # in the order of the text
        self.heads = [sentence.head(*place) for place in places]
        self.chains = [[head, *governors(sentence, head, 12)] for head in self.heads]
        self.labels = [sentence.labels.get((p.start, p.end), "") for p in places]
        verbs = [verb_of(sentence, head) for head in self.heads]
        self.verbs = verbs
        self.subjects = [subject_of(sentence, verb) for verb in verbs]
        self.above = [{token: index for index, token in enumerate(chain)} for chain in self.chains]
        self.earlier = [sum(1 for p in places if p.end <= place.start) for place in places]

    def features(self, subject: int, object_: int) -> list[str]:
        """Describe the pair of the places of two indices."""
        s, o = self.places[subject], self.places[object_]
        sentence = self.sentence
        forward = s.start < o.start
        arrow = ">" if forward else "<"
        left, right = (s.end, o.start) if forward else (o.end, s.start)
        gap = right - left
        same = sentence.parts[s.start] == sentence.parts[o.start]
        kinds = f"{self.kinds[subject]} {self.kinds[object_]}"
        far = _FAR[bisect_right(_STEPS, gap)]
        first, last = bisect_left(self.starts, left), bisect_left(self.starts, right)
        between = sum(1 for p in self.places[first:last] if p.end <= right)
        out = [
            f"order={arrow}{same}",
            f"gap={arrow}{far}",
            f"kinds={kinds}",
            f"labels={self.labels[subject]} {self.labels[object_]}",
            f"others={arrow}{min(between, 6)}",
        ]
        out += self._words(left, right, arrow)
        out += self._path(subject, object_, arrow)
        out += self._syntax(subject, object_, arrow, same=same)
        return out

    def _words(self, left: int, right: int, arrow: str) -> list[str]:
        lemmas = self.sentence.lemmas
        if right - left > 25:
            return []
        words = lemmas[left:right]
        out = [f"word={arrow}{word}" for word in dict.fromkeys(words)] if len(words) <= 12 else []
        out += [f"words={arrow}{a} {b}" for a, b in pairwise(words)] if len(words) <= 8 else []
        if 0 < len(words) <= 5:
            out.append(f"between={arrow}{' '.join(words)}")
        if words:
            out += [f"opens={arrow}{words[0]}", f"closes={arrow}{' '.join(words[-2:])}"]
        return out

    def _path(self, subject: int, object_: int, arrow: str) -> list[str]:
        up, down = self.chains[subject], self.chains[object_]
        where = self.above[object_]
        for index, token in enumerate(up):
            if token in where:
                rise, fall = up[:index], down[: where[token]]
                break
        else:
            return [f"path={arrow}none"]
        deps, lemmas = self.sentence.deps, self.sentence.lemmas
        if len(rise) + len(fall) > _LONGEST_PATH:
            return [f"path={arrow}long"]
        rising = [deps[t] for t in rise]
        falling = [deps[t] for t in reversed(fall)]
        inner = [lemmas[t] for t in [*rise[1:], token, *reversed(fall[1:])] if t not in (rise[:1] + fall[:1])]
        top = lemmas[token] if rise and fall else "*"
        out = [
            f"path={'^'.join(rising)}|{'_'.join(falling)}",
            f"path words={arrow}{'^'.join(rising)}|{top}|{'_'.join(falling)}",
            f"path length={len(rise)} {len(fall)}",
        ]
        out += [f"on path={word}" for word in dict.fromkeys(inner)]
        if len(inner) <= 3:
            out.append(f"inner={' '.join(inner)}")
        return out

    def _syntax(self, subject: int, object_: int, arrow: str, *, same: bool) -> list[str]:
        s = self.places[subject]
        out = []
        governor = self.subjects[object_]
        if governor is not None:
            out.append(f"is subject of verb={s.start <= governor < s.end}")
            if not s.start <= governor < s.end:
                out.append(f"verb has={self.sentence.pos[governor]} {arrow}")
        verb = self.verbs[object_]
        if verb is not None:
            out.append(f"verb={arrow}{self.sentence.lemmas[verb]}")
        out.append(f"subject dep={self.sentence.deps[self.heads[subject]]} {same}")
        nearest = next((i for i, t in enumerate(self.chains[object_][1:]) if s.start <= t < s.end), None)
        out.append(f"governed={'no' if nearest is None else min(nearest, 4)}")
        earlier = self.earlier[subject]
        out.append(f"rank={min(earlier, 5)}")
        out.append(f"rank={min(earlier, 2)} {arrow}{same}")
        return out
