// Where the data comes from: it is in the page, or a server holds it. A server gives a part of its store; what is
// near a name comes when somebody looks there.

import { $ } from "./dom.js";
import { fit, focused, restart_graph, reveal } from "./graph.js";
import { long_iri, read_model } from "./model.js";
import { begin, session, tell_all } from "./session.js";

const NAMES_AROUND = 12; // names whose surroundings are loaded; the one that was asked for first goes then
let latest = 0;

export async function data_of(around) {
  const holder = $("data");
  if (holder.type === "application/json") return JSON.parse(holder.textContent);
  const address = new URL(holder.content, location.href);
  for (const iri of around) address.searchParams.append("around", iri);
  return answer_of(address);
}

async function answer_of(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  return answer.json();
}

// How many claims of a node the store has beside those that are here.
export function left_of(node) {
  const all = session.model.store?.claims_of[node.id] ?? 0;
  return Math.max(0, all - node.edges.flatMap((edge) => edge.claims).length);
}

export const is_loaded = (iri) => session.state.around.includes(iri);

// Loads what is near a name; returns whether the page has it now.
export async function load_near(iri) {
  if (is_loaded(iri)) return true;
  const turn = (latest += 1);
  const around = [...session.state.around, iri].slice(-NAMES_AROUND);
  $("canvas").setAttribute("aria-busy", "true");
  try {
    const data = await data_of(around);
    if (turn !== latest) return false; // somebody looked elsewhere meanwhile
    session.state.around = around;
    begin(read_model(data));
    restart_graph();
    tell_all();
    look();
    return true;
  } catch (problem) {
    $("status").textContent = `This could not be loaded: ${problem.message}`;
    return false;
  } finally {
    if (turn === latest) $("canvas").removeAttribute("aria-busy");
  }
}

// What was loaded has places of its own: the eye is led to what it looked at.
function look() {
  const { chosen } = session.state;
  if (focused() || !chosen) fit();
  else reveal(chosen.node ?? chosen.pair[0], true);
}

// A name that somebody focuses on is one to see all around.
export function load_focused() {
  const node = session.state.trail.at(-1);
  if (node && left_of(node) && !is_loaded(node.iri)) load_near(node.iri);
}

// Names of the store that begin with what was typed and are not in the page: [{iri, name, cls, claims}].
export async function search_store(text) {
  const { store, bases } = session.model;
  if (!store) return [];
  const address = new URL(store.search, location.href);
  address.searchParams.set("search", text);
  const { entities } = await answer_of(address);
  const here = new Set(session.model.nodes.map(({ iri }) => long_iri(iri, bases.entity)));
  return entities
    .filter(({ iri, claims }) => claims && !here.has(iri))
    .map((each) => ({ ...each, iri: short_iri(each.iri, bases.entity) }));
}

function short_iri(iri, base) {
  const rest = iri.startsWith(base) ? iri.slice(base.length) : iri;
  return rest.includes(":") ? iri : rest;
}

// Where the server tells all of a thing; "" where it has no page of it.
export function page_of(node) {
  const { store } = session.model;
  return store && !node.iri.includes(":") ? store.pages + encodeURIComponent(node.iri) : "";
}
