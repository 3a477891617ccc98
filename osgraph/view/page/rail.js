// The rail: filters, which are the legend too, and the filters in force above the views.

import { $, button, glyph, make, name, number, stroke } from "./dom.js";
import { dates } from "./filters.js";
import { no_filters } from "./fragment.js";
import { change, session } from "./session.js";

const SAID = {
  modality: "Held as",
  polarity: "Polarity",
  cls: "Names by class",
  relation: "Relations",
  speaker: "Said by",
  source: "Source",
  perspective: "Viewpoint",
};
const MODALITIES = {
  asserted: "told as fact, by anyone",
  hedged: "may, could, reportedly",
  predicted: "will, plans to",
  normative: "should, must",
  hypothetical: "if, would",
};
const FEW = 8; // values of a long list at once
const opened = new Set(["modality", "polarity", "cls", "relation"]);
const long = new Set();

const filtered = (edit) => change((state) => edit(state.filters), { filters: true });

// null stands for all values: what comes new with other data is then seen as well.
function set_values(key, values) {
  filtered((filters) => (filters[key] = values.size === session.values[key].length ? null : values));
}

function box_for(key, value, words, sample, title) {
  const chosen = session.state.filters[key];
  const input = make("input", { type: "checkbox", checked: !chosen || chosen.has(value), name: key, value });
  input.addEventListener("change", () => {
    const now = new Set(session.state.filters[key] ?? session.values[key]);
    if (input.checked) now.add(value);
    else now.delete(value);
    set_values(key, now);
  });
  return make(
    "div",
    { className: "option" },
    make(
      "label",
      {},
      input,
      sample,
      make("span", { title: title ?? words }, name(words)),
      make("small", { textContent: number(session.counts[key].get(value)) }),
    ),
    button("only", () => set_values(key, new Set([value])), {
      className: "only",
      "aria-label": `Only ${words}`,
    }),
  );
}

function group(key, rows, extra = []) {
  const chosen = session.state.filters[key];
  const all = button("all", () => set_values(key, new Set(session.values[key])), {
    "aria-label": `${SAID[key]}: all`,
  });
  const none = button("none", () => set_values(key, new Set()), { "aria-label": `${SAID[key]}: none` });
  const details = make(
    "details",
    { open: opened.has(key) },
    make(
      "summary",
      {},
      SAID[key],
      chosen ? make("em", { textContent: `${chosen.size} of ${session.values[key].length}` }) : null,
    ),
    make("div", { className: "both" }, all, none),
    ...rows,
    ...extra,
  );
  details.addEventListener("toggle", () => (details.open ? opened.add(key) : opened.delete(key)));
  return details;
}

function long_group(key) {
  const values = session.values[key];
  if (values.length < 2) return null;
  const some = long.has(key) ? values.slice(0, 300) : values.slice(0, FEW);
  const more = values.length - some.length;
  const rows = some.map((value) => box_for(key, value, value));
  const extra =
    more && !long.has(key)
      ? [button(`${number(more)} more`, () => (long.add(key), draw_rail()), { className: "link" })]
      : [];
  if (more && long.has(key))
    extra.push(make("p", { textContent: `and ${number(more)} more, each of fewer claims` }));
  return group(key, rows, extra);
}

function facts_switch() {
  const { facts } = session.state.filters;
  const half = (words, value) =>
    button(words, () => filtered((filters) => (filters.facts = value)), { "aria-pressed": facts === value });
  return make(
    "div",
    { className: "facts" },
    make("div", { className: "either" }, half("All claims", false), half("Facts only", true)),
    make("p", {
      textContent:
        "A fact is what a source states itself: affirmed, told as so, of the present, under no labelled viewpoint.",
    }),
  );
}

function relations() {
  const { model, values } = session;
  const rows = model.families.flatMap((family, at) => {
    const own = model.relations.filter(
      (relation) => relation.family === at && values.relation.includes(relation.name),
    );
    if (!own.length) return [];
    const names = own.map((relation) => relation.name);
    const chosen = session.state.filters.relation;
    const full = !chosen || names.every((each) => chosen.has(each));
    const turn = () => {
      const now = new Set(chosen ?? values.relation);
      for (const each of names) full ? now.delete(each) : now.add(each);
      set_values("relation", now);
    };
    const head = button(family, turn, { "aria-pressed": full, title: full ? "Hide these" : "Show these" });
    return [
      make("div", { className: "family" }, stroke(`family${at}`), head),
      ...own.map((relation) => box_for("relation", relation.name, relation.label)),
    ];
  });
  return group("relation", rows);
}

function ranges() {
  const { filters } = session.state;
  const { model } = session;
  const parts = [];
  const slider = (words, value, low, high, edit, told) => {
    const output = make("output", { textContent: told(value) });
    const input = make("input", {
      type: "range",
      min: low,
      max: high,
      value,
      "aria-label": words,
      "aria-valuetext": told(value),
    });
    input.addEventListener("input", () => (output.textContent = told(Number(input.value))));
    input.addEventListener("change", () => filtered((now) => edit(now, Number(input.value))));
    return make("label", { className: "range" }, make("span", { textContent: words }), output, input);
  };
  const days = dates(model);
  if (days.length > 1) {
    const at = (day, otherwise) => (day && days.includes(day) ? days.indexOf(day) : otherwise);
    const end = days.length - 1;
    parts.push(
      slider(
        "From",
        at(filters.from, 0),
        0,
        end,
        (now, place) => (now.from = place ? days[place] : ""),
        (place) => days[place],
      ),
      slider(
        "Until",
        at(filters.to, end),
        0,
        end,
        (now, place) => (now.to = place < end ? days[place] : ""),
        (place) => days[place],
      ),
    );
    if (model.documents.some((document) => !document.published)) {
      const input = make("input", { type: "checkbox", name: "undated", checked: filters.undated });
      input.addEventListener("change", () => filtered((now) => (now.undated = input.checked)));
      parts.push(
        make(
          "div",
          { className: "option" },
          make("label", {}, input, make("span", { textContent: "Documents without a date" })),
        ),
      );
    }
  }
  const most = model.edges.reduce((high, edge) => Math.max(high, edge.sources), 1);
  if (most > 1)
    parts.push(
      slider(
        "Sources that say so",
        filters.sources,
        1,
        most,
        (now, count) => (now.sources = count),
        (count) => `at least ${count}`,
      ),
    );
  if (model.claims.some((claim) => claim.confidence < 100))
    parts.push(
      slider(
        "Confidence",
        filters.confidence,
        0,
        100,
        (now, share) => (now.confidence = share),
        (share) => `at least ${share} %`,
      ),
    );
  if (!parts.length) return null;
  const details = make(
    "details",
    { open: opened.has("ranges") },
    make("summary", { textContent: "Date, sources, confidence" }),
    ...parts,
  );
  details.addEventListener("toggle", () => (details.open ? opened.add("ranges") : opened.delete("ranges")));
  return details;
}

export function draw_rail() {
  const { model, counts } = session;
  const focus = document.activeElement?.closest("#rail") ? focus_key(document.activeElement) : null;
  const { scrollTop } = $("rail");
  const modalities = model.modalities
    .filter((value) => counts.modality.has(value))
    .map((value) =>
      box_for("modality", value, value, stroke(value === "asserted" ? "" : "dashed"), MODALITIES[value]),
    );
  const polarities = ["affirmed", "denied"]
    .filter((value) => counts.polarity.has(value))
    .map((value) => box_for("polarity", value, value, stroke(value === "denied" ? "denied" : "")));
  const pale = make(
    "p",
    { className: "key" },
    stroke("pale"),
    "Pale: told as so, but by a named speaker, under a viewpoint, or of the past",
  );
  $("rail").replaceChildren(
    ...[
      facts_switch(),
      group("modality", modalities, [pale]),
      polarities.length > 1 ? group("polarity", polarities) : null,
      group(
        "cls",
        model.classes.map((cls) => box_for("cls", cls.name, cls.label, glyph(cls))),
      ),
      relations(),
      long_group("speaker"),
      long_group("source"),
      long_group("perspective"),
      ranges(),
      button("Reset", reset, { className: "plain" }),
    ].filter(Boolean),
  );
  $("rail").scrollTop = scrollTop;
  if (focus)
    [...$("rail").querySelectorAll("input, button, summary")]
      .find((each) => focus_key(each) === focus)
      ?.focus();
}

const focus_key = (element) =>
  [
    element.tagName,
    element.name,
    element.value,
    element.getAttribute("aria-label"),
    element.value ? "" : element.textContent,
  ].join(" ");

export const reset = () =>
  change(
    (state) => {
      state.filters = no_filters();
      state.trail = [];
      state.chosen = null;
      state.pins = new Map();
    },
    { filters: true, step: true },
  );

// ---- what is in force ----------------------------------------------------------------------------

export function draw_tokens() {
  const { filters } = session.state;
  const tokens = [];
  const token = (words, edit) =>
    tokens.push(
      make(
        "li",
        {},
        name(words.slice(0, 80)),
        button("×", () => filtered(edit), { "aria-label": `Remove the filter: ${words.slice(0, 80)}` }),
      ),
    );
  for (const node of filters.about)
    token(
      `about ${node.name}`,
      (now) => (now.about = new Set([...now.about].filter((each) => each !== node))),
    );
  if (filters.cell) token(filters.cell.replace("/", ", "), (now) => (now.cell = ""));
  if (filters.words) token(`“${filters.words}”`, (now) => (now.words = ""));
  if (filters.facts) token("facts only", (now) => (now.facts = false));
  for (const key of Object.keys(SAID)) {
    if (!filters[key]) continue;
    const chosen = [...filters[key]];
    const off = session.values[key].length - chosen.length;
    const words = chosen.length === 0 ? "none" : chosen.length <= 2 ? chosen.join(", ") : `${off} hidden`;
    token(`${SAID[key].toLowerCase()}: ${words}`, (now) => (now[key] = null));
  }
  if (filters.from) token(`from ${filters.from}`, (now) => (now.from = ""));
  if (filters.to) token(`until ${filters.to}`, (now) => (now.to = ""));
  if (!filters.undated) token("dated only", (now) => (now.undated = true));
  if (filters.sources > 1) token(`at least ${filters.sources} sources`, (now) => (now.sources = 1));
  if (filters.confidence) token(`confidence at least ${filters.confidence} %`, (now) => (now.confidence = 0));
  if (tokens.length) tokens.push(make("li", { className: "all" }, button("Reset", reset)));
  $("tokens").replaceChildren(...tokens);
  $("tokens").hidden = tokens.length === 0;
}
