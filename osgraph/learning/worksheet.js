"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const sheet = document.getElementById("sheet");
  const state = document.getElementById("state");
  const save = document.getElementById("save");
  const place = "osgraph-worksheet " + data.ontology + " " + data.sentences.map(s => s.sentence).join("\n");
  let lastField = null;
  let unsaved = false;
  let kept = true;

  // What the person has made of each sentence; found again when the page is opened anew.
  let work = data.sentences.map(s => ({ triples: s.triples.map(t => [...t]), checked: false }));
  try {
    const before = JSON.parse(localStorage.getItem(place) || "null");
    if (Array.isArray(before) && before.length === work.length) work = before;
  } catch { kept = false; }

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const lacking = triple => triple.some(part => !part.trim());
  const several = (n, one) => n + " " + one + (n === 1 ? "" : "s");

  const keep = () => {
    unsaved = work.some(w => w.checked);
    try { localStorage.setItem(place, JSON.stringify(work)); } catch { kept = false; }
    show();
  };
  const show = () => {
    const done = work.filter(w => w.checked).length;
    state.textContent = done + " of " + several(work.length, "sentence") + " checked"
      + (kept ? "" : "; this browser keeps nothing: save before you close the page");
    save.disabled = !done;
  };

  const row = (card, own, triple) => {
    const field = (at, what) => {
      const input = make("input", { type: "text", value: triple[at], placeholder: what, maxLength: 500, spellcheck: false });
      input.setAttribute("aria-label", what);
      input.addEventListener("focus", () => { lastField = input; });
      input.addEventListener("input", () => { triple[at] = input.value; changed(card, own); });
      return input;
    };
    const choice = make("select", { required: true });
    choice.setAttribute("aria-label", "relation");
    choice.append(make("option", { value: "", textContent: "relation" }));
    for (const r of data.relations) {
      const ends = r.domain || r.range ? " (" + (r.domain || "any") + " → " + (r.range || "any") + ")" : "";
      choice.append(make("option", { value: r.name, textContent: r.name + ends }));
    }
    choice.value = triple[1];
    choice.addEventListener("change", () => { triple[1] = choice.value; changed(card, own); });
    const item = make("li", {}, field(0, "subject"), choice, field(2, "object"));
    const remove = make("button", { type: "button", textContent: "×", title: "Remove this triple" });
    remove.setAttribute("aria-label", "Remove this triple");
    remove.addEventListener("click", () => {
      own.triples.splice(own.triples.indexOf(triple), 1);
      item.remove();
      changed(card, own);
    });
    item.append(remove);
    return item;
  };

  // A change takes the tick away: what was checked was another text.
  const changed = (card, own) => {
    own.checked = false;
    card.box.checked = false;
    mark(card, own);
    keep();
  };
  const mark = (card, own) => {
    card.article.classList.toggle("checked", own.checked);
    card.lack.textContent = "";
    for (const item of card.list.children) item.classList.remove("lacking");
  };

  data.sentences.forEach((sentence, number) => {
    const own = work[number];
    const card = { list: make("ul"), lack: make("span", { className: "lack" }) };
    own.triples.forEach(triple => card.list.append(row(card, own, triple)));
    const quote = make("blockquote", { textContent: sentence.sentence, dir: "auto" });
    quote.addEventListener("mouseup", () => {
      const words = String(getSelection()).trim();
      if (words && lastField && card.list.contains(lastField)) {
        lastField.value = words;
        lastField.dispatchEvent(new Event("input"));
      }
    });
    const add = make("button", { type: "button", className: "add", textContent: "+ Add a triple" });
    const append = triple => {
      own.triples.push(triple);
      const item = row(card, own, triple);
      card.list.append(item);
      changed(card, own);
      item.querySelector("input").focus();
    };
    add.addEventListener("click", () => append(["", "", ""]));
    card.box = make("input", { type: "checkbox", checked: own.checked });
    card.box.addEventListener("change", () => {
      const gaps = own.triples.filter(lacking).length;
      own.checked = card.box.checked && !gaps;
      const wanted = card.box.checked;
      card.box.checked = own.checked;
      mark(card, own);
      if (wanted && gaps) {
        card.lack.textContent = several(gaps, "triple") + (gaps === 1 ? " lacks" : " lack") + " a part: fill or remove";
        own.triples.forEach((t, n) => card.list.children[n].classList.toggle("lacking", lacking(t)));
      }
      keep();
    });
    const maybe = make("p", { className: "maybe" });
    for (const guess of sentence.guesses.filter(g => !g.given)) {
      const offer = make("button", { type: "button", title: "Add this triple" },
        guess.triple.join(" – "), " ", make("small", { textContent: Math.round(100 * guess.chance) + " %" }));
      offer.addEventListener("click", () => { offer.remove(); append([...guess.triple]); });
      maybe.append(offer);
    }
    if (maybe.childNodes.length) maybe.prepend("Not given, but thought of: ");
    card.article = make("article", {}, quote,
      make("p", { className: "where", textContent: sentence.document + ", doubt " + sentence.doubt.toFixed(2) }),
      card.list, maybe,
      make("div", { className: "foot" }, add, card.lack, make("label", {}, card.box, "Checked: these are its triples")));
    mark(card, own);
    sheet.append(card.article);
  });

  save.addEventListener("click", () => {
    const lines = data.sentences.flatMap((s, n) => work[n].checked
      ? [JSON.stringify({ sentence: s.sentence, triples: work[n].triples.map(t => t.map(p => p.trim())), checked: true, document: s.document })]
      : []);
    const url = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "application/jsonl" }));
    const link = make("a", { href: url, download: "corrected.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    unsaved = false;
  });
  addEventListener("beforeunload", event => { if (unsaved && !kept) event.preventDefault(); });
  show();
})();
