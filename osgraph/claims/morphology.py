"""Morphology: the action nouns that English makes of verbs."""

from __future__ import annotations

_IRREGULAR = {
    "acquire": "acquisition", "adopt": "adoption", "analyse": "analysis", "approve": "approval",
    "arrive": "arrival", "choose": "choice", "compete": "competition", "criticise": "criticism",
    "criticize": "criticism", "decide": "decision", "depend": "dependence dependency", "deny": "denial",
    "dominate": "dominance domination", "erode": "erosion", "expand": "expansion", "export": "export",
    "grow": "growth", "invade": "invasion", "lead": "lead leadership", "lose": "loss", "oppose": "opposition",
    "partner": "partnership", "permit": "permission", "produce": "production", "prohibit": "prohibition",
    "pursue": "pursuit", "reduce": "reduction", "refuse": "refusal", "rely": "reliance",
    "respond": "response", "restrict": "restriction", "sell": "sale", "suspend": "suspension",
    "withdraw": "withdrawal", "invest": "investment", "purchase": "purchase", "train": "training",
    "fund": "funding", "embrace": "embrace", "remove": "removal", "supply": "supply",
}  # fmt: skip
_VOWELS = frozenset("aeiou")


def nominalisations(verb: str) -> tuple[str, ...]:
    """Return the nouns that may name what a verb does; forms that are no words match nothing, so do no harm.

    Example:
        >>> nominalisations("release"), nominalisations("rely")
        (('release', 'releasement', 'releasion'), ('reliance',))
    """
    if verb in _IRREGULAR:
        return tuple(_IRREGULAR[verb].split())
    stem = verb.removesuffix("e")
    forms = [verb, f"{verb}ment", f"{stem}ion" if stem[-1:] not in _VOWELS else f"{stem}tion"]
    if verb.endswith(("ise", "ize")):
        forms.append(f"{stem}ation")
    elif verb.endswith("ify"):
        forms.append(f"{verb[:-1]}ication")
    return tuple(dict.fromkeys(forms))
