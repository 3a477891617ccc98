// A small invented model for the tests: four names, five claims.

import { read_model } from "../../osgraph/view/page/model.js";

const data = {
  format: 1,
  title: "Sample",
  at_first: 2000,
  options: {},
  bases: {
    entity: "https://w3id.org/osgraph/resource/",
    term: "https://w3id.org/osgraph/ontology#",
    claim: "https://w3id.org/osgraph/claim/",
  },
  modalities: ["asserted", "hedged", "predicted", "normative", "hypothetical"],
  classes: [
    { name: "Company", iri: "Company", label: "Company", colour: "orange", shape: "dot" },
    { name: "Model", iri: "Model", label: "Model", colour: "vermilion", shape: "diamond" },
    { name: "Openness", iri: "Openness", label: "Openness", colour: "ink", shape: "star" },
  ],
  families: ["Making", "Open or closed"],
  relations: [
    { name: "develops", label: "develops", iri: "develops", family: 0 },
    { name: "hasOpenness", label: "has openness", iri: "hasOpenness", family: 1 },
  ],
  documents: [
    {
      id: "memo",
      iri: "https://w3id.org/osgraph/document/memo",
      title: "A memo",
      source: "Ledger",
      published: "2031-03-04",
      text: "🦩 Corvid made Magpie. Magpie may be open.",
    },
    { id: "note", iri: "https://w3id.org/osgraph/document/note" },
  ],
  passages: {
    document: [0, 0, 1],
    start: [2, 22, 0],
    end: [21, 41, 20],
    quote: { 2: "Corvid is not closed." },
  },
  nodes: {
    iri: ["Corvid", "Magpie", "Open", "Closed"],
    name: ["Corvid", "Magpie", "Open", "Closed"],
    label: {},
    cls: [0, 1, 2, 2],
    x: [0, 100, 0, -300],
    y: [0, 0, 200, 0],
    size: [14, 12, 10, 10],
    aliases: { 0: ["The Crow Company"] },
    code: {},
  },
  edges: { from: [0, 1, 0, 0], to: [1, 2, 3, 2], relation: [0, 1, 1, 1], negative: [2] },
  speakers: [{ name: "Ilse Brandt", iri: "Ilse_Brandt" }],
  claims: {
    edge: [0, 1, 2, 3, 3],
    id: ["c0", "c1", "c2", "c3", "c4"],
    passage: [0, 1, 2, 0, 2],
    modality: [0, 1, 0, 0, 0],
    confidence: [90, 55, 100, 80, 70],
    fact: "10010",
    marks: [[0, 6, 12, 18], [], [], [], []],
    speaker: { 4: 0 },
    perspective: { 1: "Rival View" },
    former: {},
    time: {},
    quantity: {},
    benchmark: {},
    cue: { 1: "may", 2: "not" },
    review: {},
  },
  matrix: {
    rows: ["United States", "China", "elsewhere", "unplaced"],
    columns: ["open", "closed", "mixed"],
    row: { 0: 1, 1: 3 },
    column: { 1: 0, 3: 0, 4: 1 },
  },
};

export const sample = () => read_model(structuredClone(data));
export const raw = () => structuredClone(data);
