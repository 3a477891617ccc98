"""How a stretch of text becomes the canonical form of a value, learnt from examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from osgraph.learning import values
from osgraph.learning.contents import ORDER, contents, surface
from osgraph.learning.names import bare, plain, squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spans import Place

_SURE: Final = 0.7  # share of one meaning among those that a surface form had
_ANY: Final = "*"  # any kind of value
_FIGURES: Final = re.compile(r"\d")
_RARE: Final = frozenset({"article", "initials", "dotted", "joined", "singular", "ampersand", "in region"})
_TELLING: Final = ("article", "in region", "comma", "initials")
_FEW: Final = 3  # observations with what sets places apart, at least
_USUAL: Final = {"date": "iso", "month": "iso", "year": "year", "number": "float", "quantity": "float"}
_NEXT: Final = {"date": "month", "month": "date", "number": "quantity", "quantity": "number"}  # written alike
_AFFIX: Final = 24  # longest text that a form may put before or behind what the sentence says


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a value: what of the sentence, with what before and behind it."""

    content: str
    before: str = ""
    behind: str = ""


@dataclass(frozen=True)
class Forms:
    """What is known of writing: forms by context, canonical names by surface.

    Attributes:
        ranked: (context, kind of value) -> forms, the usual one first.
        names: (context, folded surface) -> canonical name; context "" for any.
    """

    ranked: Mapping[tuple[str, str], tuple[Form, ...]]
    names: Mapping[tuple[str, str], str]

    def write(self, sentence: Sentence, place: Place, contexts: Iterable[str]) -> str:
        """Return the canonical form of what stands at a place.

        Args:
            sentence: the sentence.
            place: where.
            contexts: from the narrowest to the widest; "" is tried last.
        """
        text = sentence.between(*place)
        folded = surface(text)
        contexts = [*contexts, ""]
        for context in contexts:
            if (context, folded) in self.names:
                return self.names[context, folded]
        given = dict(contents(sentence, place))
        kind = values.read(text).kind
        for key in _keys(contexts, kind, _mark(place, given)):
            for form in self.ranked.get(key, ()):
                if form.content in given:
                    return form.before + given[form.content] + form.behind
        return given.get(_USUAL.get(kind, "text"), text)


def _mark(place: Place, given: Collection[str]) -> str:
    """Return what sets a place apart from others of its kind: "article" for one that "The" stands before.

    Whether the article belongs to a name can only be told from names that have one; with a sentence's
    first word it is less telling.
    """
    names = [name for name in _TELLING if name in given]
    return " ".join([*names, "first"] if place.start <= 1 and names else names)


def _keys(contexts: Sequence[str], kind: str, mark: str) -> Iterator[tuple[str, str]]:
    """Yield where forms for a kind of value are looked up, in order.

    How names are written says nothing about dates and numbers: these go by their own kind, in a wider
    context if need be, then by the kind that is written alike.
    """
    for context in contexts if mark else ():
        yield context, f"{kind} {mark}"
    for context in contexts:
        yield context, kind
        if kind not in _USUAL:
            yield context, _ANY
    if kind in _NEXT:
        yield contexts[-1], _NEXT[kind]


@dataclass(frozen=True, slots=True)
class Writing:
    """One observation: a place of a sentence, the canonical form that an example gave, and its contexts."""

    sentence: Sentence
    place: Place
    canonical: str
    contexts: tuple[str, ...]


def learn(observed: Iterable[Writing]) -> Forms:
    """Count which forms write the examples as given; keep names for what no form can write."""
    right: defaultdict[tuple[str, str], Counter[Form]] = defaultdict(Counter)
    given: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    meanings: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    seen_at: Counter[tuple[str, str]] = Counter()
    seen = set()
    for one in observed:
        text = one.sentence.between(*one.place)
        kind = values.read(text).kind
        if _nameable(one.sentence, one.place, kind):
            for context in (*one.contexts, ""):
                meanings[context, surface(text)][one.canonical] += 1
        ways = list(_ways(one))
        available = [name for name, _ in contents(one.sentence, one.place)]
        mark = _mark(one.place, available)
        for context in (*one.contexts, ""):
            if (context, one.canonical, text) in seen:
                continue
            seen.add((context, one.canonical, text))
            for key in ((context, kind), (context, _ANY), *(((context, f"{kind} {mark}"),) if mark else ())):
                right[key].update(ways)
                given[key].update(available)
                seen_at[key] += 1
    ranked = {
        key: _ranked(forms, given[key])
        for key, forms in right.items()
        if " " not in key[1] or seen_at[key] >= _FEW
    }
    return Forms(ranked, _names(meanings))


def _names(meanings: Mapping[tuple[str, str], Counter[str]]) -> dict[tuple[str, str], str]:
    """Return the canonical names of surface forms where one meaning prevails, and of the names."""
    names = {}
    for key, named in meanings.items():
        (name, count), total = _sorted(named)[0], sum(named.values())
        if count >= _SURE * total:
            names[key] = name
    for (context, _), named in sorted(meanings.items()):
        for name in sorted(named):
            for form in (surface(plain(name)), surface(bare(name))):
                if form and (context, form) not in meanings:
                    names.setdefault((context, form), name)
    return names


def _ranked(right: Counter[Form], given: Counter[str]) -> tuple[Form, ...]:
    """Return the forms by how often they are right where their content can be had."""

    def rate(form: Form, count: int) -> float:
        return (count + (0.2 if form.content in _RARE else 0.8)) / (given[form.content] + 2.0)

    known = [(form, count) for form, count in right.items()
             if count > 1 or not any(c.isalpha() for c in form.before + form.behind)]  # fmt: skip
    order = {name: number for number, name in enumerate(ORDER)}
    known.sort(key=lambda item: (-rate(*item), order[item[0].content], item[0].before, item[0].behind))
    return tuple(form for form, count in known if rate(form, count) > 0.15)


def _sorted(counter: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], repr(item[0])))


def _ways(one: Writing) -> Iterator[Form]:
    """Yield the forms that would write an observation as given."""
    wanted = squeezed(one.canonical)
    for name, content in contents(one.sentence, one.place):
        inner = squeezed(content)
        at = wanted.find(inner) if inner else -1
        if at < 0 or len(wanted) - len(inner) > _AFFIX:
            continue
        if at == 0 and len(wanted) == len(inner):
            yield Form(name)
            continue
        start, end = _unsqueezed(one.canonical, at, at + len(inner))
        before, behind = one.canonical[:start], one.canonical[end:]
        if not (_FIGURES.search(before + behind) and inner[:1].isdigit()):
            yield Form(name, before, behind)


def _unsqueezed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a stretch of the squeezed text stands in the text itself."""
    kept = [i for i, c in enumerate(text) if c != "_" and not c.isspace() for _ in c.lower()]
    return kept[start], kept[end - 1] + 1


def _nameable(sentence: Sentence, place: Place, kind: str) -> bool:
    """Say whether a surface form may be remembered: no value, no pronoun, no noun with "the"."""
    if kind in ("date", "month", "year", "number", "quantity"):
        return False
    if sentence.pos[sentence.head(*place)] == "PRON":
        return False
    before = sentence.lemmas[place.start - 1] if place.start else ""
    return not (kind == "noun" and before in ("the", "this", "that"))
