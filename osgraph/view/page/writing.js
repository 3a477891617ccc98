// Claims as CSV and as Turtle, in the words of the ontology. Nothing in this file touches the page.

import { long_iri, phrase, quote_of, said_by, title_of } from "./model.js";

const cell = (value) => {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text; // a spreadsheet must not take it for a formula
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function to_csv(claims) {
  const head = [
    "subject",
    "relation",
    "object",
    "polarity",
    "modality",
    "fact",
    "speaker",
    "perspective",
    "date",
  ];
  const rows = claims.map((claim) => [
    claim.edge.from.name,
    claim.edge.relation.name,
    claim.edge.to.name,
    claim.edge.negative ? "negative" : "positive",
    claim.modality,
    claim.fact,
    claim.speaker?.name ?? "author",
    claim.perspective,
    claim.passage.document.published ?? "",
    claim.passage.document.source ?? "",
    title_of(claim.passage.document),
    claim.passage.document.key,
    claim.passage.start,
    claim.passage.end,
    quote_of(claim.passage),
  ]);
  const lines = [[...head, "source", "title", "document", "start", "end", "quote"], ...rows];
  return lines.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

// One line a claim, for people.
export const to_lines = (claims) =>
  claims.map((c) => `${c.edge.from.name} ${phrase(c.edge)} ${c.edge.to.name} (${said_by(c)})`).join("\n");

const PREFIXES = {
  osg: "https://w3id.org/osgraph/ontology#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  prov: "http://www.w3.org/ns/prov#",
  oa: "http://www.w3.org/ns/oa#",
  dcterms: "http://purl.org/dc/terms/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

const escaped = (text) =>
  text
    .toWellFormed()
    .replace(/["\\]/g, "\\$&")
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
const literal = (text) => `"${escaped(text)}"@en`;
const node = (iri) =>
  `<${iri.toWellFormed().replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}>`;
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const day = (text) => {
  const type = { 4: "gYear", 7: "gYearMonth", 10: "date" }[text.length];
  return type && /^\d{4}(-\d\d){0,2}$/.test(text) ? `"${text}"^^xsd:${type}` : literal(text);
};

// A plain triple for what a source states as fact; each claim with its quote for everything.
export function to_turtle(claims, bases) {
  const entity = ({ iri }) => node(long_iri(iri, bases.entity));
  const relation = ({ iri }) => node(long_iri(iri, bases.term));
  const blocks = new Map();
  const block = (subject, ...lines) => blocks.set(subject, lines);
  const facts = new Set();
  for (const claim of claims) {
    const { edge, passage } = claim;
    const source = node(passage.document.iri);
    const quoted = node(`${long_iri(claim.id, bases.claim)}#quote`);
    const position = node(`${long_iri(claim.id, bases.claim)}#position`);
    const here = node(`${long_iri(claim.id, bases.claim)}#passage`);
    for (const end of [edge.from, edge.to])
      block(
        entity(end),
        `a ${relation(end.cls)}`,
        `rdfs:label ${literal(end.name)}`,
        ...end.aliases.map((name) => `skos:altLabel ${literal(name)}`),
      );
    if (claim.speaker) block(entity(claim.speaker), `rdfs:label ${literal(claim.speaker.name)}`);
    if (claim.fact) facts.add(`${entity(edge.from)} ${relation(edge.relation)} ${entity(edge.to)} .`);
    block(
      source,
      "a osg:Document",
      `dcterms:identifier "${escaped(passage.document.key)}"`,
      ...(passage.document.title ? [`dcterms:title ${literal(passage.document.title)}`] : []),
      ...(passage.document.source ? [`dcterms:publisher ${literal(passage.document.source)}`] : []),
      ...(passage.document.published ? [`dcterms:issued ${day(passage.document.published)}`] : []),
    );
    block(
      node(long_iri(claim.id, bases.claim)),
      "a osg:Claim",
      `rdf:subject ${entity(edge.from)}`,
      `rdf:predicate ${relation(edge.relation)}`,
      `rdf:object ${entity(edge.to)}`,
      `osg:polarity osg:${edge.negative ? "Negative" : "Positive"}`,
      `osg:modality osg:${capital(claim.modality)}`,
      `osg:confidence ${(claim.confidence / 100).toFixed(2)}`,
      `prov:wasAttributedTo ${claim.speaker ? entity(claim.speaker) : node(`${passage.document.iri}#author`)}`,
      ...(claim.perspective ? [`osg:perspective ${literal(claim.perspective)}`] : []),
      ...(claim.former ? ["osg:former true"] : []),
      ...(claim.time ? [`osg:time ${day(claim.time)}`] : []),
      ...(claim.quantity ? [`osg:quantity ${literal(claim.quantity)}`] : []),
      `osg:evidence ${here}`,
    );
    block(here, "a oa:SpecificResource", `oa:hasSource ${source}`, `oa:hasSelector ${position}, ${quoted}`);
    block(position, "a oa:TextPositionSelector", `oa:start ${passage.start}`, `oa:end ${passage.end}`);
    block(quoted, "a oa:TextQuoteSelector", `oa:exact ${literal(quote_of(passage))}`);
  }
  const heads = Object.entries(PREFIXES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`);
  const written = [...blocks].map(([subject, lines]) => `${subject} ${lines.join(" ;\n    ")} .`);
  return `${[heads.join("\n"), [...facts].sort().join("\n"), ...written].filter(Boolean).join("\n\n")}\n`;
}
