import assert from "node:assert/strict";
import { test } from "node:test";
import { bundles, passer, tally, within } from "../../osgraph/view/page/filters.js";
import { no_filters } from "../../osgraph/view/page/fragment.js";
import { cells, place_of } from "../../osgraph/view/page/matrix.js";
import { matching } from "../../osgraph/view/page/search.js";
import { sample } from "./sample.js";

const left = (edit) => {
  const model = sample();
  const filters = no_filters();
  edit(filters, model);
  return model.claims.filter(passer(filters, model)).map(({ number }) => number);
};

for (const [what, edit, expected] of [
  ["nothing", () => {}, [0, 1, 2, 3, 4]],
  ["facts", (filters) => (filters.facts = true), [0, 3]],
  ["modality", (filters) => (filters.modality = new Set(["hedged"])), [1]],
  ["polarity", (filters) => (filters.polarity = new Set(["denied"])), [2]],
  ["class", (filters) => (filters.cls = new Set(["Company", "Model"])), [0]],
  ["relation", (filters) => (filters.relation = new Set(["develops"])), [0]],
  ["speaker", (filters) => (filters.speaker = new Set(["Ilse Brandt"])), [4]],
  ["source", (filters) => (filters.source = new Set(["note"])), [2, 4]],
  ["perspective", (filters) => (filters.perspective = new Set(["Rival View"])), [1]],
  ["from a date", (filters) => Object.assign(filters, { from: "2031-03-05", undated: false }), []],
  ["until a month", (filters) => Object.assign(filters, { to: "2031-03", undated: false }), [0, 1, 3]],
  ["undated as well", (filters) => (filters.from = "2032"), [2, 4]],
  ["sources", (filters) => (filters.sources = 2), [3, 4]],
  ["confidence", (filters) => (filters.confidence = 80), [0, 2, 3]],
  ["words of the quote", (filters) => (filters.words = "MADE corvid"), [0, 3]],
  ["a name", (filters, model) => (filters.about = new Set([model.nodes[1]])), [0, 1]],
  ["a cell", (filters) => (filters.cell = "China/open"), [0, 2, 3, 4]],
  ["a cell that is not there", (filters) => (filters.cell = "x"), []],
])
  test(`a filter by ${what} leaves its claims`, () => assert.deepEqual(left(edit), expected));

test("values are counted, the most frequent first", () => {
  const counts = tally(sample());
  assert.deepEqual(
    [...counts.source],
    [
      ["Ledger", 3],
      ["note", 2],
    ],
  );
  assert.deepEqual(counts.cls.get("Openness"), 2);
});

test("what is between two names is one line that says how it is held", () => {
  const { claims, nodes } = sample();
  const [made, open, closed, both] = bundles(claims);
  assert.deepEqual(
    [made.forward, made.backward, made.dashed, made.pale, made.denied],
    [true, false, false, false, false],
  );
  assert.equal(open.dashed, true);
  assert.equal(closed.denied, true);
  assert.equal(both.sources, 2);
  assert.deepEqual(
    [...within([made, open, closed, both], nodes[1], 1)].map(({ id }) => id),
    [1, 0, 2],
  );
  assert.equal(within([made, open, closed, both], nodes[1], 2).size, 4);
});

test("the matrix goes by facts where there are any, and by what is left", () => {
  const { matrix, nodes, claims } = sample();
  assert.deepEqual(place_of(matrix, nodes[0]), { row: "China", column: "open", stated: true });
  assert.deepEqual(place_of(matrix, nodes[1]), { row: "unplaced", column: "open", stated: false });
  assert.equal(place_of(matrix, nodes[2]), null);
  const without = cells(matrix, (claim) => claim !== claims[3]);
  assert.deepEqual(
    without[1].map((cell) => cell.held.length),
    [0, 1, 0],
  );
});

test("names are found by their beginning first, and by other names", () => {
  const { nodes } = sample();
  assert.deepEqual(
    matching(nodes, " c ").map(({ node }) => node.name),
    ["Corvid", "Closed"],
  );
  assert.deepEqual(
    matching(nodes, "crow").map(({ alias }) => alias),
    ["The Crow Company"],
  );
  assert.deepEqual(matching(nodes, ""), []);
});
