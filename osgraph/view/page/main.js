// The page starts here: it takes its data, draws the tab that is open, and listens.

import { $, download, number, plural } from "./dom.js";
import { draw_panel } from "./evidence.js";
import { close_finder, start_finder } from "./finder.js";
import { TABS, around_in } from "./fragment.js";
import {
  choose,
  draw_graph,
  first_sight,
  fit,
  focus_on,
  paint_paper,
  picture_as_png,
  picture_as_svg,
  read_colours,
  repaint,
  shown,
  start_graph,
  step_back,
  where,
  zoom,
} from "./graph.js";
import { read_model } from "./model.js";
import { draw_notes } from "./notes.js";
import { data_of, load_focused } from "./loading.js";
import { draw_matrix } from "./quadrants.js";
import { draw_rail, draw_tokens } from "./rail.js";
import { begin, change, recall, session, watch } from "./session.js";
import { walk } from "./walking.js";
import { copy_claims, draw_rows, draw_table, save_claims } from "./table.js";

const DRAW = { graph: draw_graph, matrix: draw_matrix, claims: draw_table };
const system_dark = matchMedia("(prefers-color-scheme: dark)");
let seen = false; // whether the graph was once in sight

// ---- drawing -----------------------------------------------------------------------------------

function draw(filters) {
  const { tab, theme } = session.state;
  if ((document.documentElement.dataset.theme ?? "") !== theme) dress();
  for (const each of TABS) {
    $(each).hidden = each !== tab;
    $(`tab-${each}`).setAttribute("aria-selected", each === tab);
    $(`tab-${each}`).tabIndex = each === tab ? 0 : -1;
  }
  draw_panel();
  draw_tokens();
  draw_notes();
  DRAW[tab]();
  if (tab === "graph" && !seen) {
    seen = true;
    first_sight();
  }
  if (filters) draw_rail();
  tell();
}

function tell() {
  const { claims, nodes, documents } = session.model;
  const left = session.passing.length;
  const all = Math.max(session.model.store?.claims ?? 0, claims.length);
  const some = left === all ? plural(left, "claim") : `${number(left)} of ${plural(all, "claim")}`;
  $("counts").textContent =
    `${some} · ${plural(nodes.length, "name")} · ${plural(documents.length, "document")}`;
  const { chosen } = session.state;
  const about = chosen?.node ? `${chosen.node.name}, ${chosen.node.cls.label}. ` : "";
  const drawn = shown();
  $("status").textContent =
    `${about}${plural(drawn.nodes.length, "name")} and ${plural(drawn.lines.length, "line")} drawn, ${some}`;
}

function dress() {
  const { theme } = session.state;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  read_colours();
  $("theme").setAttribute("aria-pressed", is_dark());
  repaint();
}
const is_dark = () => (session.state.theme || (system_dark.matches ? "dark" : "light")) === "dark";

// ---- tabs, keys, menus -------------------------------------------------------------------------

const open_tab = (name) => change((state) => (state.tab = name), { step: true });

function open_rail(open) {
  $("rail").classList.toggle("open", open);
  $("rail-switch").setAttribute("aria-expanded", open);
}

function open_menu(open) {
  $("menu").hidden = !open;
  $("menu-switch").setAttribute("aria-expanded", open);
}

const SAVE = {
  png: async () => download("graph.png", "image/png", await picture_as_png()),
  svg: () => download("graph.svg", "image/svg+xml", picture_as_svg()),
  ttl: () => save_claims("ttl"),
  csv: () => save_claims("csv"),
};

// Paper is light, and shows the whole graph and all rows (a table of many thousands: its beginning).
function on_paper(printing) {
  const { state } = session;
  if (printing) document.documentElement.dataset.theme = "light";
  else if (state.theme) document.documentElement.dataset.theme = state.theme;
  else delete document.documentElement.dataset.theme;
  read_colours();
  if (state.tab === "claims") draw_rows(printing);
  if (state.tab === "graph" && printing) paint_paper();
}

// What Esc takes back: the list of names, a menu, the evidence, the focus, the filters of a narrow window.
function escape_one() {
  if (close_finder()) return;
  if (!$("menu").hidden) {
    open_menu(false);
    $("menu-switch").focus();
  } else if ($("rail").classList.contains("open")) open_rail(false);
  else if (session.state.chosen) choose(null);
  else if (session.state.trail.length) step_back();
}

function on_key(event) {
  if (event.key === "Tab") document.documentElement.dataset.keys = "";
  const typing = event.target.matches("input[type=text], input[type=search]");
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !typing) {
    event.preventDefault();
    $("search").focus();
    $("search").select();
  } else if (event.key === "Escape" && !$("reader").open) escape_one();
}

function on_tab_key(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  open_tab(TABS[(TABS.indexOf(session.state.tab) + step + TABS.length) % TABS.length]);
  $(`tab-${session.state.tab}`).focus();
}

function listen() {
  for (const each of TABS) {
    $(`tab-${each}`).addEventListener("click", () => open_tab(each));
    $(`tab-${each}`).addEventListener("keydown", on_tab_key);
  }
  $("rail-switch").addEventListener("click", () => open_rail(!$("rail").classList.contains("open")));
  $("menu-switch").addEventListener("click", () => open_menu($("menu").hidden));
  for (const [form, save] of Object.entries(SAVE))
    $(`save-${form}`).addEventListener("click", () => {
      open_menu(false);
      save();
    });
  $("canvas").addEventListener("keydown", walk);
  $("print").addEventListener("click", () => {
    open_menu(false);
    print();
  });
  for (const form of ["csv", "ttl"]) $(`copy-${form}`).addEventListener("click", () => copy_claims(form));
  $("theme").addEventListener("click", () => change((state) => (state.theme = is_dark() ? "light" : "dark")));
  $("zoom-in").addEventListener("click", () => zoom(1.35));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.35));
  $("zoom-all").addEventListener("click", () => fit());
  $("words").addEventListener("input", () =>
    change((state) => (state.filters.words = $("words").value), { filters: true }),
  );
  $("table-box").addEventListener("scroll", () => draw_rows(), { passive: true });
  // vis-network focuses its canvas on every click; the ring is for those who came by the Tab key.
  document.addEventListener("pointerdown", (event) => {
    delete document.documentElement.dataset.keys;
    if (!event.target.closest("#menu, #menu-switch")) open_menu(false);
  });
  document.addEventListener("keydown", on_key);
  system_dark.addEventListener("change", dress);
  addEventListener("popstate", () => recall(location.hash));
  addEventListener("hashchange", () => recall(location.hash));
  addEventListener("resize", () => session.state.tab === "claims" && draw_rows());
  addEventListener("beforeprint", () => on_paper(true));
  addEventListener("afterprint", () => on_paper(false));
}

// ---- start -------------------------------------------------------------------------------------

function start(data) {
  begin(read_model(data), location.hash);
  document.title = data.title;
  $("title").textContent = data.title;
  start_graph();
  start_finder();
  listen();
  watch(load_focused);
  watch((filters) => {
    draw(filters);
    if (document.activeElement !== $("words")) $("words").value = session.state.filters.words;
  });
  dress();
  $("words").value = session.state.filters.words;
  draw(true);
  load_focused();
  // For those who drive the page from outside (tests, notebooks): what is drawn, chosen, and where it is.
  const nodes = (ids) => ids.map((id) => session.model.nodes[id]);
  window.osgraph = Object.freeze({
    drawn: () => ({
      nodes: shown().nodes.map(({ id }) => id),
      lines: shown().lines.map(({ a, b }) => [a.id, b.id]),
    }),
    names: () => shown().nodes.map(({ name }) => name),
    passing: () => session.passing.map(({ id }) => id),
    chosen: () => {
      const { chosen } = session.state;
      return chosen && (chosen.node ? { node: chosen.node.id } : { pair: chosen.pair.map(({ id }) => id) });
    },
    where: ({ node, pair }) => where(pair ? { pair: nodes(pair) } : { node: nodes([node])[0] }),
    focus: (id) => focus_on(session.model.nodes[id]),
  });
}

data_of(around_in(location.hash)).then(start, (problem) => {
  $("empty").textContent = `This page could not read its data: ${problem.message}`;
  $("empty").hidden = false;
});
