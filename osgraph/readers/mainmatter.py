"""The main matter of a web page: which of its blocks are the article, and what the others are."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from osgraph.readers import dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from osgraph.readers.blocks import Block

OUTSIDE: Final = "outside the main text"
"""The reason for a block that no sign explains and that the article does not hold."""

_TAGS: Final = {
    "nav": "navigation",
    "aside": "beside the main text",
    "footer": "footer",
    "form": "form",
    "dialog": "dialog",
    "menu": "navigation",
    "address": "address",
}
_ROLES: Final = {
    "navigation": "navigation",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "beside the main text",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "menu": "navigation",
    "menubar": "navigation",
}
_NAMES: Final = {  # words of a class or an id
    "cookie cookies consent gdpr ccpa privacy": "cookie notice",
    "nav navbar navigation menu breadcrumb breadcrumbs pagination pager toc sitemap skip tabs": "navigation",
    "share sharing social sharethis addtoany follow": "sharing",
    "newsletter subscribe subscription signup paywall register registration login regwall": "subscription",
    "related recommended recommendations recirc trending popular more readnext outbrain taboola teaser "
    "teasers suggestions latest": "related articles",
    "ad ads advert adverts advertisement advertising sponsor sponsored promo promotion promoted "
    "banner": "advertisement",
    "comment comments disqus replies respond thread discussion": "comments",
    "footer colophon copyright legal disclaimer": "footer",
    "sidebar rail widget widgets": "beside the main text",
    "masthead topbar": "header",
    "popup modal overlay toast lightbox": "dialog",
    "byline dateline timestamp author bio readtime tags tag": "about the article",
}
_KINDS: Final = {
    "comment": "comments",
    "usercomments": "comments",
    "wpadblock": "advertisement",
}  # schema.org
_SIGNS: Final[Mapping[str, str]] = {
    word: reason for words, reason in _NAMES.items() for word in words.split()
}
_WORD: Final = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*(?![a-z]))")
_KEY: Final = re.compile(r"[^\W_]+")
_HELD: Final = 0.85  # share of the article that the element around it must hold
_MOST: Final = 0.4  # an element that holds more of the page is no furniture, whatever it is called
_LINKED: Final = 0.6  # a block with more of its characters in links is a list of links
_ALL_LINKED: Final = 0.8  # the same where an extractor takes it for a part of the article
_MAX_DATE: Final = 60  # characters of a line that only says when
_LONG: Final = 25  # characters of a key that cannot stand in a text by chance


def judge(body: HtmlElement, blocks: Sequence[Block], extracted: Sequence[str]) -> list[str]:
    """Return for each block why it is noise, or "" for the article.

    The article is what a main-text extractor finds, and all else that stands in the element around most of
    it, unless tag, role or class of an element between say what it is, or it is made of links.

    Args:
        body: the page.
        blocks: its blocks.
        extracted: the blocks that an extractor takes for its main text.
    """
    sizes = _sizes(blocks)
    total = sum(len(block.words) for block in blocks) or 1
    signs = [_sign(block, body, sizes, total) for block in blocks]
    keys = [_key(block.words) for block in blocks]
    lines = {_key(line) for line in extracted} - {""}
    whole = "\n".join(lines)
    found = [bool(key) and (key in whole if len(key) >= _LONG else key in lines) for key in keys]
    if not any(found):
        return signs
    around = _around(blocks, found, signs)
    title = next(
        (at for at, block in enumerate(blocks) if block.kind == "heading" and block.level == 1), None
    )
    out = []
    for at, (block, sign) in enumerate(zip(blocks, signs, strict=True)):
        inside = around is None or around in _above(block.element)
        is_links = block.linked > (_ALL_LINKED if found[at] else _LINKED)
        if at == title and not (sign and not inside):
            out.append("")
        elif sign:
            out.append(sign)
        elif is_links:
            out.append("links")
        elif _is_date(block):
            out.append("about the article")
        else:
            out.append("" if found[at] or inside else OUTSIDE)
    return out


def _around(blocks: Sequence[Block], found: Sequence[bool], signs: Sequence[str]) -> HtmlElement | None:
    """Return the smallest element around most of what was found."""
    held: Counter[HtmlElement] = Counter()
    total = 0
    for block, is_found, sign in zip(blocks, found, signs, strict=True):
        if is_found and not sign:
            total += len(block.words)
            for element in _above(block.element):
                held[element] += len(block.words)
    most = [element for element, n in held.items() if n >= _HELD * total]
    return max(most, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _above(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def _sizes(blocks: Sequence[Block]) -> Counter[HtmlElement]:
    """Return how many characters of text each element holds."""
    sizes: Counter[HtmlElement] = Counter()
    for block in blocks:
        for element in _above(block.element):
            sizes[element] += len(block.words)
    return sizes


def _sign(block: Block, body: HtmlElement, sizes: Mapping[HtmlElement, int], total: int) -> str:
    """Return what the elements around a block say that it is, the outermost first."""
    for element in reversed(_above(block.element)):
        if element is body or element.tag == "html":
            continue
        if sizes[element] > _MOST * total and not _is_thread(element, body):
            continue
        reason = (
            _TAGS.get(element.tag)
            or _ROLES.get(element.get("role") or "")
            or _KINDS.get((element.get("itemtype") or "").rpartition("/")[2].lower())
            or _called(element)
        )
        if not reason and element.tag == "header" and not any(e.tag == "article" for e in _above(element)):
            reason = "header" if element.find(".//h1") is None else ""
        if reason:
            return reason
    return ""


def _is_thread(element: HtmlElement, body: HtmlElement) -> bool:
    """Say whether an element is called one of comments, and the page has its title elsewhere.

    What readers say below an article can be many times as long.
    """
    title = body.find(".//h1")
    return _called(element) == "comments" and title is not None and element not in _above(title)


def _called(element: HtmlElement) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    for word in _WORD.findall(names):
        if reason := _SIGNS.get(word.lower()):
            return reason
    return ""


def _is_date(block: Block) -> bool:
    return len(block.words) <= _MAX_DATE and dates.in_text(block.words) is not None


def _key(words: str) -> str:
    return "".join(_KEY.findall(words.casefold()))
