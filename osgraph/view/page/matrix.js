// Who is open and who is closed, and where: the cells of the matrix from the claims that pass.
// The same rule as osgraph.query.placements, over the claims that are left.

export const ROWS_SAID = { elsewhere: "Elsewhere", unplaced: "Home unknown" };

// Returns cells[row][column] = {asserted: [...], held: [...]}; each holds {node, claims}, most claims first.
export function cells(matrix, passes = () => true) {
  const found = matrix.rows.map(() => matrix.columns.map(() => ({ asserted: [], held: [] })));
  for (const [node, row] of matrix.row) {
    const left = matrix.grounds.get(node).filter(([claim]) => passes(claim));
    const facts = left.filter(([claim]) => claim.fact);
    const because = facts.length ? facts : left;
    const kinds = new Set(because.map(([, kind]) => kind));
    if (!kinds.size) continue;
    const column = kinds.size > 1 ? matrix.columns.indexOf("mixed") : [...kinds][0];
    const cell = found[row][column];
    (facts.length ? cell.asserted : cell.held).push({ node, claims: because.map(([claim]) => claim) });
  }
  const weight = ({ node }) => node.edges.reduce((sum, edge) => sum + edge.claims.length, 0);
  for (const row of found)
    for (const cell of row)
      for (const list of Object.values(cell))
        list.sort((one, other) => weight(other) - weight(one) || one.node.id - other.node.id);
  return found;
}

// The nodes of one cell, over all claims.
export function cell_of(matrix, row, column) {
  const cell = cells(matrix)[matrix.rows.indexOf(row)]?.[matrix.columns.indexOf(column)];
  return new Set(cell ? [...cell.asserted, ...cell.held].map(({ node }) => node) : []);
}

// Where a node stands, {row, column, stated}, or null.
export function place_of(matrix, node) {
  if (!matrix.row.has(node)) return null;
  const own = { ...matrix, row: new Map([[node, matrix.row.get(node)]]) };
  for (const [at, row] of cells(own).entries())
    for (const [kind, cell] of row.entries())
      if (cell.asserted.length + cell.held.length)
        return { row: matrix.rows[at], column: matrix.columns[kind], stated: cell.asserted.length > 0 };
  return null;
}
