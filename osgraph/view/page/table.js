// The tab of the claims: a table that holds only the rows in sight, so that it is as quick for 50,000.

import { $, button, download, make, name, plural } from "./dom.js";
import { name_button } from "./evidence.js";
import { choose } from "./graph.js";
import { held, phrase, said_by, title_of } from "./model.js";
import { change, session } from "./session.js";
import { to_csv, to_turtle } from "./writing.js";

const HEADS = {
  subject: "Subject",
  relation: "Relation",
  object: "Object",
  modality: "Held as",
  speaker: "Said by",
  perspective: "Viewpoint",
  date: "Date",
  source: "Source",
};
const KEYS = {
  subject: (claim) => claim.edge.from.name.toLowerCase(),
  relation: (claim) => claim.edge.relation.label,
  object: (claim) => claim.edge.to.name.toLowerCase(),
  modality: (claim) => session.model.modalities.indexOf(claim.modality) - (claim.fact ? 1 : 0),
  speaker: (claim) => said_by(claim).toLowerCase(),
  perspective: (claim) => claim.perspective.toLowerCase(),
  date: (claim) => claim.passage.document.published ?? "",
  source: (claim) => title_of(claim.passage.document).toLowerCase(),
};
const PRINTED = 3000; // rows on paper
const SPARE = 12; // rows above and below those in sight
let rows = [];

export function sorted(claims, sort) {
  if (!sort) return claims;
  const key = KEYS[sort.by];
  const keyed = claims.map((claim) => [key(claim), claim]);
  const way = sort.down ? -1 : 1;
  keyed.sort(([a, one], [b, other]) => way * (a < b ? -1 : a > b ? 1 : 0) || one.number - other.number);
  return keyed.map(([, claim]) => claim);
}

export function draw_table() {
  const { sort } = session.state;
  rows = sorted(session.passing, sort);
  const heads = Object.entries(HEADS).map(([by, words]) => {
    const down = sort?.by === by && sort.down;
    const mark = sort?.by === by ? (down ? " ↓" : " ↑") : "";
    const turn = () => change((state) => (state.sort = { by, down: sort?.by === by && !sort.down }));
    const about = sort?.by === by ? { "aria-sort": down ? "descending" : "ascending" } : {};
    return make("th", { scope: "col", ...about }, button(words + mark, turn));
  });
  $("rows").setAttribute("aria-rowcount", rows.length + 1);
  $("heads").replaceChildren(...heads);
  $("rows").classList.toggle("no-date", !session.model.documents.some((about) => about.published));
  $("rows").classList.toggle("no-viewpoint", session.values.perspective.length < 2);
  $("none").hidden = rows.length > 0;
  $("table-count").textContent = plural(rows.length, "claim");
  draw_rows();
}

const height = () => parseFloat(getComputedStyle($("claims")).getPropertyValue("--row"));

// The rows in sight; for paper all of them, up to a limit.
export function draw_rows(printing = false) {
  const box = $("table-box");
  const high = height();
  const first = printing ? 0 : Math.max(0, Math.floor(box.scrollTop / high) - SPARE);
  const end = printing ? PRINTED : Math.ceil((box.scrollTop + box.clientHeight) / high) + SPARE;
  const last = Math.min(rows.length, end);
  const focus = document.activeElement?.closest("tr")?.dataset.claim;
  const gap = (count) => {
    const row = make("tr", { className: "gap", "aria-hidden": "true" }, make("td", { colSpan: 8 }));
    row.firstChild.style.height = `${count * high}px`;
    return row;
  };
  $("body").replaceChildren(
    ...(first ? [gap(first)] : []),
    ...rows.slice(first, last).map((claim, at) => table_row(claim, first + at)),
    ...(last < rows.length && !printing ? [gap(rows.length - last)] : []),
  );
  if (focus) $("body").querySelector(`[data-claim="${focus}"] button`)?.focus({ preventScroll: true });
}

// The evidence of the row's line, at the row's own claim.
function open_row(claim, pair) {
  choose({ pair });
  $("panel").querySelector(`[data-claim="${claim.number}"]`)?.scrollIntoView({ block: "center" });
}

function table_row(claim, at) {
  const { edge, passage } = claim;
  const { chosen } = session.state;
  const pair = edge.from.id <= edge.to.id ? [edge.from, edge.to] : [edge.to, edge.from];
  const how = held(claim) + (claim.former ? ", former" : "");
  const cells = [
    name_button(edge.from),
    make("span", { className: edge.negative ? "denied" : "", textContent: phrase(edge) }),
    name_button(edge.to),
    make("span", {
      className: claim.fact ? "" : claim.modality === "asserted" ? "quiet" : "dashed",
      textContent: how,
    }),
    name(said_by(claim)),
    name(claim.perspective),
    name(passage.document.published ?? ""),
    button("", (event) => (event.stopPropagation(), open_row(claim, pair)), {
      title: title_of(passage.document),
    }),
  ];
  cells[7].append(name(title_of(passage.document)));
  const row = make(
    "tr",
    { "aria-rowindex": at + 2, onclick: () => open_row(claim, pair) },
    ...cells.map((cell) => make("td", {}, cell)),
  );
  row.dataset.claim = claim.number;
  row.classList.toggle("chosen", chosen?.pair?.[0] === pair[0] && chosen?.pair?.[1] === pair[1]);
  return row;
}

const FORMS = {
  csv: { type: "text/csv;charset=utf-8", write: () => to_csv(rows_now()) },
  ttl: { type: "text/turtle;charset=utf-8", write: () => to_turtle(rows_now(), session.model.bases) },
};
const rows_now = () => sorted(session.passing, session.state.sort);

export function save_claims(form) {
  const { type, write } = FORMS[form];
  download(`claims.${form}`, type, (form === "csv" ? "\ufeff" : "") + write());
  say(`Saved ${plural(session.passing.length, "claim")}`);
}

// Without leave to use the clipboard (a frame in a notebook has none), the text becomes a file.
export async function copy_claims(form) {
  const text = FORMS[form].write();
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${plural(session.passing.length, "claim")}`);
  } catch (problem) {
    if (!(problem instanceof DOMException || problem instanceof TypeError)) throw problem;
    save_claims(form);
  }
}

export function say(words) {
  $("status").textContent = words;
  $("toast").textContent = words;
  $("toast").hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => ($("toast").hidden = true), 2500);
}
