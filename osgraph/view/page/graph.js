// The tab of the graph: vis-network holds the nodes, the camera and the gestures; the picture is composed in
// scene.js and painted here, since vis-network draws each line by itself and lets names overlap.

import { $, make, narrow, plural } from "./dom.js";
import { within } from "./filters.js";
import { paint } from "./painting.js";
import { FONT, compose, fitted, line_at, near, node_at, write_lines, write_names } from "./scene.js";
import { change, session } from "./session.js";
import { phrase } from "./model.js";
import { to_svg } from "./svg.js";

const COLOURS = ["blue", "sky", "orange", "green", "yellow", "pink", "vermilion", "grey", "ink"];
const WORDS = ["text", "soft", "edge", "denied", "halo", "accent"];
const graph = {
  network: null,
  bodies: null, // what vis-network holds
  held: new Set(), // the nodes of these
  lines: [],
  nodes: [], // drawn, the most important first
  hover: null,
  ink: {},
  names: { key: "" },
  version: 0,
  asked: null, // the frame that was asked for
};
const widths = new Map();
const measurer = document.createElement("canvas").getContext("2d");

export const motion = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 280 };
export const shown = () => ({ nodes: graph.nodes, lines: graph.lines });

function measure(text, size, bold) {
  const key = `${bold} ${text}`;
  if (!widths.has(key)) {
    measurer.font = `${bold ? 600 : 400} 100px ${FONT}`;
    widths.set(key, measurer.measureText(text).width / 100);
  }
  return widths.get(key) * size;
}

// Colours of the style sheet as the browser resolves them for light or dark.
export function read_colours() {
  const probe = $("probe");
  const families = session.model.families.map((_, at) => `family${at}`);
  graph.ink = Object.fromEntries(
    [...COLOURS, ...WORDS, ...families].map((key) => {
      probe.style.color = `var(--${key})`;
      return [key, getComputedStyle(probe).color];
    }),
  );
  graph.version += 1;
}

export function start_graph() {
  graph.bodies = new vis.DataSet();
  const edges = new vis.DataSet();
  const { options } = session.model;
  graph.network = new vis.Network(
    $("canvas"),
    { nodes: graph.bodies, edges },
    {
      ...options,
      autoResize: true,
      interaction: {
        ...options.interaction,
        hover: false,
        multiselect: false,
        selectConnectedEdges: false,
        tooltipDelay: 1e9,
      },
      nodes: { shape: "custom", chosen: false },
    },
  );
  const { network } = graph;
  network.on("beforeDrawing", paint_all);
  network.on("click", ({ pointer }) => {
    const found = pick(pointer.DOM);
    if (found || session.state.chosen) choose(found);
  });
  network.on("doubleClick", ({ pointer }) => {
    const node = node_at(graph.nodes, camera(), pointer.DOM);
    if (node) focus_on(node);
  });
  network.on("dragging", ({ nodes }) => {
    if (nodes.length) move(network.getPositions(nodes));
  });
  network.on("dragEnd", ({ nodes }) => {
    if (!nodes.length) return;
    network.unselectAll();
    const { x, y } = network.getPositions(nodes)[nodes[0]];
    change((state) => state.pins.set(session.model.nodes[nodes[0]], [Math.round(x), Math.round(y)]));
  });
  for (const event of ["dragStart", "zoom"]) network.on(event, () => hover(null));
  $("canvas").addEventListener("pointermove", (event) => {
    if (event.buttons || event.pointerType === "touch") return;
    const corner = $("canvas").getBoundingClientRect();
    hover(
      pick({ x: event.clientX - corner.x, y: event.clientY - corner.y }),
      event.clientX - corner.x,
      event.clientY - corner.y,
    );
  });
  $("canvas").addEventListener("pointerleave", () => hover(null));
}

// Forgets what was drawn: there is other data, whose nodes have other numbers.
export function restart_graph() {
  graph.bodies.clear();
  Object.assign(graph, { held: new Set(), hover: null, names: { key: "" } });
  read_colours();
}

function move(places) {
  for (const [id, { x, y }] of Object.entries(places)) Object.assign(session.model.nodes[id], { x, y });
  graph.version += 1;
}

function camera() {
  const { x, y } = graph.network.getViewPosition();
  const { clientWidth: width, clientHeight: height } = $("canvas");
  return { x, y, scale: graph.network.getScale(), width, height };
}

function pick(point) {
  const view = camera();
  const node = node_at(graph.nodes, view, point);
  if (node) return { node };
  const line = line_at(graph.lines, view, point);
  return line ? { pair: [line.a, line.b] } : null;
}

// ---- what is drawn -----------------------------------------------------------------------------

export const focused = () => session.state.trail.at(-1) ?? null;

// Nodes that may be drawn: the most important ones, all if so asked, always those that somebody looks at.
function present() {
  const { model, state } = session;
  if (state.everything || model.nodes.length <= model.at_first) return null;
  const found = new Set(model.nodes.slice(0, model.at_first));
  for (const node of [
    ...(state.chosen?.pair ?? [state.chosen?.node]),
    ...state.trail,
    ...state.filters.about,
  ]) {
    if (!node || found.has(node)) continue;
    found.add(node);
    const around = node.edges.flatMap((edge) => [edge.from, edge.to]).sort((a, b) => a.id - b.id);
    for (const other of around.slice(0, 40)) found.add(other);
  }
  return found;
}

export function draw_graph() {
  const allowed = present();
  let { lines } = session;
  if (allowed) lines = lines.filter(({ a, b }) => allowed.has(a) && allowed.has(b));
  const centre = focused();
  if (centre) {
    const inside = within(lines, centre, session.state.depth);
    lines = lines.filter(({ a, b }) => inside.has(a) && inside.has(b));
  }
  const nodes = new Set(lines.flatMap(({ a, b }) => [a, b]));
  for (const node of [centre, session.state.chosen?.node]) if (node) nodes.add(node);
  graph.lines = lines;
  graph.nodes = [...nodes].sort((one, other) => one.id - other.id);
  graph.version += 1;
  hold(nodes);
  pin();
  $("empty").hidden = graph.nodes.length > 0;
  repaint();
}

// Only what comes and goes is told: vis-network looks long at each node that it is told of.
function hold(nodes) {
  const gone = [...graph.held].filter((node) => !nodes.has(node));
  const come = [...nodes].filter((node) => !graph.held.has(node));
  graph.bodies.remove(gone.map((node) => node.id));
  graph.bodies.add(come.map(body));
  graph.held = nodes;
}

// Nodes stand where they were put, all others where the layout has them.
function pin() {
  const { pins } = session.state;
  for (const node of graph.nodes) {
    const [x, y] = pins.get(node) ?? node.home;
    if (node.x === x && node.y === y) continue;
    Object.assign(node, { x, y });
    graph.bodies.update({ id: node.id, x, y });
  }
}

// What vis-network is told of a node: where it is and how large, so that it can be caught and dragged.
const body = ({ id, x, y, size }) => ({
  id,
  x,
  y,
  ctxRenderer: () => ({ drawNode() {}, nodeDimensions: { width: 2 * size, height: 2 * size } }),
});

function written(focus, scale) {
  const key = `${graph.version} ${scale} ${focus?.key ?? ""}`;
  if (graph.names.key !== key) {
    const { names, taken } = write_names(graph.nodes, focus, scale, measure);
    graph.names = { key, names, lines: write_lines(graph.lines, focus, scale, taken, measure) };
  }
  return graph.names;
}

const key_of = (thing) => (thing.node ? `n${thing.node.id}` : `l${thing.pair.map((node) => node.id).join()}`);

function highlight() {
  const chosen = graph.hover ?? session.state.chosen;
  const focus = near(graph.lines, chosen);
  return focus && { ...focus, chosen: chosen.node ? [chosen.node] : chosen.pair, key: key_of(chosen) };
}

function picture(view) {
  const focus = highlight();
  const { lines, nodes, ink } = graph;
  return {
    ...compose({ lines, nodes, focus, camera: view, ink, written: written(focus, view.scale) }),
    paper: ink.halo,
  };
}

function paint_all(context) {
  const view = camera();
  const ratio = context.canvas.width / view.width;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(context, picture(view));
  context.restore();
}

// Paints before the next frame, once however often it was asked for.
export function repaint() {
  graph.asked ??= requestAnimationFrame(() => {
    graph.asked = null;
    graph.network.redraw();
  });
}

// ---- pictures to take away ---------------------------------------------------------------------

export function picture_as_svg() {
  const view = camera();
  const { width, height } = view;
  return to_svg(picture(view), { width, height, paper: graph.ink.halo, title: session.model.title });
}

// The whole graph, or what was chosen with what is near it, for the page on paper.
export function paint_paper() {
  const [width, height] = [1050, 680];
  const focus = near(graph.lines, session.state.chosen);
  const nodes = focus ? [...focus.nodes] : graph.nodes;
  const canvas = $("paper");
  Object.assign(canvas, { width: width * 2, height: height * 2 });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  paint(context, picture({ ...fitted(nodes, { width, height }), width, height }));
}

export function picture_as_png() {
  const view = camera();
  const canvas = make("canvas", { width: view.width * 2, height: view.height * 2 });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.fillStyle = graph.ink.halo;
  context.fillRect(0, 0, view.width, view.height);
  paint(context, picture(view));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

// ---- looking around ----------------------------------------------------------------------------

function free_room() {
  const side = $("panel").hidden || narrow.matches ? 0 : $("panel").offsetWidth;
  const below = narrow.matches && !$("panel").hidden ? $("panel").offsetHeight : 0;
  const above = ["trail", "tokens"].filter((id) => !$(id).hidden).length * 40;
  return { left: 0, right: side, top: above, bottom: below };
}

export function fit(animation = motion(), nodes = graph.nodes) {
  const view = camera();
  if (!view.width) return;
  const { x, y, scale } = fitted(nodes, view, free_room());
  graph.network.moveTo({ position: { x, y }, scale, animation });
}

// The first sight: what was chosen with what is near it, or everything, or where that is too small to read,
// the middle of things.
export function first_sight() {
  const focus = focused() ? null : near(graph.lines, session.state.chosen);
  if (focus) {
    fit(false, [...focus.nodes]);
    return;
  }
  fit(false);
  const scale = graph.network.getScale();
  if (graph.nodes.length && narrow.matches && scale < 0.45) {
    const { x, y } = graph.nodes[0];
    graph.network.moveTo({ position: { x, y }, scale: 0.55, animation: false });
  }
}

export const zoom = (factor) => {
  const scale = Math.max(0.02, Math.min(6, graph.network.getScale() * factor));
  graph.network.moveTo({ scale, animation: motion() });
};

// Brings a node into the part of the canvas that the panel leaves free: to its middle, if so asked.
export function reveal(node, centre) {
  const view = camera();
  if (!view.width || !graph.nodes.includes(node)) return;
  const room = free_room();
  const at = graph.network.canvasToDOM({ x: node.x, y: node.y });
  const inside =
    at.x > 40 && at.x < view.width - room.right - 40 && at.y > 40 && at.y < view.height - room.bottom - 40;
  if (inside && !centre) return;
  const scale = Math.max(view.scale, 0.75);
  const position = { x: node.x + room.right / 2 / scale, y: node.y + room.bottom / 2 / scale };
  graph.network.moveTo({ position, scale, animation: motion() });
}

// ---- choosing, focusing, hovering ---------------------------------------------------------------

export function choose(chosen, centre = false) {
  change((state) => (state.chosen = chosen), { step: true });
  if (session.state.tab === "graph" && chosen) reveal(chosen.node ?? chosen.pair[0], centre);
}

export function focus_on(node) {
  change(
    (state) => {
      state.chosen = { node };
      const at = state.trail.indexOf(node);
      state.trail = at >= 0 ? state.trail.slice(0, at + 1) : [...state.trail, node];
      state.tab = "graph";
    },
    { step: true },
  );
  fit();
}

export function step_back(to = session.state.trail.length - 1) {
  change((state) => (state.trail = state.trail.slice(0, Math.max(0, to))), { step: true });
  fit();
}

function hover(found, x, y) {
  const before = graph.hover && key_of(graph.hover);
  graph.hover = found;
  const tip = $("tip");
  tip.hidden = found === null;
  $("canvas").style.cursor = found ? "pointer" : "";
  if (found && x !== undefined) {
    if (before !== key_of(found))
      tip.textContent = found.node ? about_node(found.node) : about_pair(found.pair);
    const free = $("canvas").clientWidth - free_room().right;
    const left = Math.max(8, Math.min(x + 14, free - tip.offsetWidth - 8));
    tip.style.transform = `translate(${left}px, ${y + 18}px)`;
  }
  if (before !== (found && key_of(found))) repaint();
}

const claims_of = (node) =>
  session.passing.filter(({ edge }) => edge.from === node || edge.to === node).length;
const about_node = (node) =>
  `${node.name.slice(0, 120)} · ${node.cls.label} · ${plural(claims_of(node), "claim")}`;

function about_pair([a, b]) {
  const line = graph.lines.find((each) => each.a === a && each.b === b);
  const [first] = line.edges;
  const more = line.edges.length > 1 ? ` and ${line.edges.length - 1} more` : "";
  return `${first[0].from.label} ${phrase(first[0])} ${first[0].to.label}${more} · ${plural(line.claims.length, "claim")}`;
}

// Points of the window at which a node or a line can be clicked, for those who drive the page from outside.
export function where({ node, pair }) {
  const view = camera();
  const corner = $("canvas").getBoundingClientRect();
  const at = (thing) => graph.network.canvasToDOM({ x: thing.x, y: thing.y });
  const free = view.width - free_room().right;
  const ends = node ? [node, node] : pair;
  const [a, b] = ends.map(at);
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const point = { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    const found = point.x > 0 && point.x < free && point.y > 0 && point.y < view.height ? pick(point) : null;
    if (found && key_of(found) === key_of(node ? { node } : { pair }))
      return { x: corner.x + point.x, y: corner.y + point.y };
  }
  return null;
}
