// Which names are written, and where: the more important first, none over another or over a node.
// Nothing in this file touches the page.

const CELL = 64; // pixels; boxes are looked up in a grid of such squares

export function board() {
  const grid = new Map();
  const squares = function* ({ left, top, right, bottom }) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1)
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield x * 1048576 + y;
  };
  return {
    add(box) {
      for (const square of squares(box)) {
        const own = grid.get(square);
        if (own) own.push(box);
        else grid.set(square, [box]);
      }
    },
    free(box) {
      for (const square of squares(box))
        for (const other of grid.get(square) ?? [])
          if (
            other.owner !== box.owner &&
            box.left < other.right &&
            other.left < box.right &&
            box.top < other.bottom &&
            other.top < box.bottom
          )
            return false;
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

// items: [{id, x, y, r, width, height}], the most important first, in pixels. Every item's disc is kept free.
// Returns a map from id to the middle {x, y} of its label, for those that found room.
export function place_labels(items, taken = board()) {
  const found = new Map();
  for (const { id, x, y, r } of items) taken.add(box_of(id, x, y, 1.5 * r, 1.5 * r));
  for (const { id, x, y, r, width, height } of items) {
    const aside = r + 5 + width / 2;
    const spots = [
      [x, y + r + 2 + height / 2],
      [x, y - r - 2 - height / 2],
      [x + aside, y],
      [x - aside, y],
    ];
    for (const [at, down] of spots) {
      const box = box_of(id, at, down, width + 6, height);
      if (!taken.free(box)) continue;
      taken.add({ ...box, owner: null });
      found.set(id, { x: at, y: down });
      break;
    }
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
