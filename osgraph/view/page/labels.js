// Which names are written, and where: the more important first, none over another or over a node.
// Nothing in this file touches the page.

const ALWAYS = 24; // names that may cover the discs of all after them
const CELL = 64; // pixels; boxes are looked up in a grid of such squares

// Boxes that are taken, in a grid; owner is the node that a disc belongs to, null for words. Minor ones are
// discs that words may be written over where there is no other room.
export function board() {
  const grid = new Map();
  const squares = function* ({ left, top, right, bottom }) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1)
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield x * 1048576 + y;
  };
  const blocks = (other, box, over_minor) =>
    other.owner !== box.owner &&
    !(over_minor && other.minor) &&
    box.left < other.right &&
    other.left < box.right &&
    box.top < other.bottom &&
    other.top < box.bottom;
  return {
    add(box) {
      for (const square of squares(box)) {
        const own = grid.get(square);
        if (own) own.push(box);
        else grid.set(square, [box]);
      }
    },
    free(box, over_minor = false) {
      for (const square of squares(box))
        for (const other of grid.get(square) ?? []) if (blocks(other, box, over_minor)) return false;
      return true;
    },
  };
}

const box_of = (owner, x, y, width, height) => ({
  owner,
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

// items: [{id, x, y, r, width, height, lit}], the most important first, in pixels. Discs are kept free, but where
// there is no room the first names are written over the discs of minor nodes: a picture without them says little.
// Returns a map from id to the middle {x, y} of its label, for those that found room.
export function place_labels(items, taken = board()) {
  const found = new Map();
  const major = ({ lit }, rank) => lit || rank < ALWAYS;
  for (const [rank, item] of items.entries())
    taken.add({ ...box_of(item.id, item.x, item.y, 1.5 * item.r, 1.5 * item.r), minor: !major(item, rank) });
  for (const [rank, item] of items.entries()) {
    const { id, x, y, r, width, height } = item;
    const aside = r + 5 + width / 2;
    const spots = [
      [x, y + r + 2 + height / 2],
      [x, y - r - 2 - height / 2],
      [x + aside, y],
      [x - aside, y],
    ];
    const boxes = spots.map(([at, down]) => ({ at, down, box: box_of(id, at, down, width + 6, height) }));
    const spot =
      boxes.find(({ box }) => taken.free(box)) ??
      (major(item, rank) ? boxes.find(({ box }) => taken.free(box, true)) : null);
    if (!spot) continue;
    taken.add({ ...spot.box, owner: null });
    found.set(id, { x: spot.at, y: spot.down });
  }
  return found;
}

// Where on a line its words have room: the middle, or somewhat beside it; null where there is none.
export function place_on_line({ x1, y1, x2, y2 }, width, height, taken) {
  for (const part of [0.5, 0.42, 0.58, 0.34, 0.66]) {
    const [x, y] = [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part];
    const box = box_of(undefined, x, y, width + 4, height);
    if (!taken.free(box)) continue;
    taken.add({ ...box, owner: null });
    return { x, y };
  }
  return null;
}
