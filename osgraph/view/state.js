// The page at work: one state, functions that draw it, and listeners that change it.
//
// The scripts of this folder are joined into one module, in the order that __init__.py gives. This one holds
// the data, the state and what passes the filters.
//
// Text of documents reaches the page through textContent alone (and the canvas), never as markup.
// Nodes, edges, passages and documents are named by their place in their list (see content.py).

const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, edges, claims, passages, documents, relations } = data;
const classes = new Map(data.classes.map((cls) => [cls.name, cls]));
const MODALITIES = {
  asserted: "told as fact",
  hedged: "may, could, reportedly",
  predicted: "will, plans to",
  normative: "should, must",
  hypothetical: "if, would",
};
const POLARITIES = { affirmed: "affirmed", denied: "denied" };
const PAGE = 200; // claims listed at once
const FOUND = 12; // names that the search offers at once

for (const edge of edges) edge.claims = [];
for (const claim of claims) edges[claim.edge].claims.push(claim);
for (const node of nodes) node.edges = [];
for (const edge of edges) {
  nodes[edge.from].edges.push(edge);
  if (edge.to !== edge.from) nodes[edge.to].edges.push(edge);
}
bend(edges);

const everything = () => ({
  facts: false,
  modality: new Set(Object.keys(MODALITIES)),
  polarity: new Set(Object.keys(POLARITIES)),
  cls: new Set(classes.keys()),
  relation: new Set(Object.keys(relations)),
});
const state = {
  filters: everything(),
  present: new Set(nodes.slice(0, data.at_first).map((node) => node.id)),
  chosen: null, // {node: id} or {edge: id}
  tab: "graph",
  listed: { panel: PAGE, table: PAGE },
};

// ---- small tools -------------------------------------------------------------------------------

const $ = (id) => document.getElementById(id);
const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const phrase = (edge) => (edge.negative ? "not " : "") + relations[edge.relation];
const narrow = matchMedia("(max-width: 820px)");
const dark = matchMedia("(prefers-color-scheme: dark)");

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function draw_svg(className, box, path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const SHAPES = {
  dot: "M7 1a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
  square: "M2 2h10v10H2z",
  diamond: "M7 .5 13.5 7 7 13.5.5 7z",
  triangle: "M7 1.5 13 12.5H1z",
  triangleDown: "M7 12.5 13 1.5H1z",
  hexagon: "M3.8 1.5h6.4L13.5 7l-3.3 5.5H3.8L.5 7z",
  star: "M7 .6 8.9 5l4.7.4-3.6 3.1 1.1 4.6L7 10.6l-4.1 2.5L4 8.5.4 5.4 5.1 5z",
};
const glyph = (cls) => draw_svg(`glyph ${cls.colour}`, "0 0 14 14", SHAPES[cls.shape]);
const stroke = (kind) => draw_svg(`stroke ${kind}`, "0 0 26 10", "M0 5h26");

// ---- what passes the filters -------------------------------------------------------------------

function passes(claim) {
  const { facts, modality, polarity, cls, relation } = state.filters;
  const edge = edges[claim.edge];
  return (
    (!facts || claim.fact) &&
    modality.has(claim.modality) &&
    polarity.has(edge.negative ? "denied" : "affirmed") &&
    relation.has(edge.relation) &&
    cls.has(nodes[edge.from].group) &&
    cls.has(nodes[edge.to].group)
  );
}

// Each edge between nodes that are present, with those of its claims that pass; edges without any are left out.
function visible() {
  const seen = new Map();
  for (const edge of edges) {
    if (!state.present.has(edge.from) || !state.present.has(edge.to)) continue;
    const left = edge.claims.filter(passes);
    if (left.length) seen.set(edge.id, left);
  }
  return seen;
}
