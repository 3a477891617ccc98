// The tab of the matrix: who is open, who is closed, and where. A click on a name or a cell is a filter.

import { $, button, glyph, make, name, plural } from "./dom.js";
import { ROWS_SAID, cells } from "./matrix.js";
import { change, session } from "./session.js";

const COLUMNS_SAID = { open: "Open", closed: "Closed", mixed: "Mixed" };
const MOST = 24; // chips of a cell at once
const unfolded = new Set();

function chip({ node, claims }, held) {
  const weight = node.edges.reduce((sum, edge) => sum + edge.claims.filter(session.passes).length, 0);
  const step = Math.min(4, Math.floor(Math.log2(Math.max(1, weight))));
  const told = `${node.name}: ${plural(weight, "claim")}, ${claims.length} of openness${held ? ", none stated as fact" : ""}`;
  const on = session.state.filters.about.has(node);
  return make(
    "button",
    {
      type: "button",
      className: `chip size${step}${held ? " held" : ""}`,
      title: told,
      "aria-pressed": on,
      onclick: () => toggle(node),
    },
    glyph(node.cls),
    name(node.name.length > 60 ? `${node.name.slice(0, 58)}…` : node.name),
    make("small", { textContent: weight }),
  );
}

// One name at a time: its claims alone, and its evidence beside them; once more takes the filter away.
function toggle(node) {
  change(
    (state) => {
      const on = state.filters.about.has(node);
      state.filters.about = new Set(on ? [] : [node]);
      state.filters.cell = "";
      state.chosen = on ? null : { node };
    },
    { filters: true, step: true },
  );
}

export function draw_matrix() {
  const { matrix } = session.model;
  const { filters } = session.state;
  // The matrix stays whole while one of its names or cells is the filter, or nobody could choose another.
  const others = filters.about.size || filters.cell ? () => true : session.passes;
  const found = cells(matrix, others);
  const grid = [make("div", { className: "corner" })];
  for (const column of matrix.columns)
    grid.push(make("h2", { className: `column ${column}`, textContent: COLUMNS_SAID[column] ?? column }));
  matrix.rows.forEach((row, at) => {
    grid.push(make("h2", { className: "row", textContent: ROWS_SAID[row] ?? row }));
    matrix.columns.forEach((column, kind) => grid.push(draw_cell(found[at][kind], row, column)));
  });
  const total = found.flat().reduce((sum, cell) => sum + cell.asserted.length + cell.held.length, 0);
  $("matrix-grid").replaceChildren(...grid);
  $("matrix-said").textContent = total
    ? `${plural(total, "name")} of which the claims say that they are open or closed, by their home`
    : "No claim that passes the filters says of anything that it is open or closed.";
}

function draw_cell(cell, row, column) {
  const key = `${row}/${column}`;
  const on = session.state.filters.cell === key;
  const count = cell.asserted.length + cell.held.length;
  const said = `${ROWS_SAID[row] ?? row}, ${column}`;
  const choose_cell = () =>
    change(
      (state) => {
        state.filters.cell = on ? "" : key;
        state.filters.about = new Set();
      },
      { filters: true, step: true },
    );
  const box = make("section", {
    className: `cell ${column}${on ? " on" : ""}${count ? "" : " bare"}`,
    "aria-label": said,
  });
  if (count)
    box.append(
      button(String(count), choose_cell, {
        className: "count",
        "aria-pressed": on,
        "aria-label": `${said}: ${plural(count, "name")}; show their claims`,
        title: "Show the claims of these",
      }),
    );
  else box.append(make("span", { className: "nobody", textContent: "nobody" }));
  for (const [list, held] of [
    [cell.asserted, false],
    [cell.held, true],
  ]) {
    if (!list.length) continue;
    if (held) box.append(make("p", { className: "how", textContent: "said, but not stated as fact" }));
    const some = unfolded.has(key) ? list : list.slice(0, MOST);
    box.append(make("div", { className: "chips" }, ...some.map((each) => chip(each, held))));
    if (list.length > some.length)
      box.append(
        button(`${list.length - some.length} more`, () => (unfolded.add(key), draw_matrix()), {
          className: "link",
        }),
      );
  }
  return box;
}
