// The search box: names while one types, and the words of claims and quotes for all else.

import { $, glyph, make, name } from "./dom.js";
import { choose } from "./graph.js";
import { matching } from "./search.js";
import { change, session } from "./session.js";

let offered = []; // what the list offers: {node} or {words}
let pointed = -1;

function offer(open) {
  const text = $("search").value.trim();
  offered = open && text ? [...matching(session.model.nodes, text), { words: text }] : [];
  const items = offered.map((each, at) => {
    const item = make("li", { id: `found-${at}`, role: "option", "aria-selected": "false" });
    if (each.node) {
      item.append(glyph(each.node.cls), name(each.node.name.slice(0, 200)));
      if (each.alias) item.append(make("small", { textContent: `also ${each.alias.slice(0, 60)}` }));
    } else
      item.append(
        make(
          "span",
          { className: "words" },
          "Claims with the words ",
          make("b", {}, name(`“${each.words.slice(0, 60)}”`)),
        ),
      );
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

function point(at) {
  pointed = at;
  offered.forEach((_, each) => $(`found-${each}`).setAttribute("aria-selected", each === at));
  if (at < 0) return $("search").removeAttribute("aria-activedescendant");
  $(`found-${at}`).scrollIntoView({ block: "nearest" });
  return $("search").setAttribute("aria-activedescendant", `found-${at}`);
}

function take(at) {
  const { node, words } = offered[at];
  $("search").value = "";
  offer(false);
  if (node) choose({ node }, true);
  else change((state) => (state.filters.words = words), { filters: true, step: true });
}

export const close_finder = () => {
  const open = !$("found").hidden;
  offer(false);
  return open;
};

export function start_finder() {
  const box = $("search");
  box.addEventListener("input", () => offer(true));
  box.addEventListener("blur", () => offer(false));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offered.length) {
      event.preventDefault();
      point((pointed + step + offered.length) % offered.length);
    } else if (event.key === "Enter" && pointed >= 0) take(pointed);
  });
}
