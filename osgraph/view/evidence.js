// The evidence: the panel of the chosen thing, and the table of all claims.

// ---- the evidence ------------------------------------------------------------------------------

function name_button(id) {
  const button = make("button", { type: "button" }, make("bdi", { textContent: nodes[id].name }));
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    choose({ node: id });
  });
  return button;
}

// Offsets count code points; JavaScript's own count UTF-16 units.
function quote(passage, marks = []) {
  const letters = Array.from(passage.quote);
  const block = make("blockquote");
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at || end <= start) continue;
    block.append(letters.slice(at, start).join(""));
    block.append(make("mark", { textContent: letters.slice(start, end).join("") }));
    at = end;
  }
  block.append(letters.slice(at).join(""));
  return block;
}

function tags(claim) {
  const words = [
    claim.fact
      ? ["stated as fact", "strong"]
      : [claim.modality, claim.modality === "asserted" ? "" : "dashed"],
  ];
  if (edges[claim.edge].negative) words.push(["denied", "denied"]);
  if (claim.former) words.push(["former", "strong"]);
  if (claim.perspective) words.push([`under “${claim.perspective}”`, "strong"]);
  for (const key of ["time", "quantity", "benchmark"])
    if (claim[key]) words.push([`${key}: ${claim[key]}`, ""]);
  if (claim.confidence) words.push([`confidence ${claim.confidence}`, ""]);
  return make(
    "ul",
    { className: "tags" },
    ...words.map(([textContent, className]) => make("li", { textContent, className })),
  );
}

function source(passage) {
  const about = documents[passage.document];
  const where = `characters ${passage.start}–${passage.end}`;
  return make(
    "cite",
    {},
    make("b", {}, make("bdi", { textContent: about.title || about.id })),
    [about.source, about.published, where]
      .filter(Boolean)
      .map((part) => ` · ${part}`)
      .join(""),
  );
}

function claim_card(claim) {
  const edge = edges[claim.edge];
  const passage = passages[claim.passage];
  const relation = make("i", { textContent: ` ${phrase(edge)} ` });
  return make(
    "article",
    { className: "claim" },
    make(
      "p",
      { className: edge.negative ? "says denied" : "says" },
      name_button(edge.from),
      relation,
      name_button(edge.to),
    ),
    tags(claim),
    quote(passage, claim.marks),
    make("cite", {
      textContent: claim.speaker ? `Said by ${claim.speaker}` : "Said by the document's author",
    }),
    source(passage),
  );
}

// For a node, the claims it makes come first, then those made of it, each by relation.
function groups({ node, edge }) {
  if (edge !== undefined) return [[null, edges[edge].claims]];
  const own = new Map();
  const sorted = [...nodes[node].edges].sort((a, b) => (b.from === node) - (a.from === node));
  for (const each of sorted) {
    const heading = each.from === node ? `${phrase(each)} →` : `← ${phrase(each)}`;
    own.set(heading, [...(own.get(heading) ?? []), ...each.claims]);
  }
  return [...own];
}

function panel_head({ node, edge }) {
  const close = make("button", {
    type: "button",
    className: "close",
    "aria-label": "Close the evidence",
    textContent: "×",
  });
  close.addEventListener("click", () => choose(null));
  if (edge === undefined) {
    const about = nodes[node];
    const cls = classes.get(about.group);
    const from = new Set(
      about.edges.flatMap((e) => e.claims).map((claim) => passages[claim.passage].document),
    ).size;
    return make(
      "div",
      { className: "head" },
      make("h2", {}, make("bdi", { textContent: about.name })),
      make(
        "p",
        {},
        glyph(cls),
        `${cls.label} · ${plural(about.claims, "claim")} in ${plural(from, "document")}`,
      ),
      close,
    );
  }
  const { from, to, claims: own } = edges[edge];
  return make(
    "div",
    { className: "head" },
    make(
      "h2",
      {},
      name_button(from),
      make("i", { textContent: ` ${phrase(edges[edge])} ` }),
      name_button(to),
    ),
    make("p", { textContent: plural(own.length, "claim") }),
    close,
  );
}

function draw_panel() {
  const panel = $("panel");
  panel.hidden = state.chosen === null;
  if (panel.hidden) return panel.replaceChildren();
  const parts = [panel_head(state.chosen)];
  let room = state.listed.panel;
  let hidden = 0;
  for (const [heading, all] of groups(state.chosen)) {
    const own = all.filter((claim) => state.chosen.edge !== undefined || passes(claim));
    hidden += all.length - own.length;
    const listed = own.slice(0, Math.max(0, room));
    room -= own.length;
    if (listed.length && heading) parts.push(make("h3", { textContent: heading }));
    parts.push(...listed.map(claim_card));
  }
  if (room < 0) parts.push(more("panel", -room, draw_panel));
  if (hidden) parts.push(make("h3", { textContent: `${plural(hidden, "claim")} hidden by the filters` }));
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
  return panel;
}

function more(list, left, redraw) {
  const button = make("button", {
    type: "button",
    className: "more",
    textContent: `Show more (${left.toLocaleString("en")} left)`,
  });
  button.addEventListener("click", () => {
    state.listed[list] += PAGE;
    redraw();
  });
  return button;
}

// ---- the table ---------------------------------------------------------------------------------

const COLUMNS = ["Subject", "Relation", "Object", "Held as", "Said by", "Source"];

function draw_table() {
  const wanted = $("search").value.trim().toLowerCase();
  const holds = (claim) => {
    const { from, to } = edges[claim.edge];
    return [nodes[from].name, nodes[to].name, passages[claim.passage].quote].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  };
  const rows = claims.filter((claim) => passes(claim) && (!wanted || holds(claim)));
  const head = make("tr", {}, ...COLUMNS.map((textContent) => make("th", { textContent, scope: "col" })));
  const body = rows.slice(0, state.listed.table).map(table_row);
  const table = make(
    "table",
    {},
    make("caption", { className: "unseen", textContent: "Claims" }),
    make("thead", {}, head),
    make("tbody", {}, ...body),
  );
  const left = rows.length - body.length;
  const none = rows.length
    ? null
    : make("p", { className: "empty", textContent: "No claim passes these filters." });
  $("claims").replaceChildren(
    table,
    ...[none, left > 0 ? more("table", left, draw_table) : null].filter(Boolean),
  );
}

function table_row(claim) {
  const edge = edges[claim.edge];
  const about = documents[passages[claim.passage].document];
  const held = [claim.modality, claim.former && "former", claim.perspective && `under “${claim.perspective}”`]
    .filter(Boolean)
    .join(", ");
  const relation = make("span", {
    className: edge.negative ? "denied" : "",
    textContent: phrase(edge),
  });
  const cells = [
    name_button(edge.from),
    relation,
    name_button(edge.to),
    held,
    claim.speaker ?? "author",
    about.title || about.id,
  ];
  const row = make("tr", {}, ...cells.map((cell) => make("td", {}, cell)));
  row.classList.toggle("chosen", state.chosen?.edge === edge.id);
  row.addEventListener("click", () => choose({ edge: edge.id }));
  return row;
}
