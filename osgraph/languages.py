"""Languages: which one a text is in, told by script and small words, else by a model of many languages."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Final = "en"

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
        "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
        "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
        "zh": "Chinese",
    }
)  # fmt: skip
"""English names of languages by their ISO 639-1 codes; others go by the code."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SMALL: Final[Mapping[str, frozenset[str]]] = {
    ENGLISH: frozenset(
        "the of and to a in is that for it on with as was by this are from at be has have its".split()
    ),
    "de": frozenset(
        "der die das und ist nicht ein eine mit auf für von dem den des sich im zu als auch wird".split()
    ),
    "fr": frozenset(
        "le la les des et est une un dans pour que qui sur par du au avec ce pas plus sont".split()
    ),
    "es": frozenset("el la los las de y que en un una es por con para se del al como más su lo".split()),
}
_SURE: Final = 0.08  # share of the small words of a language among the words of a text in it
_FEW: Final = 0.03  # a text with fewer small words of English is a list, or in another language
_SCRIPT: Final = 0.3  # share of letters of a script that decides
_LEAST: Final = 25  # words below which nothing but a script tells
_SAMPLE: Final = 20_000


def of(text: str) -> str:
    """Return the code of the language of a text, or "" where there is too little to tell.

    A text in English is told by its small words; only where those are missing is the model loaded
    (py3langid, a naive Bayes classifier over byte n-grams: Lui and Baldwin, 2012).

    Example:
        >>> of("The lab said that it is going to open its models to all of the world, and that the first "
        ...    "of them is to come in the spring.")
        'en'
        >>> of("深度求索发布了新的开源模型"), of("Meta, OpenAI")
        ('zh', '')
    """
    text = text[:_SAMPLE]
    if by_script := _by_script(text):
        return by_script
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _LEAST:
        return ""
    shares = {code: sum(word in small for word in words) / len(words) for code, small in _SMALL.items()}
    best = max(shares, key=lambda code: (shares[code], code))
    if shares[best] >= _SURE:
        return best
    return "" if shares[ENGLISH] >= _FEW else _by_model(text)


def name(code: str) -> str:
    """Return the English name of a language."""
    return NAMES.get(code, code)


def of_name(words: str) -> str:
    """Return the code of the language that a name is surely not English in: Chinese, or ""."""
    return "zh" if _HAN.search(words) else ""


def _by_script(text: str) -> str:
    letters = len(_LETTER.findall(text))
    if not letters:
        return ""
    kana, han, hangul = (len(script.findall(text)) / letters for script in (_KANA, _HAN, _HANGUL))
    if kana > _SCRIPT / 3 and kana + han > _SCRIPT:
        return "ja"
    return "ko" if hangul > _SCRIPT else "zh" if han > _SCRIPT else ""


def _by_model(text: str) -> str:
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code)
