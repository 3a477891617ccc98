// Small tools for elements. Text reaches the page through textContent alone, never as markup.

import { SHAPES } from "./scene.js";

export const $ = (id) => document.getElementById(id);
export const number = (count) => count.toLocaleString("en");
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
export const narrow = matchMedia("(max-width: 820px)");

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const button = (textContent, onclick, more = {}) =>
  make("button", { type: "button", textContent, onclick, ...more });
export const name = (text) => make("bdi", { textContent: text });

function draw_svg(className, box, path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const glyph = (cls) => draw_svg(`glyph ${cls.colour}`, "-1.3 -1.3 2.6 2.6", SHAPES[cls.shape]);
export const stroke = (kind) => draw_svg(`stroke ${kind}`, "0 0 26 10", "M0 5h26");

export function download(filename, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  make("a", { href: address, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
