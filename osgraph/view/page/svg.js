// The picture as SVG. Nothing in this file touches the page.

import { FONT, SHAPES } from "./scene.js";

const escape = (text) =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const round = (number) => Math.round(number * 10) / 10;

export const dashes = (width) => [4 + width * 2, 3 + width];

export function head_of({ x, y, dx, dy, size }) {
  const [bx, by] = [x - dx * size * 1.2, y - dy * size * 1.2];
  const wing = size * 0.5;
  return [
    [x, y],
    [bx - dy * wing, by + dx * wing],
    [bx + dy * wing, by - dx * wing],
  ];
}

export function to_svg(picture, { width, height, paper, title }) {
  const line = (s) => {
    const look = `stroke="${s.colour}" stroke-width="${round(s.width)}" stroke-opacity="${s.alpha}"`;
    const dash = s.dashed ? ` stroke-dasharray="${dashes(s.width).map(round).join(" ")}"` : "";
    return s.loop
      ? `<circle cx="${round(s.x1)}" cy="${round(s.y1)}" r="${round(s.r)}" fill="none" ${look}${dash}/>`
      : `<path d="M${round(s.x1)} ${round(s.y1)}L${round(s.x2)} ${round(s.y2)}" ${look}${dash}/>`;
  };
  const head = (h) =>
    `<path d="M${head_of(h)
      .map((point) => point.map(round).join(" "))
      .join("L")}z" fill="${h.colour}" fill-opacity="${h.alpha}"/>`;
  const disc = (d) =>
    `<g opacity="${d.alpha}"><path transform="translate(${round(d.x)} ${round(d.y)}) scale(${round(d.r)})" d="${SHAPES[d.shape]}" ` +
    `fill="${d.fill}" stroke="${d.border}" stroke-width="${round((d.ring ? 2.5 : 1.5) / d.r) || 0.1}"/>` +
    (d.code && d.r > 8
      ? words({ ...d, text: d.code, size: d.r * 0.85, bold: true, colour: "#fff" }, "")
      : "") +
    "</g>";
  const words = (t, halo) =>
    `<text x="${round(t.x)}" y="${round(t.y + t.size * 0.35)}" font-size="${round(t.size)}" text-anchor="middle" fill="${t.colour}" ` +
    `opacity="${t.alpha}"${t.bold ? ' font-weight="600"' : ""}${halo && ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`}>${escape(t.text)}</text>`;
  const count = (c) =>
    `<circle cx="${round(c.x)}" cy="${round(c.y)}" r="7" fill="${c.paper}" stroke="${c.colour}"/>` +
    words({ ...c, size: 9.5, bold: true }, "");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family='${FONT}'>`,
    `<title>${escape(title)}</title>`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    ...picture.strokes.map(line),
    ...picture.heads.map(head),
    ...picture.counts.map(count),
    ...picture.discs.map(disc),
    ...picture.texts.map((text) => words(text, paper)),
    "</svg>",
    "",
  ].join("\n");
}
