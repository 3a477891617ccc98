// Shows the claims of a text before anything is kept. Texts reach the page as text only, never as markup.
"use strict";
const form = document.getElementById("extract");
const text = document.getElementById("text");
const title = document.getElementById("title");
const state = document.getElementById("state");
const found = document.getElementById("found");
const keep = document.getElementById("keep");
const token = document.getElementById("token");
const largest = 900000;

function element(name, words, style) {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.append(...[words].flat());
  return made;
}

function quoted(claim) {
  const letters = Array.from(claim.quote); // offsets count code points
  const quote = element("blockquote", []);
  let at = 0;
  for (const [start, end] of claim.words.slice().sort((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    quote.append(letters.slice(at, start).join(""), element("b", letters.slice(start, end).join("")));
    at = end;
  }
  quote.append(letters.slice(at).join(""));
  return quote;
}

function shown(claim) {
  const edge = element("p", `${claim.subject.name} ${claim.relation.name} ${claim.object.name} `, "edge");
  if (claim.polarity === "negative") edge.append(element("span", "denied", "tag negative"));
  if (claim.modality !== "asserted") edge.append(element("span", claim.modality, "tag"));
  const who = claim.speaker.name === "author" ? [] : [element("p", `says ${claim.speaker.name}`, "source")];
  return element("article", [edge, quoted(claim), ...who], "claim");
}

async function send(path, headers) {
  const body = { text: text.value };
  if (title.value.trim()) body.title = title.value.trim();
  const reply = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const told = await reply.json();
  if (!reply.ok) throw new Error(told.error);
  return told;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  state.textContent = "Reading … the first text takes some seconds more.";
  found.replaceChildren();
  if (keep) keep.disabled = true;
  try {
    const told = await send("/api/extract", {});
    state.textContent = `${told.claims.length} claims about ${told.entities.length} entities.`;
    found.replaceChildren(...told.claims.map(shown));
    if (keep) keep.disabled = false;
  } catch (problem) {
    state.textContent = problem.message;
  }
});

if (keep) {
  keep.addEventListener("click", async () => {
    state.textContent = "Keeping …";
    try {
      const told = await send("/api/documents", { authorization: `Bearer ${token.value}` });
      state.textContent = `Kept as ${told.id}, with ${told.claims} claims. `;
      const link = element("a", "Show it");
      link.href = "/document/" + told.id.split("/").map(encodeURIComponent).join("/");
      state.append(link);
    } catch (problem) {
      state.textContent = problem.message;
    }
  });
}

text.addEventListener("dragover", (event) => event.preventDefault());
text.addEventListener("drop", async (event) => {
  const [file] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  if (file.size > largest) {
    state.textContent = `${file.name} has ${file.size} bytes; the page takes ${largest}.`;
    return;
  }
  text.value = await file.text();
  if (!title.value) title.value = file.name;
});
