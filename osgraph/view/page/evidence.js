// The evidence: the panel of what was chosen, and the texts of documents.

import { $, button, glyph, make, name, number, plural } from "./dom.js";
import { choose, focus_on } from "./graph.js";
import { is_loaded, left_of, load_near, page_of } from "./loading.js";
import { ROWS_SAID, place_of } from "./matrix.js";
import { has_pairs, held, phrase, pieces, publisher, quote_of, title_of } from "./model.js";
import { change, session } from "./session.js";

const PAGE = 100; // claims listed at once
let room = PAGE;
let listed = ""; // what the panel shows

export function name_button(node) {
  return make(
    "button",
    { type: "button", onclick: (event) => (event.stopPropagation(), choose({ node }, true)) },
    name(node.name),
  );
}

const marked = (text, marks) =>
  pieces(text, marks).map(([words, is_marked]) => (is_marked ? make("mark", { textContent: words }) : words));

function tags(claim) {
  const words = [[held(claim), claim.fact ? "strong" : claim.modality === "asserted" ? "" : "dashed"]];
  if (claim.edge.negative) words.push([claim.cue ? `denied: “${claim.cue}”` : "denied", "denied"]);
  if (claim.former) words.push(["former", "strong"]);
  if (claim.perspective) words.push([`under “${claim.perspective}”`, "strong"]);
  for (const key of ["time", "quantity", "benchmark"])
    if (claim[key]) words.push([`${key}: ${claim[key]}`, ""]);
  if (claim.confidence < 100) words.push([`confidence ${claim.confidence} %`, ""]);
  if (claim.review) words.push([`${claim.review} in review`, "strong"]);
  return make(
    "ul",
    { className: "tags" },
    ...words.map(([textContent, className]) => make("li", { className }, make("bdi", { textContent }))),
  );
}

function source(claim) {
  const { document: about, start, end } = claim.passage;
  const rest = [about.source, about.published, `characters ${start}–${end}`].filter(Boolean);
  return make(
    "cite",
    {},
    make("b", {}, name(title_of(about))),
    ...rest.flatMap((part) => [" · ", name(part)]),
    about.text ? button("Read in the text", () => read(claim), { className: "link" }) : null,
  );
}

function card(claim) {
  const { edge } = claim;
  const speaker = claim.speaker
    ? make("cite", {}, "Said by ", make("b", {}, name(claim.speaker.name)))
    : make("cite", { textContent: "Said by the document's author" });
  const article = make(
    "article",
    { className: "claim" },
    make(
      "p",
      { className: edge.negative ? "says denied" : "says" },
      name_button(edge.from),
      make("i", { textContent: ` ${phrase(edge)} ` }),
      name_button(edge.to),
    ),
    make("blockquote", {}, ...marked(quote_of(claim.passage), claim.marks)),
    tags(claim),
    speaker,
    source(claim),
  );
  article.dataset.claim = claim.number;
  return article;
}

// For a node, the claims it makes come first, then those made of it, each by relation.
function groups({ node, pair }) {
  const by_edge = (edges) => edges.map((edge) => [null, edge.claims]);
  if (pair) {
    const between = pair[0].edges.filter(
      ({ from, to }) => pair.includes(from) && pair.includes(to) && (from !== to || pair[0] === pair[1]),
    );
    return by_edge(between);
  }
  const own = new Map();
  for (const edge of [...node.edges].sort((a, b) => (b.from === node) - (a.from === node))) {
    const heading = edge.from === node ? `${phrase(edge)} →` : `← ${phrase(edge)}`;
    own.set(heading, [...(own.get(heading) ?? []), ...edge.claims]);
  }
  return [...own];
}

function node_head(node) {
  const claims = node.edges.flatMap((edge) => edge.claims);
  const from = new Set(claims.map(publisher)).size;
  const place = place_of(session.model.matrix, node);
  const facts = [
    place && [
      "in the matrix",
      `${ROWS_SAID[place.row] ?? place.row}, ${place.column}${place.stated ? "" : " (said, not stated as fact)"}`,
    ],
    node.aliases.length && ["also", node.aliases.slice(0, 8).join(", ")],
  ].filter(Boolean);
  const left = left_of(node);
  const page = page_of(node);
  return [
    make("h2", {}, name(node.name)),
    make(
      "p",
      {},
      glyph(node.cls),
      `${node.cls.label} · ${plural(claims.length, "claim")} from ${plural(from, "source")}`,
    ),
    ...facts.map(([how, what]) =>
      make("p", { className: "fact" }, make("small", { textContent: how }), name(what)),
    ),
    make(
      "p",
      { className: "doings" },
      button("Focus", () => focus_on(node), { title: "Show only what is near it" }),
      button("Only its claims", () =>
        change((state) => (state.filters.about = new Set([node])), { filters: true, step: true }),
      ),
      left && !is_loaded(node.iri) ? button(`Load ${number(left)} more`, () => load_near(node.iri)) : null,
      page ? make("a", { href: page, textContent: left ? "All its claims" : "Its page" }) : null,
    ),
  ];
}

function pair_head([a, b]) {
  const claims = groups({ pair: [a, b] }).flatMap(([, own]) => own);
  const from = new Set(claims.map(publisher)).size;
  return [
    make("h2", {}, name_button(a), make("i", { textContent: " and " }), name_button(b)),
    make("p", { textContent: `${plural(claims.length, "claim")} from ${plural(from, "source")}` }),
  ];
}

export function draw_panel() {
  const { chosen } = session.state;
  const panel = $("panel");
  const key = chosen ? (chosen.node ?? chosen.pair[0]).id + " " + (chosen.pair?.[1].id ?? "") : "";
  const fresh = key !== listed;
  listed = key;
  if (fresh) room = PAGE;
  panel.hidden = !chosen;
  if (!chosen) return panel.replaceChildren();
  const close = button("×", () => choose(null), { className: "close", "aria-label": "Close the evidence" });
  const parts = [
    make(
      "div",
      { className: "head" },
      ...(chosen.node ? node_head(chosen.node) : pair_head(chosen.pair)),
      close,
    ),
  ];
  let left = room;
  let hidden = 0;
  for (const [heading, all] of groups(chosen)) {
    const own = all.filter(session.passes);
    hidden += all.length - own.length;
    const some = own.slice(0, Math.max(0, left));
    left -= own.length;
    if (some.length && heading)
      parts.push(make("h3", {}, heading, make("small", { textContent: own.length })));
    parts.push(...some.map(card));
  }
  if (left < 0)
    parts.push(
      button(`Show more (${number(-left)} left)`, () => ((room += PAGE), draw_panel()), {
        className: "more",
      }),
    );
  if (hidden)
    parts.push(
      make("p", { className: "hidden", textContent: `${plural(hidden, "claim")} hidden by the filters` }),
    );
  const { scrollTop } = panel;
  panel.replaceChildren(...parts);
  panel.scrollTop = fresh ? 0 : scrollTop;
  return panel;
}

// ---- the text of a document --------------------------------------------------------------------

function read(claim) {
  const { document: about, start, end } = claim.passage;
  const letters = has_pairs(about.text) ? Array.from(about.text) : about.text;
  const part = (from, to) =>
    typeof letters === "string" ? letters.slice(from, to) : letters.slice(from, to).join("");
  const passage = make(
    "mark",
    { className: "passage", tabIndex: -1 },
    ...marked(quote_of(claim.passage), claim.marks),
  );
  const head = [about.source, about.published].filter(Boolean).join(" · ");
  $("reader").replaceChildren(
    make(
      "header",
      {},
      make("h2", { id: "reader-title" }, name(title_of(about))),
      make("p", {}, name(head)),
      button("×", () => $("reader").close(), { className: "close", "aria-label": "Close the text" }),
    ),
    make(
      "div",
      { className: "text", tabIndex: 0, role: "document", "aria-label": "Text" },
      part(0, start),
      passage,
      part(end),
    ),
  );
  $("reader").showModal();
  passage.scrollIntoView({ block: "center" });
}
