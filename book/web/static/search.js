// Search in the reader's own browser, also from a folder on a disk: the words of the book come with the page.
(() => {
  "use strict";
  const { pages, terms } = window.bookSearch;
  const status = document.getElementById("search-status");
  const list = document.getElementById("search-results");
  const query = (new URLSearchParams(location.search).get("q") || "").trim();

  // One form of a word for the book and the question: small letters, and no plural s.
  const plain = (word) => {
    const small = word.toLowerCase();
    return small.length > 3 && small.endsWith("s") && !small.endsWith("ss") ? small.slice(0, -1) : small;
  };
  const split = (text) => (text.match(/[\p{L}\p{N}]+/gu) || []);

  // Every word of the book: two words are also one where the book writes them so somewhere.
  const known = new Set();
  for (const page of pages) {
    for (const field of ["title", "heads", "text"]) for (const word of split(page[field])) known.add(plain(word));
  }
  const together = (first, second) => (second === undefined ? "" : plain(first.toLowerCase() + second));
  const joined = (first, second) => {
    const word = together(first, second);
    return known.has(word) ? word : "";
  };
  const bookWords = (text) => {
    const words = split(text);
    return words.flatMap((word, n) => [plain(word), joined(word, words[n + 1])].filter(Boolean));
  };
  const askedWords = (text) => {
    const words = split(text);
    const told = [];
    for (let n = 0; n < words.length; n += 1) {
      const one = joined(words[n], words[n + 1]);
      told.push(one || plain(words[n]));
      if (one) n += 1;
    }
    return told;
  };

  // A term of the glossary that only mentions a word of the question goes behind the pages that speak of it.
  const weight = (n, word) => (pages[n].at.includes("#") && !bookWords(pages[n].title).includes(word) ? 0.1 : 1);

  const index = new MiniSearch({
    fields: ["title", "heads", "text"],
    idField: "n",
    tokenize: bookWords,
    processTerm: (word) => word,
    searchOptions: { boost: { title: 4, heads: 2 }, tokenize: (text) => [text], boostDocument: weight },
  });
  index.addAll(pages.map((page, n) => ({ n, ...page })));

  // An acronym of the glossary and what it stands for are asked for as one.
  const written = terms.map((forms) => forms.map(askedWords));
  const meaning = (words, from) => {
    let best = null;
    for (const forms of written) {
      for (const form of forms) {
        const fits = form.length > 0 && form.every((word, n) => words[from + n] === word);
        if (fits && (!best || form.length > best.length)) best = { length: form.length, forms };
      }
    }
    return best;
  };
  const asked = (words) => {
    const parts = [];
    for (let n = 0; n < words.length;) {
      const found = meaning(words, n);
      if (found) {
        const queries = found.forms.map((form) => ({ combineWith: "AND", queries: form }));
        parts.push({ combineWith: "OR", queries });
      } else {
        parts.push(words[n]);
      }
      n += found ? found.length : 1;
    }
    return { combineWith: "AND", queries: parts };
  };

  // What is written as asked goes first; only where there is none, words that begin so, and then words spelt nearly so,
  // also where the book writes two of them as one.
  const search = (text) => {
    const tree = asked(askedWords(text));
    if (!tree.queries.length) return [];
    for (const how of [{}, { prefix: true }]) {
      const found = index.search(tree, how);
      if (found.length) return found;
    }
    const words = split(text);
    const pairs = words.slice(1).map((second, n) => asked([
      ...words.slice(0, n).map(plain), together(words[n], second), ...words.slice(n + 2).map(plain),
    ]));
    return index.search({ combineWith: "OR", queries: [tree, ...pairs] }, { fuzzy: 0.25, prefix: true });
  };

  const element = (name, text, inside) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (inside) inside.append(made);
    return made;
  };
  const snippet = (text, words, inside) => {
    const said = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
    const hits = said.filter((word) => words.has(plain(word[0])));
    const start = Math.max(0, (hits.length ? hits[0].index : 0) - 60);
    const from = start ? text.indexOf(" ", start) + 1 : 0;
    const to = Math.min(text.length, from + 220);
    let at = from;
    if (from) inside.append("… ");
    for (const hit of hits) {
      const end = hit.index + hit[0].length;
      if (hit.index < at || end > to) continue;
      inside.append(text.slice(at, hit.index));
      element("mark", hit[0], inside);
      at = end;
    }
    inside.append(text.slice(at, to) + (to < text.length ? " …" : ""));
  };
  const show = (result) => {
    const page = pages[result.id];
    const item = element("li", "", list);
    const link = element("a", page.title, element("p", "", item));
    link.href = page.at;
    if (page.where) element("p", page.where, item).className = "small";
    snippet(page.text, new Set(result.terms), element("p", "", item));
  };

  document.getElementById("q").value = query;
  if (!query) return;
  const results = search(query);
  const count = results.length === 1 ? "1 place" : `${results.length} places`;
  status.textContent = results.length
    ? `${count} found for “${query}”.`
    : `Nothing found for “${query}”. Try fewer words, or another word for the same thing.`;
  results.forEach(show);
  document.title = `${query} | ${document.title}`;
})();
