// Walking through the graph by keyboard.

import { choose, focus_on, shown } from "./graph.js";
import { session } from "./session.js";

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

// Arrows go to the neighbour that lies that way; what is near and straight ahead comes first.
export function walk(event) {
  const { nodes, lines } = shown();
  if (event.key === "Enter" && session.state.chosen?.node) {
    event.preventDefault();
    focus_on(session.state.chosen.node);
    return;
  }
  const arrow = ARROWS[event.key];
  if (!arrow || !nodes.length) return;
  event.preventDefault();
  const here = session.state.chosen?.node ?? session.state.chosen?.pair[0];
  if (!here || !nodes.includes(here)) {
    choose({ node: nodes[0] });
    return;
  }
  const around = lines.flatMap(({ a, b }) => (a === here ? [b] : b === here ? [a] : []));
  let best = null;
  for (const node of around) {
    const [dx, dy] = [node.x - here.x, node.y - here.y];
    const length = Math.hypot(dx, dy);
    const ahead = (dx * arrow[0] + dy * arrow[1]) / (length || 1);
    if (ahead > 0.35 && (!best || length / ahead ** 2 < best.cost))
      best = { node, cost: length / ahead ** 2 };
  }
  if (best) choose({ node: best.node });
}
