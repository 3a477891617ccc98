// The graph: how nodes and edges look, which are drawn, and what is chosen on it.

// ---- the graph ---------------------------------------------------------------------------------

const drawn = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
const network = new vis.Network($("canvas"), drawn, {
  autoResize: true,
  physics: false,
  layout: { improvedLayout: false },
  interaction: {
    hover: true,
    hoverConnectedEdges: false,
    selectConnectedEdges: false,
    multiselect: false,
    keyboard: { enabled: true, bindToWindow: false },
    hideEdgesOnDrag: nodes.length > 1500,
  },
  nodes: {
    borderWidth: 1.5,
    borderWidthSelected: 3,
    scaling: { label: { drawThreshold: 7, maxVisible: 22 } },
  },
  edges: {
    smooth: false,
    arrowStrikethrough: false,
    hoverWidth: 0.8,
    selectionWidth: 1.2,
    scaling: { label: { drawThreshold: 10 } },
    arrows: { to: { enabled: true, scaleFactor: 0.55 } },
  },
});

// Edges between the same two nodes leave each other room: each bends by its turn.
function bend(all) {
  const turns = new Map();
  for (const edge of all) {
    const pair = `${Math.min(edge.from, edge.to)} ${Math.max(edge.from, edge.to)}`;
    edge.pair = pair;
    edge.turn = turns.get(pair) ?? 0;
    turns.set(pair, edge.turn + 1);
  }
  for (const edge of all) {
    const count = turns.get(edge.pair);
    const offset = 0.22 * (edge.turn - (count - 1) / 2) * (edge.from < edge.to ? 1 : -1);
    edge.smooth =
      Math.abs(offset) < 0.01
        ? false
        : { enabled: true, type: offset > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(offset) };
  }
}

let ink = {};
function read_colours() {
  const style = getComputedStyle(document.documentElement);
  const names = [
    "text",
    "soft",
    "edge",
    "pale",
    "denied",
    "halo",
    "accent",
    ...data.classes.map((c) => c.colour),
  ];
  ink = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

// The chosen thing and what it touches; null when nothing is chosen.
function neighbourhood(seen) {
  const { chosen } = state;
  if (chosen === null) return null;
  const at =
    chosen.edge === undefined ? nodes[chosen.node].edges.filter((e) => seen.has(e.id)) : [edges[chosen.edge]];
  return {
    edges: new Set(at.map((e) => e.id)),
    nodes: new Set([chosen.node, ...at.flatMap((e) => [e.from, e.to])]),
  };
}

function node_look(node, near) {
  const far = near !== null && !near.nodes.has(node.id);
  const fill = ink[classes.get(node.group).colour];
  // Of many names the most connected ones are written large, to be read from afar.
  const size = 12 + Math.min(5, node.claims / 4) + (nodes.length > 120 && node.id < 20 ? 14 : 0);
  return {
    id: node.id,
    x: node.x,
    y: node.y,
    label: node.label,
    shape: node.shape,
    size: node.size,
    opacity: far ? 0.16 : 1,
    color: {
      background: fill,
      border: ink.halo,
      hover: { background: fill, border: ink.text },
      highlight: { background: fill, border: ink.text },
    },
    font: {
      size,
      face: "system-ui, sans-serif",
      color: far ? ink.pale : ink.text,
      vadjust: -2,
      strokeWidth: far ? 0 : 3,
      strokeColor: ink.halo,
    },
  };
}

function edge_look(edge, left, near) {
  const far = near !== null && !near.edges.has(edge.id);
  const told = left.some((claim) => claim.modality === "asserted");
  const fact = left.some((claim) => claim.fact);
  const color = edge.negative ? ink.denied : told && !fact ? ink.pale : ink.edge;
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    smooth: edge.smooth,
    label: phrase(edge),
    dashes: told ? false : [7, 6],
    width: 1 + Math.min(4, 0.7 * (left.length - 1)),
    color: {
      color,
      highlight: edge.negative ? ink.denied : ink.accent,
      hover: color,
      opacity: far ? 0.12 : 1,
    },
    scaling: { label: { drawThreshold: near === null || far ? 10 : 5 } }, // those of the chosen one say more
    font: {
      size: near === null ? 11 : 13,
      face: "system-ui, sans-serif",
      color: far ? "transparent" : edge.negative ? ink.denied : ink.soft,
      strokeWidth: far ? 0 : 4,
      strokeColor: ink.halo,
    },
  };
}

function sync(set, items) {
  const kept = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !kept.has(id)));
  set.update(items);
}

function draw() {
  const seen = visible();
  const near = neighbourhood(seen);
  const ends = new Set([...seen.keys()].flatMap((id) => [edges[id].from, edges[id].to]));
  if (state.chosen?.node !== undefined) ends.add(state.chosen.node);
  const shown = [...ends].sort((a, b) => b - a); // the most connected are drawn last, on top
  drawn.edges.remove(drawn.edges.getIds().filter((id) => !seen.has(id)));
  sync(
    drawn.nodes,
    shown.map((id) => node_look(nodes[id], near)),
  );
  sync(
    drawn.edges,
    [...seen].map(([id, left]) => edge_look(edges[id], left, near)),
  );
  if (state.chosen === null) network.unselectAll();
  else if (state.chosen.node !== undefined) network.selectNodes([state.chosen.node], false);
  else if (seen.has(state.chosen.edge)) network.selectEdges([state.chosen.edge]);
  $("empty").hidden = shown.length > 0;
  tell(shown.length, seen);
}

function tell(shown, seen) {
  const left = claims.filter(passes).length;
  const all = left === claims.length;
  const of = all
    ? plural(claims.length, "claim")
    : `${left.toLocaleString("en")} of ${plural(claims.length, "claim")}`;
  const said = `${of} · ${plural(nodes.length, "name")} · ${plural(documents.length, "document")}`;
  $("counts").textContent = said;
  $("status").textContent = `${plural(shown, "node")} and ${plural(seen.size, "edge")} drawn, ${of}`;
  const absent = nodes.length - state.present.size;
  $("note").hidden = absent === 0;
  if (absent) {
    const all_of_them = make("button", { type: "button", textContent: "Draw all" });
    all_of_them.addEventListener("click", () => {
      state.present = new Set(nodes.map((node) => node.id));
      draw();
      fit();
    });
    const drawn_now = state.present.size.toLocaleString("en");
    const text = `The ${drawn_now} most connected of ${plural(nodes.length, "name")}. The search finds all.`;
    $("note").replaceChildren(text, all_of_them);
  }
}

const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 260 });
const fit = (animation = motion()) =>
  network.fit({ nodes: drawn.nodes.getIds(), maxZoomLevel: 1.25, animation });
const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion() });

// The first sight: everything, or where names would be too small to read, the middle of things.
function open_view() {
  fit(false);
  if (nodes.length && narrow.matches && network.getScale() < 0.55) network.focus(0, { scale: 0.6 });
}

// Brings a node into the part of the canvas that the panel leaves free: to its middle, if so asked.
function reveal(id, centre) {
  const { width, height } = $("canvas").getBoundingClientRect();
  const side = narrow.matches ? 0 : Math.min(400, width);
  const below = narrow.matches ? $("panel").offsetHeight : 0;
  const at = network.canvasToDOM(network.getPosition(id));
  if (!centre && at.x > 30 && at.x < width - side - 30 && at.y > 30 && at.y < height - below - 30) return;
  network.focus(id, {
    scale: Math.max(network.getScale(), 0.7),
    offset: { x: -side / 2, y: -below / 2 },
    animation: motion(),
  });
}

// ---- choosing ----------------------------------------------------------------------------------

function choose(chosen, centre = true) {
  state.chosen = chosen;
  state.listed.panel = PAGE;
  const id = chosen?.node;
  if (id !== undefined && !state.present.has(id)) {
    const around = nodes[id].edges.flatMap((edge) => [edge.from, edge.to]).sort((a, b) => a - b);
    for (const other of [id, ...around.slice(0, 40)]) state.present.add(other);
  }
  draw();
  draw_panel();
  if (state.tab === "claims") draw_table();
  else if (chosen !== null && (id !== undefined || centre)) reveal(id ?? edges[chosen.edge].from, centre);
}

network.on("click", ({ nodes: [node], edges: [edge] }) => {
  tip(null);
  if (node !== undefined) choose({ node }, false);
  else if (edge !== undefined) choose({ edge }, false);
  else if (state.chosen !== null) choose(null);
});
network.on("dragEnd", ({ nodes: moved }) => {
  for (const [id, place] of Object.entries(network.getPositions(moved)))
    if (moved.length) Object.assign(nodes[id], place);
});

function tip(text, pointer) {
  $("tip").hidden = text === null;
  $("canvas").firstChild.style.cursor = text === null ? "default" : "pointer";
  if (text === null) return;
  $("tip").textContent = text;
  const free = $("canvas").clientWidth - (narrow.matches ? 0 : $("panel").offsetWidth);
  const x = Math.max(8, Math.min(pointer.DOM.x + 14, free - $("tip").offsetWidth - 8));
  $("tip").style.transform = `translate(${x}px, ${pointer.DOM.y + 16}px)`;
}
network.on("hoverNode", ({ node: id, pointer }) => {
  const node = nodes[id];
  tip(
    `${node.name.slice(0, 120)} · ${classes.get(node.group).label} · ${plural(node.claims, "claim")}`,
    pointer,
  );
});
network.on("hoverEdge", ({ edge: id, pointer }) => {
  const edge = edges[id];
  tip(
    `${nodes[edge.from].label} ${phrase(edge)} ${nodes[edge.to].label} · ${plural(edge.claims.length, "claim")}`,
    pointer,
  );
});
for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => tip(null));
