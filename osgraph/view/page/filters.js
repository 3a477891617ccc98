// Which claims pass, and what they make of the graph. Nothing in this file touches the page.

import { publisher, quote_of, said_by, title_of } from "./model.js";
import { cell_of } from "./matrix.js";

// What a claim holds of each choice, as the filters name it.
export const TRAITS = {
  modality: (claim) => claim.modality,
  polarity: (claim) => (claim.edge.negative ? "denied" : "affirmed"),
  relation: (claim) => claim.edge.relation.name,
  speaker: said_by,
  source: publisher,
  perspective: (claim) => claim.perspective || "none",
};

// All values of each choice, the most frequent first, with how many claims (for classes: nodes) have them.
export function tally(model) {
  const count = (things, trait) => {
    const found = new Map();
    for (const thing of things) found.set(trait(thing), (found.get(trait(thing)) ?? 0) + 1);
    return found;
  };
  const counts = Object.fromEntries(
    Object.entries(TRAITS).map(([key, trait]) => [key, count(model.claims, trait)]),
  );
  counts.cls = count(model.nodes, (node) => node.cls.name);
  for (const key of ["speaker", "source", "perspective"])
    counts[key] = new Map([...counts[key]].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  return counts;
}

export const dates = (model) =>
  [...new Set(model.documents.map((document) => document.published).filter(Boolean))].sort();

// Returns the test that a claim passes or not.
export function passer(filters, model) {
  const tests = [];
  for (const [key, trait] of Object.entries(TRAITS)) {
    const wanted = filters[key];
    if (wanted) tests.push((claim) => wanted.has(trait(claim)));
  }
  const { cls, about, words, from, to, sources, confidence } = filters;
  const ends = (claim, has) => has(claim.edge.from) || has(claim.edge.to);
  if (cls) tests.push(({ edge }) => cls.has(edge.from.cls.name) && cls.has(edge.to.cls.name));
  if (filters.facts) tests.push((claim) => claim.fact);
  if (sources > 1) tests.push((claim) => claim.edge.sources >= sources);
  if (confidence > 0) tests.push((claim) => claim.confidence >= confidence);
  if (about.size) tests.push((claim) => ends(claim, (node) => about.has(node)));
  if (filters.cell) {
    const [row, column] = filters.cell.split("/");
    const inside = cell_of(model.matrix, row, column);
    tests.push((claim) => ends(claim, (node) => inside.has(node)));
  }
  if (from || to || !filters.undated)
    tests.push(({ passage }) => {
      const day = passage.document.published;
      if (!day) return filters.undated;
      return (!from || day >= from) && (!to || day <= `${to}~`); // a month reaches to its last day
    });
  if (words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    tests.push((claim) => wanted.every((word) => spoken(claim).includes(word)));
  }
  return (claim) => tests.every((test) => test(claim));
}

// All words of a claim that a search looks through, kept once they were asked for.
function spoken(claim) {
  claim.spoken ??= [
    claim.edge.from.name,
    claim.edge.relation.label,
    claim.edge.to.name,
    said_by(claim),
    claim.perspective,
    title_of(claim.passage.document),
    quote_of(claim.passage),
  ]
    .join("\n")
    .toLowerCase();
  return claim.spoken;
}

// Everything between two nodes is one line: {a, b, edges: [[edge, claims]], ...}, with a before b.
export function bundles(claims) {
  const found = new Map();
  for (const claim of claims) {
    const { edge } = claim;
    const [a, b] = edge.from.id <= edge.to.id ? [edge.from, edge.to] : [edge.to, edge.from];
    const key = a.id * 4194304 + b.id;
    let bundle = found.get(key);
    if (!bundle) found.set(key, (bundle = { a, b, edges: new Map() }));
    const own = bundle.edges.get(edge);
    if (own) own.push(claim);
    else bundle.edges.set(edge, [claim]);
  }
  return [...found.values()].map(looked_at);
}

// What a line shows: its family's colour, red where all is denied, dashed where nothing is told as fact,
// thicker the more sources say so, pale where no source states it itself.
function looked_at(bundle) {
  const edges = [...bundle.edges];
  const claims = edges.flatMap(([, own]) => own);
  const families = new Set(edges.map(([edge]) => edge.relation.family));
  const asserted = claims.some((claim) => claim.modality === "asserted");
  return {
    a: bundle.a,
    b: bundle.b,
    edges,
    claims,
    denied: edges.every(([edge]) => edge.negative),
    disputed: edges.some(([edge]) => edge.negative),
    family: families.size === 1 ? [...families][0] : -1,
    dashed: !asserted,
    pale: asserted && !claims.some((claim) => claim.fact || claim.edge.negative),
    sources: new Set(claims.map(publisher)).size,
    forward: edges.some(([edge]) => edge.from === bundle.a && edge.to !== edge.from),
    backward: edges.some(([edge]) => edge.from === bundle.b && edge.to !== edge.from),
  };
}

// Nodes at most so many lines away from one.
export function within(lines, start, depth) {
  const next = new Map();
  for (const { a, b } of lines) {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      if (next.has(one)) next.get(one).push(other);
      else next.set(one, [other]);
    }
  }
  const seen = new Set([start]);
  let edge = [start];
  for (let step = 0; step < depth; step += 1) {
    edge = edge.flatMap((node) => next.get(node) ?? []).filter((node) => !seen.has(node) && seen.add(node));
  }
  return seen;
}
