// What the page knows: the data, the state, and who wants to hear when the state changes.

import { CHOICES, first_state, from_fragment, to_fragment } from "./fragment.js";
import { bundles, passer, tally } from "./filters.js";

export const session = {
  model: null,
  state: first_state(),
  counts: {}, // of each choice, its values with how often they occur
  values: {}, // of each choice, its values
  passes: () => true,
  passing: [], // the claims that pass
  // What they make between nodes; asked for by the graph alone.
  get lines() {
    return (lines_now ??= bundles(session.passing));
  },
};
let lines_now = null;
const watchers = [];
const by_iri = new Map();

export const watch = (watcher) => watchers.push(watcher);

export const node_of = (iri) => by_iri.get(iri);

// Takes data; the state is that of a fragment, or as it was where there was other data before.
export function begin(model, fragment = to_fragment(session.state, session.values)) {
  session.model = model;
  session.counts = tally(model);
  session.values = Object.fromEntries(CHOICES.map((key) => [key, [...session.counts[key].keys()]]));
  by_iri.clear();
  for (const node of model.nodes) by_iri.set(node.iri, node);
  session.state = from_fragment(fragment, session.values, node_of);
  settle();
}

// Changes the state and tells everyone; a step that people may want to take back goes into the history.
export function change(edit, { step = false, filters = false } = {}) {
  edit(session.state);
  if (filters) settle();
  remember(step);
  for (const watcher of watchers) watcher(filters);
}

// Takes the state from the address, after somebody went back or typed another one.
export function recall(fragment) {
  session.state = from_fragment(fragment, session.values, node_of);
  settle();
  for (const watcher of watchers) watcher(true);
}

// Tells everyone that the data is another.
export function tell_all() {
  remember(false);
  for (const watcher of watchers) watcher(true);
}

function settle() {
  const { model, state } = session;
  session.passes = passer(state.filters, model);
  session.passing = model.claims.filter(session.passes);
  lines_now = null;
}

function remember(step) {
  if (location.protocol === "about:") return; // a page inside a notebook has no address of its own
  const fragment = `#${to_fragment(session.state, session.values)}`;
  if (fragment === location.hash || (fragment === "#" && !location.hash)) return;
  history[step ? "pushState" : "replaceState"](null, "", fragment);
}
