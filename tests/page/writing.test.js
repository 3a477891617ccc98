import assert from "node:assert/strict";
import { test } from "node:test";
import { to_csv, to_turtle } from "../../osgraph/view/page/writing.js";
import { sample } from "./sample.js";

test("CSV keeps quotes and line ends, and starts no formula", () => {
  const { claims } = sample();
  claims[0].edge.from.name = '=1+1,"x"\n';
  const [head, ...rows] = to_csv(claims.slice(0, 1)).split("\r\n");
  assert.equal(head.split(",")[0], "subject");
  assert.ok(rows[0].startsWith(`"'=1+1,""x""\n",develops,Magpie,positive,asserted,true,author`));
});

test("Turtle states facts plainly and everything as claims", () => {
  const { claims, bases } = sample();
  const text = to_turtle(claims, bases);
  const plain = text.split("\n").filter((line) => /^<\S+> <\S+> <\S+> \.$/.test(line));
  assert.equal(plain.length, 2);
  assert.equal(text.match(/a osg:Claim/g).length, 5);
  assert.match(text, /osg:polarity osg:Negative/);
});

test("no text leaves its literal, no IRI its brackets", () => {
  const { claims, bases } = sample();
  claims[2].passage.words = 'a" .\n<x> <y> "\\\u0000\ud800';
  claims[2].edge.to.iri = "x:> <y> <z> . <";
  const text = to_turtle([claims[2]], bases);
  assert.ok(text.includes('oa:exact "a\\" .\\u000a<x> <y> \\"\\\\\\u0000\ufffd"@en'));
  assert.ok(text.includes("<x:\\u003e\\u0020\\u003cy\\u003e\\u0020\\u003cz\\u003e\\u0020.\\u0020\\u003c>"));
});
