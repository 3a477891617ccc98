import assert from "node:assert/strict";
import { test } from "node:test";
import { first_state, from_fragment, to_fragment } from "../../osgraph/view/page/fragment.js";
import { tally } from "../../osgraph/view/page/filters.js";
import { sample } from "./sample.js";

const model = sample();
const counts = tally(model);
const values = Object.fromEntries(Object.entries(counts).map(([key, found]) => [key, [...found.keys()]]));
const node_of = (iri) => model.nodes.find((node) => node.iri === iri);
const read = (text) => from_fragment(text, values, node_of);

test("a page at its start needs no fragment", () => {
  assert.equal(to_fragment(first_state(), values), "");
  assert.deepEqual(read(""), first_state());
});

test("the whole state comes back from the fragment", () => {
  const state = first_state();
  Object.assign(state, {
    tab: "claims",
    theme: "dark",
    depth: 2,
    sort: { by: "object", down: true },
    everything: true,
  });
  state.chosen = { pair: [model.nodes[0], model.nodes[1]] };
  state.trail = [model.nodes[3], model.nodes[0]];
  state.pins.set(model.nodes[1], [-20, 31]);
  Object.assign(state.filters, {
    facts: true,
    words: "50 % & more, #1",
    from: "2031",
    to: "2031-05-06",
    undated: false,
    sources: 2,
    confidence: 40,
    cell: "United States/open",
    about: new Set([model.nodes[2]]),
    modality: new Set(["asserted"]),
    relation: new Set(),
    source: new Set(["Ledger"]),
  });
  assert.deepEqual(read(`#${to_fragment(state, values)}`), state);
});

test("many values that pass are written as the few that do not", () => {
  const state = first_state();
  state.filters.cls = new Set(["Company", "Openness"]);
  assert.equal(to_fragment(state, values), "cls=!Model");
});

for (const text of [
  "tab=x&theme=y&depth=9&sources=-1&confidence=nan&sort=z",
  "words=%E0%A4%A",
  "open=Nobody&focus=Nobody,&about=x",
  "=&&&=x",
  "modality=!%",
  "pins=Corvid:x:1,%:1:1,Nobody:1:1,Magpie",
])
  test(`nonsense counts as not said: ${text}`, () => {
    const state = read(text);
    assert.equal(state.tab, "graph");
    assert.equal(state.chosen, null);
    assert.equal(state.pins.size, 0);
    assert.deepEqual([state.depth, state.filters.sources, state.filters.words], [1, 1, ""]);
  });
