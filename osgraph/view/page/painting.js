// The picture on a canvas. Strokes of one look go in one path, in pieces that the browser draws quickly.

import { dashes, head_of } from "./svg.js";
import { FONT, SHAPES } from "./scene.js";

const PIECE = 200; // strokes a path: longer paths take the browser longer than their parts
const TAU = 2 * Math.PI;
const paths = new Map();

function path_of(shape) {
  if (!paths.has(shape)) paths.set(shape, new Path2D(SHAPES[shape]));
  return paths.get(shape);
}

export function paint(context, picture) {
  context.lineCap = "butt";
  context.lineJoin = "round";
  for (const [look, strokes] of grouped(
    picture.strokes,
    (s) => `${s.colour} ${s.alpha} ${Math.round(s.width * 4)} ${s.dashed}`,
  )) {
    const [first] = strokes;
    context.strokeStyle = first.colour;
    context.globalAlpha = first.alpha;
    context.lineWidth = first.width;
    context.setLineDash(first.dashed ? dashes(first.width) : []);
    in_pieces(
      strokes,
      (stroke) => {
        if (stroke.loop) {
          context.moveTo(stroke.x1 + stroke.r, stroke.y1);
          context.arc(stroke.x1, stroke.y1, stroke.r, 0, TAU);
          return;
        }
        context.moveTo(stroke.x1, stroke.y1);
        context.lineTo(stroke.x2, stroke.y2);
      },
      context,
      "stroke",
    );
  }
  context.setLineDash([]);
  for (const [, heads] of grouped(picture.heads, (h) => `${h.colour} ${h.alpha}`)) {
    context.fillStyle = heads[0].colour;
    context.globalAlpha = heads[0].alpha;
    in_pieces(
      heads,
      (head) => {
        const [tip, left, right] = head_of(head);
        context.moveTo(...tip);
        context.lineTo(...left);
        context.lineTo(...right);
      },
      context,
      "fill",
    );
  }
  for (const count of picture.counts) paint_count(context, count);
  for (const disc of picture.discs) paint_disc(context, disc);
  context.lineJoin = "round";
  for (const text of picture.texts) write(context, text, picture.paper);
  context.globalAlpha = 1;
}

function grouped(things, look) {
  const found = new Map();
  for (const thing of things) {
    const key = look(thing);
    const own = found.get(key);
    if (own) own.push(thing);
    else found.set(key, [thing]);
  }
  return found;
}

function in_pieces(things, trace, context, ending) {
  for (let at = 0; at < things.length; at += PIECE) {
    context.beginPath();
    for (let n = at; n < Math.min(things.length, at + PIECE); n += 1) trace(things[n]);
    context[ending]();
  }
}

function paint_disc(context, disc) {
  context.globalAlpha = disc.alpha;
  context.save();
  context.translate(disc.x, disc.y);
  context.scale(disc.r, disc.r);
  context.fillStyle = disc.fill;
  context.fill(path_of(disc.shape));
  if (disc.r > 4 || disc.ring) {
    context.lineWidth = (disc.ring ? 2.5 : 1.5) / disc.r;
    context.strokeStyle = disc.border;
    context.stroke(path_of(disc.shape));
  }
  context.restore();
  if (disc.code && disc.r > 8)
    write(context, { ...disc, text: disc.code, size: disc.r * 0.85, bold: true, colour: "#fff" }, null);
}

function paint_count(context, count) {
  context.globalAlpha = count.alpha;
  context.beginPath();
  context.arc(count.x, count.y, 7, 0, TAU);
  context.fillStyle = count.paper;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = count.colour;
  context.stroke();
  write(context, { ...count, size: 9.5, bold: true }, null);
}

function write(context, text, halo) {
  context.globalAlpha = text.alpha;
  context.font = `${text.bold ? 600 : 400} ${text.size}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (halo && text.alpha > 0.5) {
    context.lineWidth = 3.5;
    context.strokeStyle = halo;
    context.strokeText(text.text, text.x, text.y);
  }
  context.fillStyle = text.colour;
  context.fillText(text.text, text.x, text.y);
}
