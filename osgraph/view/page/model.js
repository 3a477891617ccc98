// The data as the page works with it. What comes is columns (see columns.py); here they become objects that
// point at each other. Nothing in this file touches the page.

// Returns {nodes, edges, claims, passages, documents, relations, families, classes, modalities, matrix, ...}.
export function read_model(data) {
  if (data.format !== 1) throw new Error(`data of form ${data.format}: this page reads form 1`);
  const nodes = read_nodes(data);
  const relations = data.relations.map((relation, id) => ({ ...relation, id }));
  const edges = read_edges(data, nodes, relations);
  const documents = data.documents.map((about, id) => ({ ...about, id, key: about.id }));
  const passages = data.passages.document.map((document, id) => ({
    id,
    document: documents[document],
    start: data.passages.start[id],
    end: data.passages.end[id],
    words: data.passages.quote[id],
  }));
  const claims = read_claims(data, edges, passages);
  for (const edge of edges) edge.sources = new Set(edge.claims.map(publisher)).size;
  return {
    title: data.title,
    at_first: data.at_first,
    store: data.store ?? null, // of a page that a server gives out: how much more there is, and where
    options: data.options,
    bases: data.bases,
    modalities: data.modalities,
    families: data.families,
    classes: data.classes.map((cls, id) => ({ ...cls, id })),
    matrix: read_matrix(data.matrix, nodes, claims),
    nodes,
    edges,
    claims,
    passages,
    documents,
    relations,
  };
}

function read_nodes({ nodes, classes }) {
  return nodes.iri.map((iri, id) => ({
    id,
    iri,
    name: nodes.name[id],
    label: nodes.label[id] ?? nodes.name[id],
    cls: classes[nodes.cls[id]],
    x: nodes.x[id],
    y: nodes.y[id],
    home: [nodes.x[id], nodes.y[id]],
    size: nodes.size[id],
    aliases: nodes.aliases[id] ?? [],
    code: nodes.code[id] ?? "",
    edges: [],
  }));
}

function read_edges({ edges }, nodes, relations) {
  const negative = new Set(edges.negative);
  return edges.from.map((from, id) => {
    const edge = {
      id,
      from: nodes[from],
      to: nodes[edges.to[id]],
      relation: relations[edges.relation[id]],
      negative: negative.has(id),
      claims: [],
    };
    edge.from.edges.push(edge);
    if (edge.to !== edge.from) edge.to.edges.push(edge);
    return edge;
  });
}

function read_claims({ claims, modalities, speakers }, edges, passages) {
  return claims.edge.map((at, number) => {
    const claim = {
      number,
      id: claims.id[number],
      edge: edges[at],
      passage: passages[claims.passage[number]],
      modality: modalities[claims.modality[number]],
      confidence: claims.confidence[number],
      fact: claims.fact[number] === "1",
      marks: claims.marks[number],
      speaker: speakers[claims.speaker[number]] ?? null,
      perspective: claims.perspective[number] ?? "",
      former: number in claims.former,
      time: claims.time[number] ?? "",
      quantity: claims.quantity[number] ?? "",
      benchmark: claims.benchmark[number] ?? "",
      cue: claims.cue[number] ?? "",
      review: claims.review[number] ?? "",
    };
    claim.edge.claims.push(claim);
    return claim;
  });
}

function read_matrix({ rows, columns, row, column }, nodes, claims) {
  const grounds = new Map();
  for (const [number, kind] of Object.entries(column)) {
    const claim = claims[number];
    const own = grounds.get(claim.edge.from) ?? [];
    own.push([claim, kind]);
    grounds.set(claim.edge.from, own);
  }
  return { rows, columns, row: new Map(Object.entries(row).map(([id, at]) => [nodes[id], at])), grounds };
}

// Who published a claim's document; a document without a publisher stands for itself.
export const publisher = (claim) => claim.passage.document.source || claim.passage.document.key;
export const phrase = (edge) => (edge.negative ? "not " : "") + edge.relation.label;
export const said_by = (claim) => claim.speaker?.name ?? "the author";
export const title_of = (document) => document.title || document.key;

// The whole IRI of what the data holds in short.
export const long_iri = (short, base) => (short.includes(":") ? short : base + short);

// Offsets count code points, JavaScript's own count UTF-16 units.
export const has_pairs = (text) => /[\ud800-\udbff][\udc00-\udfff]/.test(text);
export const slice = (text, start, end) =>
  has_pairs(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);

export function quote_of(passage) {
  passage.words ??= slice(passage.document.text, passage.start, passage.end);
  return passage.words;
}

// A text in pieces, [words, whether they are marked]; marks are flat pairs of offsets, what is senseless is left out.
export function pieces(text, marks) {
  const letters = has_pairs(text) ? Array.from(text) : text;
  const part = (from, to) =>
    typeof letters === "string" ? letters.slice(from, to) : letters.slice(from, to).join("");
  const found = [];
  let at = 0;
  for (let n = 0; n < marks.length; n += 2) {
    const [start, end] = [marks[n], Math.min(marks[n + 1], letters.length)];
    if (start < at || end <= start) continue;
    if (start > at) found.push([part(at, start), false]);
    found.push([part(start, end), true]);
    at = end;
  }
  if (at < letters.length) found.push([part(at, letters.length), false]);
  return found;
}

// How a claim is held, in words.
export function held(claim) {
  const words = claim.fact ? "stated as fact" : claim.modality;
  return claim.cue && claim.modality !== "asserted" ? `${words}: “${claim.cue}”` : words;
}
