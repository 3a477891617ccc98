// The controls: filters, search, tabs, keys; at its end the page starts.

// ---- the filters -------------------------------------------------------------------------------

function counts(key) {
  const found = new Map();
  const add = (value) => found.set(value, (found.get(value) ?? 0) + 1);
  if (key === "cls") for (const node of nodes) add(node.group);
  for (const claim of claims) {
    if (key === "modality") add(claim.modality);
    if (key === "relation") add(edges[claim.edge].relation);
    if (key === "polarity") add(edges[claim.edge].negative ? "denied" : "affirmed");
  }
  return found;
}

function refresh() {
  state.listed.table = PAGE;
  draw();
  draw_panel();
  if (state.tab === "claims") draw_table();
}

// One group of check boxes: options are [value, words, glyph or null, longer words].
function filter(key, title, options) {
  const chosen = state.filters[key];
  const found = counts(key);
  const boxes = options
    .filter(([value]) => found.has(value))
    .map(([value, words, sample, title = words]) => {
      const box = make("input", { type: "checkbox", checked: chosen.has(value), name: key, value });
      box.addEventListener("change", () => {
        if (box.checked) chosen.add(value);
        else chosen.delete(value);
        refresh();
      });
      return make(
        "label",
        {},
        box,
        sample,
        make("span", { textContent: words, title }),
        make("small", { textContent: found.get(value) }),
      );
    });
  const all = make("button", {
    type: "button",
    textContent: "all / none",
    "aria-label": `${title}: all or none`,
  });
  all.addEventListener("click", () => {
    const full = chosen.size >= boxes.length;
    chosen.clear();
    if (!full) for (const [value] of options) chosen.add(value);
    for (const box of boxes) box.firstChild.checked = !full;
    refresh();
  });
  return make("fieldset", {}, make("legend", {}, title, ...(boxes.length > 2 ? [all] : [])), ...boxes);
}

function facts_switch() {
  const buttons = [
    ["All claims", false],
    ["Facts only", true],
  ].map(([textContent, facts]) => {
    const button = make("button", {
      type: "button",
      textContent,
      "aria-pressed": state.filters.facts === facts,
    });
    button.addEventListener("click", () => {
      state.filters.facts = facts;
      for (const other of buttons) other.setAttribute("aria-pressed", other === button);
      refresh();
    });
    return button;
  });
  return make(
    "fieldset",
    {},
    make("div", { className: "either" }, ...buttons),
    make("p", {
      textContent:
        "A fact is what a source states itself: affirmed, as told, of the present, under no labelled viewpoint.",
    }),
  );
}

function draw_rail() {
  const lines = Object.entries(MODALITIES).map(([value, words]) => [
    value,
    value,
    stroke(value === "asserted" ? "" : "dashed"),
    words,
  ]);
  const reset = make("button", { type: "button", className: "plain", textContent: "Reset filters" });
  reset.addEventListener("click", () => {
    state.filters = everything();
    draw_rail();
    refresh();
  });
  $("rail").replaceChildren(
    facts_switch(),
    filter("modality", "Held as", lines),
    make(
      "p",
      { className: "key" },
      stroke("pale"),
      "Pale: asserted, but by a named speaker, under a viewpoint, or of the past",
    ),
    filter(
      "polarity",
      "Polarity",
      Object.entries(POLARITIES).map(([value]) => [value, value, stroke(value)]),
    ),
    filter(
      "cls",
      "Names by class",
      data.classes.map((cls) => [cls.name, cls.label, glyph(cls)]),
    ),
    filter(
      "relation",
      "Relations",
      Object.entries(relations).map(([value, words]) => [value, words, null]),
    ),
    reset,
  );
}

// ---- the search --------------------------------------------------------------------------------

let offered = [];
let marked = -1;

// The name itself comes first, then names that begin so, those with a word that does, and the rest.
function matching(text) {
  const ways = [
    (name) => name === text,
    (name) => name.startsWith(text),
    (name) => name.includes(` ${text}`),
    (name) => name.includes(text),
  ];
  const rank = (name) => ways.findIndex((way) => way(name));
  const ranked = nodes
    .map((node) => [rank(node.name.toLowerCase()), node.id])
    .filter(([place]) => place >= 0);
  return ranked
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .slice(0, FOUND)
    .map(([, id]) => id);
}

function offer(open) {
  const text = $("search").value.trim().toLowerCase();
  offered = open && text ? matching(text) : [];
  marked = offered.length ? 0 : -1;
  const items = offered.map((id, at) => {
    const node = nodes[id];
    const item = make(
      "li",
      { id: `found-${at}`, role: "option" },
      glyph(classes.get(node.group)),
      make("bdi", { textContent: node.name.slice(0, 200) }),
      make("small", { textContent: node.claims }),
    );
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the box keeps the focus
      take(at);
    });
    return item;
  });
  if (open && text && !items.length)
    items.push(make("li", { className: "none", textContent: "No such name" }));
  $("found").replaceChildren(...items);
  $("found").hidden = items.length === 0;
  $("search").setAttribute("aria-expanded", items.length > 0);
  point(marked);
}

function point(at) {
  marked = at;
  offered.forEach((_, each) => $(`found-${each}`).setAttribute("aria-selected", each === at));
  if (at < 0) return $("search").removeAttribute("aria-activedescendant");
  $(`found-${at}`).scrollIntoView({ block: "nearest" });
  return $("search").setAttribute("aria-activedescendant", `found-${at}`);
}

function take(at) {
  const id = offered[at];
  $("search").value = nodes[id].name.slice(0, 200);
  offer(false);
  choose({ node: id });
}

$("search").addEventListener("input", () => {
  if (state.tab === "claims") {
    state.listed.table = PAGE;
    draw_table();
  } else offer(true);
});
$("search").addEventListener("blur", () => offer(false));
$("search").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && offered.length) {
    event.preventDefault();
    point((marked + step + offered.length) % offered.length);
  } else if (event.key === "Enter" && marked >= 0) take(marked);
});

// ---- tabs, keys, start -------------------------------------------------------------------------

function open_tab(name) {
  state.tab = name;
  for (const each of ["graph", "claims"]) {
    $(each).hidden = each !== name;
    $(`tab-${each}`).setAttribute("aria-selected", each === name);
    $(`tab-${each}`).tabIndex = each === name ? 0 : -1;
  }
  if (name === "claims") draw_table();
}
for (const name of ["graph", "claims"]) {
  $(`tab-${name}`).addEventListener("click", () => open_tab(name));
  $(`tab-${name}`).addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    open_tab(name === "graph" ? "claims" : "graph");
    $(`tab-${state.tab}`).focus();
  });
}

function open_rail(open) {
  $("rail").classList.toggle("open", open);
  $("rail-switch").setAttribute("aria-expanded", open);
}
$("rail-switch").addEventListener("click", () => open_rail(!$("rail").classList.contains("open")));

// vis-network focuses its canvas on every click; the ring is for those who came by the Tab key.
document.addEventListener("pointerdown", () => delete document.documentElement.dataset.keys);
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab") document.documentElement.dataset.keys = "";
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && event.target.type !== "text") {
    event.preventDefault();
    $("search").focus();
    $("search").select();
  } else if (event.key === "Escape") {
    if (!$("found").hidden) offer(false);
    else if (state.chosen !== null) choose(null);
    else open_rail(false);
  }
});
$("zoom-in").addEventListener("click", () => zoom(1.35));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.35));
$("zoom-all").addEventListener("click", () => fit());
dark.addEventListener("change", () => {
  read_colours();
  draw();
});

read_colours();
draw_rail();
draw();
open_view();

// For those who drive the page from outside (tests, notebooks): what is drawn, and where on the screen.
// ``where({node})`` is a node's middle, ``where({edge})`` a point of a straight edge that nothing covers,
// or null; both in CSS pixels of the window.
window.osgraph = Object.freeze({
  drawn: () => ({ nodes: drawn.nodes.getIds(), edges: drawn.edges.getIds() }),
  chosen: () => state.chosen && { ...state.chosen },
  where({ node, edge }) {
    const corner = $("canvas").getBoundingClientRect();
    const ends = edge === undefined ? [node, node] : [edges[edge].from, edges[edge].to];
    const [a, b] = ends.map((id) => network.canvasToDOM(network.getPosition(id)));
    const hits = (at) =>
      edge === undefined || (network.getNodeAt(at) === undefined && network.getEdgeAt(at) === edge);
    for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const at = { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
      if (hits(at)) return { x: corner.x + at.x, y: corner.y + at.y };
    }
    return null;
  },
});
