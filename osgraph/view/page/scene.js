// The picture as a list of strokes, heads, discs and texts in pixels of the window; canvas and SVG draw the
// same list. Nothing in this file touches the page.

import { board, place_labels, place_on_line } from "./labels.js";

export const SHAPES = {
  dot: "M0-1a1 1 0 1 0 0 2a1 1 0 1 0 0-2z",
  square: "M-.88-.88h1.76v1.76h-1.76z",
  diamond: "M0-1.15 1.15 0 0 1.15-1.15 0z",
  triangle: "M0-1.1 1.08.85h-2.16z",
  triangleDown: "M0 1.1 1.08-.85h-2.16z",
  hexagon: "M-.55-.95h1.1L1.1 0 .55.95h-1.1L-1.1 0z",
  star: "M0-1.2.35-.43 1.17-.36.56.2.74 1 0 .58-.74 1-.56.2-1.17-.36-.35-.43z",
};
export const FONT =
  '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const EDGE_TEXT = 11;

// Names and discs grow slower than the distances, so that zooming in makes room.
export const radius_of = (node, scale) => Math.max(2, node.size * Math.min(1.3, Math.pow(scale, 0.7)));
export const text_size = (node) => 11 + Math.min(5, Math.max(0, (node.size - 10) / 4));
export const at_screen = (camera, { x, y }) => ({
  x: (x - camera.x) * camera.scale + camera.width / 2,
  y: (y - camera.y) * camera.scale + camera.height / 2,
});

// What is highlighted: the chosen or hovered thing and what it touches; null for no highlight.
export function near(lines, chosen) {
  if (!chosen) return null;
  const touched = lines.filter(({ a, b }) =>
    chosen.node ? a === chosen.node || b === chosen.node : a === chosen.pair[0] && b === chosen.pair[1],
  );
  const nodes = new Set(touched.flatMap(({ a, b }) => [a, b]));
  for (const node of chosen.node ? [chosen.node] : chosen.pair) nodes.add(node);
  return { lines: new Set(touched), nodes };
}

// Where names go at one scale: the same wherever the window looks, so that panning moves nothing else.
// measure(text, size, bold) gives a width. Places are relative to their node.
export function write_names(nodes, focus, scale, measure) {
  const order = focus
    ? [...nodes].sort((a, b) => focus.nodes.has(b) - focus.nodes.has(a) || a.id - b.id)
    : nodes;
  const items = order.map((node) => {
    const size = text_size(node) + (focus?.nodes.has(node) ? 1 : 0);
    const bold = size >= 14;
    return {
      id: node,
      x: node.x * scale,
      y: node.y * scale,
      r: radius_of(node, scale),
      width: measure(node.label, size, bold),
      height: size * 1.25,
      size,
      bold,
      lit: focus?.nodes.has(node) ?? false,
    };
  });
  const taken = board();
  const places = place_labels(items, taken);
  const names = items
    .filter(({ id }) => places.has(id))
    .map(({ id, x, y, size, bold }) => ({
      node: id,
      dx: places.get(id).x - x,
      dy: places.get(id).y - y,
      size,
      bold,
    }));
  return { names, taken };
}

function words_of({ edges }) {
  const [[edge]] = edges;
  const more = edges.length > 1 ? ` +${edges.length - 1}` : "";
  return `${edge.negative ? "not " : ""}${edge.relation.label}${more}`;
}

// Words on lines: those of the highlighted ones; without a highlight, all that have room when zoomed in.
export function write_lines(lines, focus, scale, taken, measure) {
  if (!focus && scale < 1.15) return [];
  const wanted = focus ? lines.filter((line) => focus.lines.has(line)).slice(0, 60) : lines;
  const found = [];
  for (const line of wanted) {
    const text = words_of(line);
    const ends = { x1: line.a.x * scale, y1: line.a.y * scale, x2: line.b.x * scale, y2: line.b.y * scale };
    const width = measure(text, EDGE_TEXT, false);
    const room = Math.hypot(ends.x2 - ends.x1, ends.y2 - ends.y1);
    if (room < Math.min(width, 60) + radius_of(line.a, scale) + radius_of(line.b, scale)) continue;
    const place = place_on_line(ends, width, EDGE_TEXT * 1.3, taken);
    if (place) found.push({ line, text, dx: place.x - ends.x1, dy: place.y - ends.y1 });
  }
  return found;
}

// lines: bundles; nodes: the least important last. written: what write_names and write_lines gave.
export function compose({ lines, nodes, focus, camera, ink, written }) {
  const inside = ({ x, y }, room) =>
    x > -room && y > -room && x < camera.width + room && y < camera.height + room;
  const picture = { strokes: [], heads: [], discs: [], texts: [], counts: [] };
  const crowd = Math.max(0.25, Math.min(1, 500 / lines.length)); // of many lines each is fainter
  for (const line of lines) add_line(picture, line, focus, camera, ink, crowd);
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const node = nodes[at];
    const place = at_screen(camera, node);
    if (!inside(place, 60)) continue;
    const far = focus && !focus.nodes.has(node);
    picture.discs.push({
      ...place,
      r: radius_of(node, camera.scale),
      shape: node.cls.shape,
      fill: ink[node.cls.colour],
      border: focus?.chosen.includes(node) ? ink.text : ink.halo,
      ring: focus?.chosen.includes(node) ?? false,
      code: node.code,
      alpha: far ? 0.16 : 1,
    });
  }
  for (const { line, text, dx, dy } of written.lines) {
    const place = at_screen(camera, line.a);
    const colour = line.denied ? ink.denied : ink.soft;
    picture.texts.push({
      x: place.x + dx,
      y: place.y + dy,
      text,
      size: EDGE_TEXT,
      bold: false,
      colour,
      alpha: 1,
    });
  }
  for (const { node, dx, dy, size, bold } of written.names) {
    const place = at_screen(camera, node);
    if (!inside(place, 220)) continue;
    const far = focus && !focus.nodes.has(node);
    picture.texts.push({
      x: place.x + dx,
      y: place.y + dy,
      text: node.label,
      size,
      bold,
      colour: ink.text,
      alpha: far ? 0.2 : 1,
    });
  }
  return picture;
}

function add_line(picture, line, focus, camera, ink, crowd) {
  const [from, to] = [at_screen(camera, line.a), at_screen(camera, line.b)];
  const margin = 20;
  if (Math.max(from.x, to.x) < -margin || Math.min(from.x, to.x) > camera.width + margin) return;
  if (Math.max(from.y, to.y) < -margin || Math.min(from.y, to.y) > camera.height + margin) return;
  const lit = focus?.lines.has(line) ?? false;
  const alpha = lit ? 1 : crowd * (focus ? 0.1 : line.pale ? 0.45 : 0.8);
  const colour = line.denied ? ink.denied : (ink[`family${line.family}`] ?? ink.edge);
  const width =
    Math.min(4.5, 1 + 0.75 * (line.sources - 1) + 0.15 * (line.claims.length - 1)) + (lit ? 0.7 : 0);
  const [r1, r2] = [radius_of(line.a, camera.scale), radius_of(line.b, camera.scale)];
  if (line.a === line.b) {
    picture.strokes.push({
      loop: true,
      x1: from.x + r1,
      y1: from.y - r1,
      r: r1,
      width,
      colour,
      alpha,
      dashed: line.dashed,
    });
    return;
  }
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const headed = length - r1 - r2 > (crowd < 1 && !lit ? 60 : 16);
  const size = 5 + width;
  const gap = (on, r) => r + (on && headed ? size * 0.8 : 0);
  const [cut1, cut2] = [gap(line.backward, r1), gap(line.forward, r2)];
  if (length > cut1 + cut2)
    picture.strokes.push({
      x1: from.x + dx * cut1,
      y1: from.y + dy * cut1,
      x2: to.x - dx * cut2,
      y2: to.y - dy * cut2,
      width,
      colour,
      alpha,
      dashed: line.dashed,
    });
  if (headed && line.forward)
    picture.heads.push({ x: to.x - dx * (r2 + 1), y: to.y - dy * (r2 + 1), dx, dy, size, colour, alpha });
  if (headed && line.backward)
    picture.heads.push({
      x: from.x + dx * (r1 + 1),
      y: from.y + dy * (r1 + 1),
      dx: -dx,
      dy: -dy,
      size,
      colour,
      alpha,
    });
  if (line.edges.length > 1 && length > 70 && !focus && (crowd === 1 || camera.scale > 0.6))
    picture.counts.push({
      x: (from.x + to.x) / 2,
      y: (from.y + to.y) / 2,
      text: String(line.edges.length),
      colour,
      paper: ink.halo,
      alpha: 1,
    });
}

// The line nearest to a point, at most so many pixels away; null if there is none.
export function line_at(lines, camera, point, reach = 6) {
  let best = null;
  for (const line of lines) {
    const [a, b] = [at_screen(camera, line.a), at_screen(camera, line.b)];
    const [vx, vy] = [b.x - a.x, b.y - a.y];
    const part = Math.max(
      0,
      Math.min(1, ((point.x - a.x) * vx + (point.y - a.y) * vy) / (vx * vx + vy * vy || 1)),
    );
    const off = Math.hypot(point.x - a.x - part * vx, point.y - a.y - part * vy);
    if (off <= (best?.off ?? reach)) best = { off, line };
  }
  return best?.line ?? null;
}

// The node whose disc holds a point, the most important of them; a small disc is caught from further away.
export function node_at(nodes, camera, point) {
  for (const node of nodes) {
    const place = at_screen(camera, node);
    if (Math.hypot(point.x - place.x, point.y - place.y) <= Math.max(radius_of(node, camera.scale) + 2, 7))
      return node;
  }
  return null;
}

// Where the camera has to stand to see all nodes in a window of this size, with room for names.
export function fitted(
  nodes,
  { width, height },
  room = { left: 0, right: 0, top: 0, bottom: 0 },
  most = 1.25,
) {
  if (!nodes.length) return { x: 0, y: 0, scale: 1 };
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const low = { x: xs.reduce((a, b) => Math.min(a, b)), y: ys.reduce((a, b) => Math.min(a, b)) };
  const high = { x: xs.reduce((a, b) => Math.max(a, b)), y: ys.reduce((a, b) => Math.max(a, b)) };
  const free = {
    x: Math.max(80, width - room.left - room.right - 190),
    y: Math.max(80, height - room.top - room.bottom - 90),
  };
  const scale = Math.min(most, free.x / Math.max(1, high.x - low.x), free.y / Math.max(1, high.y - low.y));
  return {
    x: (low.x + high.x) / 2 + (room.right - room.left) / 2 / scale,
    y: (low.y + high.y) / 2 + (room.bottom - room.top) / 2 / scale,
    scale,
  };
}
