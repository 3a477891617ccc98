// The state of the page, and the address fragment that keeps it: what is bookmarked comes back.
// Nodes go by their short IRI and everything else by name, so that a bookmark outlives a new build.

export const CHOICES = ["modality", "polarity", "cls", "relation", "speaker", "source", "perspective"];
export const TABS = ["graph", "matrix", "claims"];
export const COLUMNS = [
  "subject",
  "relation",
  "object",
  "modality",
  "speaker",
  "perspective",
  "date",
  "source",
];

export const no_filters = () => ({
  ...Object.fromEntries(CHOICES.map((key) => [key, null])), // the values that pass; null is all of them
  facts: false,
  words: "",
  from: "",
  to: "",
  undated: true,
  sources: 1,
  confidence: 0,
  about: new Set(), // nodes that a claim has to touch one of
  cell: "", // "row/column" of the matrix that subject or object has to stand in
});

export const first_state = () => ({
  tab: "graph",
  theme: "",
  filters: no_filters(),
  chosen: null, // {node} or {pair: [node, node]}
  trail: [], // nodes that were focused on; the last one is
  depth: 1,
  sort: null, // {by, down}
  everything: false, // whether all nodes are drawn, however many
  pins: new Map(), // nodes that were put somewhere, with the place [x, y]
  around: [], // short IRIs of what a server was asked to give the surroundings of
});

const join = (values) => [...values].map(encodeURIComponent).sort().join(",");
const split = (text) => (text ? text.split(",").map(decodeURIComponent) : []);

// values: for each of CHOICES all that occur.
export function to_fragment(state, values) {
  const parts = [];
  const put = (key, text) => parts.push(`${key}=${text}`);
  const { filters, chosen } = state;
  if (state.tab !== "graph") put("tab", state.tab);
  if (state.theme) put("theme", state.theme);
  for (const key of CHOICES) {
    if (filters[key] === null) continue;
    const off = values[key].filter((value) => !filters[key].has(value));
    put(key, filters[key].size && filters[key].size <= off.length ? join(filters[key]) : `!${join(off)}`);
  }
  if (filters.facts) put("facts", 1);
  for (const key of ["words", "from", "to", "cell"])
    if (filters[key]) put(key, encodeURIComponent(filters[key]));
  if (!filters.undated) put("undated", 0);
  if (filters.sources > 1) put("sources", filters.sources);
  if (filters.confidence > 0) put("confidence", filters.confidence);
  if (filters.about.size) put("about", join([...filters.about].map((node) => node.iri)));
  if (chosen?.node) put("open", encodeURIComponent(chosen.node.iri));
  if (chosen?.pair) put("open", chosen.pair.map((node) => encodeURIComponent(node.iri)).join(","));
  if (state.trail.length) put("focus", state.trail.map((node) => encodeURIComponent(node.iri)).join(","));
  if (state.depth !== 1) put("depth", state.depth);
  if (state.sort) put("sort", (state.sort.down ? "-" : "") + state.sort.by);
  if (state.everything) put("everything", 1);
  if (state.around.length) put("around", state.around.map(encodeURIComponent).join(","));
  if (state.pins.size)
    put(
      "pins",
      [...state.pins].map(([node, [x, y]]) => `${encodeURIComponent(node.iri)}:${x}:${y}`).join(","),
    );
  return parts.join("&");
}

// What has to be loaded before there is data that all else of a fragment can be read by.
export const around_in = (text) =>
  readable(split, /(?:^#?|&)around=([^&]*)/.exec(text)?.[1] ?? "") ?? [];

// What the fragment says that the data does not know is left out; node_of gives a node by its short IRI.
export function from_fragment(text, values, node_of) {
  const state = first_state();
  const { filters } = state;
  const said = new Map();
  for (const part of text.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at > 0) said.set(part.slice(0, at), part.slice(at + 1));
  }
  const one = (key, read, fits) => {
    if (!said.has(key)) return undefined;
    const value = readable(read, said.get(key));
    return value !== undefined && fits(value) ? value : undefined;
  };
  const known = (key) => (one(key, split, () => true) ?? []).map(node_of).filter(Boolean);
  state.tab = one("tab", String, (tab) => TABS.includes(tab)) ?? "graph";
  state.theme = one("theme", String, (theme) => ["light", "dark"].includes(theme)) ?? "";
  for (const key of CHOICES) {
    const raw = said.get(key);
    if (raw === undefined) continue;
    const named = new Set(readable(split, raw.replace(/^!/, "")) ?? []);
    filters[key] = new Set(values[key].filter((value) => named.has(value) !== raw.startsWith("!")));
  }
  filters.facts = said.get("facts") === "1";
  for (const key of ["words", "cell"]) filters[key] = one(key, decodeURIComponent, () => true) ?? "";
  for (const key of ["from", "to"])
    filters[key] = one(key, decodeURIComponent, (day) => /^[\d-]*$/.test(day)) ?? "";
  filters.undated = said.get("undated") !== "0";
  filters.sources = one("sources", Number, (count) => Number.isInteger(count) && count > 0) ?? 1;
  filters.confidence = one("confidence", Number, (share) => share > 0 && share <= 100) ?? 0;
  filters.about = new Set(known("about"));
  const [first, second] = known("open");
  state.chosen = second ? { pair: [first, second] } : first ? { node: first } : null;
  state.trail = known("focus");
  state.depth = one("depth", Number, (depth) => [1, 2, 3].includes(depth)) ?? 1;
  const by = one("sort", String, (sort) => COLUMNS.includes(sort.replace(/^-/, "")));
  if (by) state.sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") };
  state.everything = said.get("everything") === "1";
  state.around = one("around", split, () => true) ?? [];
  for (const pin of (said.get("pins") ?? "").split(",")) {
    const [iri, x, y] = pin.split(":");
    const node = node_of(readable(decodeURIComponent, iri) ?? "");
    if (node && Number.isFinite(Number(x)) && Number.isFinite(Number(y)))
      state.pins.set(node, [Number(x), Number(y)]);
  }
  return state;
}

// Anyone may write anything behind the "#": what cannot be decoded counts as not said.
function readable(read, text) {
  try {
    return read(text);
  } catch (problem) {
    if (problem instanceof URIError) return undefined;
    throw problem;
  }
}
