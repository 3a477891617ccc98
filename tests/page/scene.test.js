import assert from "node:assert/strict";
import { test } from "node:test";
import { bundles } from "../../osgraph/view/page/filters.js";
import { board, place_labels } from "../../osgraph/view/page/labels.js";
import {
  compose,
  fitted,
  line_at,
  near,
  node_at,
  write_lines,
  write_names,
} from "../../osgraph/view/page/scene.js";
import { to_svg } from "../../osgraph/view/page/svg.js";
import { sample } from "./sample.js";

const measure = (text, size) => text.length * size * 0.5;
const camera = { x: 0, y: 0, scale: 1, width: 1000, height: 800 };
const ink = new Proxy({}, { get: (_, key) => `var(--${String(key)})` });

const overlap = (a, b) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;

test("no label lies over another one or over a node that is not its own", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const items = Array.from({ length: 400 }, (_, id) => ({
    id,
    x: random() * 1000,
    y: random() * 700,
    r: 4 + random() * 8,
    width: 30 + random() * 120,
    height: 15,
  }));
  const places = place_labels(items);
  assert.ok(places.size > 60 && places.has(0));
  const boxes = items.filter(({ id }) => places.has(id)).map((item) => ({ ...item, ...places.get(item.id) }));
  boxes.forEach((box, at) => {
    for (const other of boxes.slice(0, at)) assert.ok(!overlap(box, other));
    for (const { id, x, y, r } of items)
      if (id !== box.id && box.id >= 24) assert.ok(!overlap(box, { x, y, width: r, height: r }));
  });
});

test("a board knows what is free", () => {
  const taken = board();
  taken.add({ left: 0, right: 10, top: 0, bottom: 10, owner: "a" });
  assert.equal(taken.free({ left: 5, right: 15, top: 5, bottom: 15 }), false);
  assert.equal(taken.free({ left: 5, right: 15, top: 5, bottom: 15, owner: "a" }), true);
  assert.equal(taken.free({ left: 10, right: 15, top: 0, bottom: 15 }), true);
});

function picture(chosen = null, scale = 1) {
  const { nodes, claims } = sample();
  const lines = bundles(claims);
  const focus = chosen && { ...near(lines, chosen(nodes)), chosen: [], key: "x" };
  const { names, taken } = write_names(nodes, focus, scale, measure);
  const written = { names, lines: write_lines(lines, focus, scale, taken, measure) };
  return compose({ lines, nodes, focus, camera: { ...camera, scale }, ink, written });
}

test("a line is dashed when hedged, red when denied, in its family's colour", () => {
  const { strokes, discs, texts } = picture();
  assert.deepEqual(
    strokes.map(({ dashed }) => dashed),
    [false, true, false, false],
  );
  assert.deepEqual(
    strokes.map(({ colour }) => colour.slice(4, -1)),
    ["--family0", "--family1", "--denied", "--family1"],
  );
  assert.equal(discs.length, 4);
  assert.deepEqual(
    texts.map(({ text }) => text),
    ["Corvid", "Magpie", "Open", "Closed"],
  );
});

test("what is not near the chosen name fades, and its lines say what they are", () => {
  const { strokes, texts } = picture((nodes) => ({ node: nodes[1] }));
  assert.deepEqual(
    strokes.map(({ alpha }) => alpha === 1),
    [true, true, false, false],
  );
  assert.ok(texts.some(({ text }) => text === "develops"));
});

test("points find the node or the line under them", () => {
  const { nodes, claims } = sample();
  const lines = bundles(claims);
  assert.equal(node_at(nodes, camera, { x: 503, y: 402 }), nodes[0]);
  assert.equal(node_at(nodes, camera, { x: 550, y: 440 }), null);
  assert.equal(line_at(lines, camera, { x: 550, y: 403 }), lines[0]);
  assert.equal(line_at(lines, camera, { x: 550, y: 430 }), null);
});

test("the camera sees all, beside the panel", () => {
  const { nodes } = sample();
  const view = fitted(nodes, camera, { left: 0, right: 400, top: 0, bottom: 0 });
  for (const node of nodes) {
    const x = (node.x - view.x) * view.scale + camera.width / 2;
    assert.ok(x > 0 && x < camera.width - 400, String(x));
  }
  assert.deepEqual(fitted([], camera), { x: 0, y: 0, scale: 1 });
});

test("the drawing escapes its words", () => {
  const drawn = picture();
  drawn.texts[0].text = `</text><script>alert("1")</script>\u0000\ud800`;
  const svg = to_svg(drawn, { width: 10, height: 10, paper: "#fff", title: "<x>" });
  assert.ok(!svg.includes("<script"));
  assert.ok(svg.includes("&#60;/text&#62;&#60;script"));
  assert.ok(svg.isWellFormed() && !svg.includes("\u0000"));
});
