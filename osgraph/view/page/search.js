// Names that begin with what was typed, by name and by other names. Nothing in this file touches the page.

const RANKS = [
  (name, text) => name === text,
  (name, text) => name.startsWith(text),
  (name, text) => name.includes(` ${text}`),
  (name, text) => name.includes(text),
];

// Returns [{node, alias}], the best first; alias is the other name that was found, or "".
export function matching(nodes, typed, most = 12) {
  const text = typed.trim().toLowerCase();
  if (!text) return [];
  const found = [];
  for (const node of nodes) {
    node.spoken ??= [node.name, ...node.aliases].map((name) => name.toLowerCase());
    let best = null;
    for (const [at, name] of node.spoken.entries()) {
      const rank = RANKS.findIndex((fits) => fits(name, text));
      if (rank >= 0 && (best === null || rank < best.rank))
        best = { node, rank, alias: at ? node.aliases[at - 1] : "" };
    }
    if (best) found.push(best);
  }
  return found.sort((a, b) => a.rank - b.rank || a.node.id - b.node.id).slice(0, most);
}
