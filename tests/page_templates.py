"""Ten pages as sites make them, each around any article: menus, adverts, cookie bars, teasers of other articles.

What surrounds the article is full of claims that it does not make.
"""

from __future__ import annotations

import html
import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from osgraph import frontmatter
from osgraph.model import SectionKind
from osgraph.sections import layout

if TYPE_CHECKING:
    from collections.abc import Callable

TEASERS: Final = (
    "Google releases Gemini 3 and OpenAI answers with a price cut",
    "Tencent acquires a chip designer in Shenzhen",
    "Why Samsung depends on Nvidia more than ever",
    "Baidu opens Ernie, and Tencent closes Hunyuan",
)
MENU: Final = ("World", "Business", "Technology", "Artificial intelligence", "Opinion", "Podcasts", "Sign in")
COOKIES: Final = (
    "We and our 843 partners store and access information on your device. Amazon and Google use cookies to "
    "measure adverts. You can change your choice at any time."
)
ADVERT: Final = "Advertisement. IBM builds agents that work. Oracle offers a free trial of its cloud."
LETTER: Final = "Get The Daily Model. Our newsletter explains how Microsoft and Meta compete with China."


def article(text: str) -> tuple[str, list[str]]:
    """Return the title of a text and its blocks as HTML, its layout told by elements in place of marks."""
    front = frontmatter.find(text)
    found = layout.blocks(text, front.span.end if front else 0)
    title, blocks = front.fields.get("title", "") if front else "", []
    for kind, group in groupby(found, key=lambda block: block.kind):
        held = [(block, html.escape(block.span.of(text))) for block in group]
        if kind is SectionKind.ITEM:
            rows = [words.split(" | ") for _, words in held]
            if all(len(row) == len(rows[0]) > 1 for row in rows):
                cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
                blocks.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
            else:
                blocks.append(f"<ul>{''.join(f'<li>{words}</li>' for _, words in held)}</ul>")
            continue
        for block, words in held:
            if not title and kind is SectionKind.HEADING:
                title = words
            elif kind is SectionKind.HEADING:
                level = min(6, max(2, block.level))
                blocks.append(f"<h{level}>{words}</h{level}>")
            elif block.reason == "code":
                blocks.append(f"<pre>{words}</pre>")
            else:
                blocks.append(f"<p>{words}</p>")
    return title, blocks


def _links(words: tuple[str, ...]) -> str:
    return "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(words))


def _cards(tag: str = "div", name: str = "card") -> str:
    return "".join(
        f'<{tag} class="{name}"><a href="/{n}"><h3>{line}</h3></a><p>{line}, people say. 4 min read</p></{tag}>'
        for n, line in enumerate(TEASERS)
    )


def _head(title: str, more: str = "") -> str:
    return (
        f"<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><title>{title} | The Lantern</title>"
        f"<script>window.ads = {{maker: 'Google releases Chrome'}}</script><style>p {{ color: red }}</style>{more}</head>"
    )


def newspaper(title: str, blocks: list[str]) -> str:
    """Elements with a meaning, an advert in the text, structured data."""
    about = (
        "<meta property='og:site_name' content='The Lantern'><meta name='author' content='Ida Holm'>"
        "<meta property='article:published_time' content='2025-03-02T09:00:00Z'>"
        "<link rel='canonical' href='https://lantern.example/2025/03/02/race'>"
    )
    half = len(blocks) // 2
    return (
        f"{_head(title, about)}<body><div id='cookie-banner' role='dialog'><p>{COOKIES}</p><button>Accept all</button></div>"
        f"<header><a href='/'>The Lantern</a><nav><ul>{_links(MENU)}</ul></nav></header><main><article>"
        f"<h1>{title}</h1><p class='byline'>By <a rel='author' href='/ida'>Ida Holm</a></p><time>2 March 2025</time>"
        f"{''.join(blocks[:half])}<div class='ad-slot'><p>{ADVERT}</p></div>{''.join(blocks[half:])}</article>"
        f"<aside><h2>Most read</h2>{_cards()}</aside></main><section class='newsletter-signup'><p>{LETTER}</p></section>"
        f"<footer><ul>{_links(('About', 'Contact', 'Careers'))}</ul><p>© The Lantern. Reuters supplies Thomson.</p></footer>"
        "</body></html>"
    )


def weblog(title: str, blocks: list[str]) -> str:
    """A blog of the usual system: sharing, tags, comments, a side bar."""
    comments = "".join(
        f"<li class='comment'><p>reader{n}: I think {line}. Meta bought everything.</p></li>"
        for n, line in enumerate(TEASERS)
    )
    return (
        f"{_head(title)}<body class='post-template single'><div id='page'><div id='masthead'><p class='site-title'>Models"
        f"</p><div class='menu-main'><ul>{_links(MENU)}</ul></div></div><div id='content'><div id='primary'>"
        f"<div class='post hentry'><h1 class='entry-title'>{title}</h1><div class='entry-meta'>Posted on "
        f"<a href='/d'>March 2, 2025</a></div><div class='entry-content'>{''.join(blocks)}<div class='sharedaddy sd-sharing'>"
        "<h3>Share this:</h3><ul><li><a href='#'>Tweet</a></li><li><a href='#'>Facebook</a></li></ul></div>"
        f"<div class='jp-relatedposts related'><h3>Related</h3>{_cards()}</div></div>"
        f"<p class='tags-links'>Tags: <a href='/a'>Alibaba</a>, <a href='/b'>China</a></p></div>"
        f"<div id='comments'><h2>4 thoughts</h2><ol>{comments}</ol></div></div><div id='secondary' class='widget-area'>"
        f"<div class='widget'><h2>Recent posts</h2><ul>{_links(TEASERS)}</ul></div></div></div></div></body></html>"
    )


def hashed(title: str, blocks: list[str]) -> str:
    """Nothing but divisions, with class names that a program made up."""
    body = "".join(f"<div class='css-1r{n}x'>{block}</div>" for n, block in enumerate(blocks))
    menu = "".join(f"<div class='css-9k'><a href='/{word}'>{word}</a></div>" for word in MENU)
    cards = "".join(
        f"<div class='css-7q'><a href='/{n}'>{line}</a><div>5 hours ago</div></div>"
        for n, line in enumerate(TEASERS)
    )
    return (
        f"{_head(title)}<body><div class='css-a1'><div class='css-b2'>{menu}</div><div class='css-c3'>"
        f"<div class='css-d4'><h1 class='css-h'>{title}</h1></div><div class='css-e5'>{body}</div></div>"
        f"<div class='css-f6'>{cards}</div><div class='css-g7'><div>{COOKIES}</div><div>Reject</div></div></div></body></html>"
    )


def tabled(title: str, blocks: list[str]) -> str:
    """A page of the last century, laid out by tables."""
    menu = "<br>".join(f"<a href='{word}.html'>{word}</a>" for word in MENU)
    news = "<br>".join(f"<a href='{n}.html'>{line}</a>" for n, line in enumerate(TEASERS))
    return (
        f"{_head(title)}<body bgcolor=white><table width=100%><tr><td colspan=3><font size=5>Models Today</font></td></tr>"
        f"<tr><td width=150 valign=top>{menu}</td><td valign=top><h1>{title}</h1>{''.join(blocks)}</td>"
        f"<td width=180 valign=top><b>Elsewhere</b><br>{news}</td></tr><tr><td colspan=3 align=center>"
        f"<font size=1>Copyright 2025. {ADVERT}</font></td></tr></table></body></html>"
    )


def letter(title: str, blocks: list[str]) -> str:
    """A newsletter that asks to subscribe between the paragraphs."""
    ask = (
        f"<div class='subscription-widget-wrap'><div class='subscribe-widget'><p>{LETTER}</p>"
        "<form><input type='email'><button>Subscribe</button></form></div></div>"
    )
    third = max(1, len(blocks) // 3)
    return (
        f"{_head(title)}<body><div class='main'><div class='topbar'><a href='/'>Open Weights</a> <a href='/s'>Subscribe</a>"
        f"</div><div class='single-post'><div class='post-header'><h1 class='post-title'>{title}</h1>"
        f"<div class='byline-wrapper'>Ida Holm · Mar 02, 2025</div></div><div class='available-content'><div class='body'>"
        f"{''.join(blocks[:third])}{ask}{''.join(blocks[third:])}</div></div></div>"
        f"<div class='comments-section'><h4>Discussion about this post</h4><p>Great piece! Anthropic beats OpenAI.</p></div>"
        f"<div class='portable-archive'><div class='pager'>Top Latest</div>{_cards('div', 'post-preview teaser')}</div></div>"
        f"</body></html>"
    )


def wiki(title: str, blocks: list[str]) -> str:
    """An encyclopaedia: contents, marks of sources, references, categories."""
    cited = [
        block.replace("</p>", f"<sup class='reference'><a href='#n{n}'>[{n}]</a></sup></p>")
        for n, block in enumerate(blocks, 1)
    ]
    sources = "".join(
        f"<li id='n{n}'>Holm, Ida (2 March 2025). \"{line}\". The Lantern.</li>"
        for n, line in enumerate(TEASERS)
    )
    return (
        f"{_head(title)}<body><div class='mw-page-container'><div class='vector-header noprint'><div id='p-personal'><ul>"
        f"{_links(('Create account', 'Log in'))}</ul></div></div><div id='mw-panel'><div role='navigation'><ul>"
        f"{_links(('Main page', 'Current events', 'Random article'))}</ul></div></div><main id='content'>"
        f"<h1 id='firstHeading'>{title}</h1><div id='bodyContent'><div id='mw-content-text'><div class='mw-parser-output'>"
        f"<div id='toc' class='toc' role='navigation'><h2>Contents</h2><ul>{_links(TEASERS)}</ul></div>{''.join(cited)}"
        f"<h2>References</h2><ol class='references'>{sources}</ol></div></div><div id='catlinks'>Categories: "
        f"<a href='/c'>Companies of China</a></div></div></main><footer id='footer'><p>Text is available under "
        f"CC BY-SA 4.0; the Wikimedia Foundation supports OpenAI.</p></footer></div></body></html>"
    )


def teasing(title: str, blocks: list[str]) -> str:
    """A site of technology news with teasers of other articles between the paragraphs."""
    out = []
    for n, block in enumerate(blocks):
        out.append(block)
        if n % 3 == 1:
            line = TEASERS[n % len(TEASERS)]
            out.append(
                f"<div class='c-related-list'><span>RELATED</span><a href='/{n}'><h3>{line}</h3></a></div>"
            )
        if n % 3 == 2:
            out.append(f"<div class='dfp-ad' data-slot='{n}'><span>ADVERTISEMENT</span><p>{ADVERT}</p></div>")
    return (
        f"{_head(title)}<body><div id='onetrust-consent-sdk'><div>{COOKIES}</div></div><div class='l-root'>"
        f"<div class='c-global-header'><ul class='c-nav-list'>{_links(MENU)}</ul></div><div class='l-main-content'>"
        f"<article class='c-entry'><div class='c-entry-hero'><h1>{title}</h1><div class='c-byline'>By Ida Holm Mar 2, 2025, "
        f"9:00 AM</div><ul class='c-social-buttons'>{_links(('Share on X', 'Share on Threads'))}</ul></div>"
        f"<div class='c-entry-content'>{''.join(out)}</div></article><div class='l-sidebar'><h2>Most popular</h2>{_cards()}"
        f"</div></div><div class='c-footer'>{ADVERT}</div></div></body></html>"
    )


def broken(title: str, blocks: list[str]) -> str:
    """A magazine whose paragraphs are parted by line breaks, with unclosed elements."""
    body = "<br><br>".join(re.sub(r"</?p>", "", block) for block in blocks)
    return (
        f"{_head(title)}<body><div id=wrapper><div id=nav><a href=/>Home</a> | <a href=/ai>AI</a> | <a href=/s>Sign in</a>"
        f"</div><div id=story><h1>{title}</h1><div class=share>Share | Tweet | Print</div><div class=text>{body}</div></div>"
        f"<div id=more><b>You may also like</b>{''.join(f'<p><a href=/{n}>{t}</a>' for n, t in enumerate(TEASERS))}</div>"
        f"<div class=footer><p>{COOKIES}<p>All rights reserved</div></div>"
    )


def mobile(title: str, blocks: list[str]) -> str:
    """A page for small screens: each paragraph in a section of its own, a banner to install a programme."""
    body = "".join(f"<section><div>{block}</div></section>" for block in blocks)
    return (
        f"{_head(title)}<body><amp-sidebar id='menu' hidden><ul>{_links(MENU)}</ul></amp-sidebar><div class='app-banner'>"
        f"<p>Read it in our app. Apple and Google develop it.</p></div><div class='page'><div class='headline'><h1>{title}</h1>"
        f"</div><div class='story-body'>{body}</div><div class='recirculation-carousel related'><ul>{_links(TEASERS)}</ul></div>"
        f"<div class='sticky-ad'><p>{ADVERT}</p></div></div><div style='display: none'>Meta releases hidden words.</div>"
        f"</body></html>"
    )


def agency(title: str, blocks: list[str]) -> str:
    """A press release on the site of an office: contacts, a disclaimer, links to services."""
    return (
        f"{_head(title)}<body><div class='skip-link'><a href='#main'>Skip to main content</a></div><div role='banner'><p>An "
        f"official website. Here is how you know: the United States controls this site.</p><ul>{_links(MENU)}</ul></div>"
        f"<div class='breadcrumb'><a href='/'>Home</a> / <a href='/p'>Press</a></div><div id='main' role='main'>"
        f"<div class='region-content'><h1>{title}</h1><div class='field--name-body'>{''.join(blocks)}</div></div>"
        f"<div role='complementary'><h2>Related releases</h2><ul>{_links(TEASERS)}</ul><h2>Media contact</h2><p>Press office"
        f"</p></div></div><div role='contentinfo'><p>The links here do not mean that the Commerce Department supports Amazon."
        f"</p></div></body></html>"
    )


TEMPLATES: Final[dict[str, Callable[[str, list[str]], str]]] = {
    made.__name__: made
    for made in (newspaper, weblog, hashed, tabled, letter, wiki, teasing, broken, mobile, agency)
}
