import assert from "node:assert/strict";
import { test } from "node:test";
import { held, pieces, quote_of, read_model, slice } from "../../osgraph/view/page/model.js";
import { raw, sample } from "./sample.js";

test("columns become objects that point at each other", () => {
  const { nodes, edges, claims } = sample();
  assert.equal(edges[1].from, nodes[1]);
  assert.deepEqual(
    nodes[0].edges.map(({ id }) => id),
    [0, 2, 3],
  );
  assert.deepEqual(edges[3].claims, [claims[3], claims[4]]);
  assert.equal(edges[2].negative, true);
  assert.equal(claims[4].speaker.name, "Ilse Brandt");
  assert.deepEqual(
    edges.map(({ sources }) => sources),
    [1, 1, 1, 2],
  );
});

test("a quote comes from the text by code points, or is given", () => {
  const { claims } = sample();
  assert.equal(quote_of(claims[0].passage), "Corvid made Magpie.");
  assert.equal(quote_of(claims[2].passage), "Corvid is not closed.");
  assert.equal(slice("a🦩b🦩c", 1, 4), "🦩b🦩");
});

test("marks cut a text into pieces; what is senseless is left out", () => {
  assert.deepEqual(pieces("🦩 ab", [2, 4]), [
    ["🦩 ", false],
    ["ab", true],
  ]);
  assert.deepEqual(pieces("abc", [1, 2, 0, 3, 2, 99]), [
    ["a", false],
    ["b", true],
    ["c", true],
  ]);
  assert.deepEqual(pieces("abc", [-3, 1000000000]), [["abc", false]]);
});

test("how a claim is held names the word that says so", () => {
  const { claims } = sample();
  assert.equal(held(claims[0]), "stated as fact");
  assert.equal(held(claims[1]), "hedged: “may”");
  assert.equal(held(claims[2]), "asserted");
});

test("data of another form is refused", () => {
  assert.throws(() => read_model({ ...raw(), format: 2 }), /form 2/);
});
