// What lies over the graph: the trail of what was focused on, and how much of a large graph is drawn.

import { $, button, make, name, number, plural } from "./dom.js";
import { fit, step_back } from "./graph.js";
import { change, session } from "./session.js";

export function draw_notes() {
  const { model, state } = session;
  const { trail, depth } = state;
  $("trail").hidden = trail.length === 0;
  if (trail.length) {
    const crumbs = [
      make(
        "li",
        {},
        button("All", () => step_back(0)),
      ),
      ...trail.map((node, at) =>
        make(
          "li",
          at === trail.length - 1 ? { "aria-current": "true" } : {},
          button("", () => step_back(at + 1), { title: node.name }),
        ),
      ),
    ];
    trail.forEach((node, at) => crumbs[at + 1].firstChild.append(name(node.label)));
    const depths = [1, 2, 3].map((each) =>
      button(
        String(each),
        () => {
          change((now) => (now.depth = each), { step: true });
          fit();
        },
        { "aria-pressed": depth === each, "aria-label": `${plural(each, "step")} away` },
      ),
    );
    $("trail").replaceChildren(
      button("←", () => step_back(), { "aria-label": "Back", className: "back" }),
      make("ol", {}, ...crumbs),
      make("span", { className: "depth" }, make("small", { textContent: "steps" }), ...depths),
    );
  }
  const away = (model.store?.claims ?? 0) - model.claims.length;
  if (away > 0 && !trail.length && model.nodes.length <= model.at_first) {
    $("note").hidden = false;
    const here = `${number(model.claims.length)} of ${plural(model.store.claims, "claim")} are here. `;
    $("note").textContent = `${here}Focus on a name to load what is near it; the search finds all.`;
    return;
  }
  const absent = model.nodes.length - model.at_first;
  $("note").hidden = absent <= 0 || state.everything || trail.length > 0;
  if ($("note").hidden) return;
  $("note").replaceChildren(
    `The ${number(model.at_first)} most connected of ${plural(model.nodes.length, "name")}. The search finds all.`,
    button("Draw all", () => {
      change((now) => (now.everything = true), { step: true });
      fit();
    }),
  );
}
