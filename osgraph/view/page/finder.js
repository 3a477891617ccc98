// The search box: names while one types, and the words of claims and quotes for all else.

import { $, glyph, make, name, plural } from "./dom.js";
import { choose } from "./graph.js";
import { load_near, search_store } from "./loading.js";
import { matching } from "./search.js";
import { change, node_of, session } from "./session.js";

const PAUSE = 200; // milliseconds without a key after which the store is asked
let offered = []; // what the list offers: {node}, {away} for a name that only the store has, or {words}
let pointed = -1;
let waiting = 0;

function offer(open, away = []) {
  const text = $("search").value.trim();
  offered =
    open && text
      ? [...matching(session.model.nodes, text), ...away.map((each) => ({ away: each })), { words: text }]
      : [];
  const items = offered.map((each, at) => {
    const item = make("li", { id: `found-${at}`, role: "option", "aria-selected": "false" });
    item.append(...said(each));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the box keeps the focus
      take(at);
    });
    return item;
  });
  $("found").replaceChildren(...items);
  $("found").hidden = items.length === 0;
  $("search").setAttribute("aria-expanded", items.length > 0);
  point(offered.length ? 0 : -1);
}

function said({ node, alias, away, words }) {
  if (node) {
    const also = alias ? [make("small", { textContent: `also ${alias.slice(0, 60)}` })] : [];
    return [glyph(node.cls), name(node.name.slice(0, 200)), ...also];
  }
  if (away) return [name(away.name.slice(0, 200)), make("small", { textContent: plural(away.claims, "claim") })];
  const quoted = make("b", {}, name(`“${words.slice(0, 60)}”`));
  return [make("span", { className: "words" }, "Claims with the words ", quoted)];
}

// What the page does not have comes behind what it has, when the server answered.
function type() {
  offer(true);
  clearTimeout(waiting);
  const text = $("search").value.trim();
  if (!text || !session.model.store) return;
  waiting = setTimeout(async () => {
    const away = await search_store(text).catch((problem) => {
      $("status").textContent = `The store could not be searched: ${problem.message}`;
      return [];
    });
    if (away.length && $("search").value.trim() === text && !$("found").hidden) offer(true, away);
  }, PAUSE);
}

function point(at) {
  pointed = at;
  offered.forEach((_, each) => $(`found-${each}`).setAttribute("aria-selected", each === at));
  if (at < 0) return $("search").removeAttribute("aria-activedescendant");
  $(`found-${at}`).scrollIntoView({ block: "nearest" });
  return $("search").setAttribute("aria-activedescendant", `found-${at}`);
}

async function take(at) {
  const { node, away, words } = offered[at];
  $("search").value = "";
  offer(false);
  if (words) change((state) => (state.filters.words = words), { filters: true, step: true });
  else if (node) choose({ node }, true);
  else if (await load_near(away.iri)) choose({ node: node_of(away.iri) }, true);
}

export const close_finder = () => {
  const open = !$("found").hidden;
  offer(false);
  return open;
};

export function start_finder() {
  const box = $("search");
  box.addEventListener("input", type);
  box.addEventListener("blur", () => offer(false));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offered.length) {
      event.preventDefault();
      point((pointed + step + offered.length) % offered.length);
    } else if (event.key === "Enter" && pointed >= 0) take(pointed);
  });
}
