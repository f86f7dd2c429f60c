// Puts together what a reader wants to say about a page. It goes nowhere by itself, and nothing of it is kept.
(() => {
  "use strict";
  const box = document.querySelector("[data-tell]");
  const asked = new URLSearchParams(location.search);
  // What stands in an address may come from anybody: only names that a page or an id of this book can have are taken.
  const page = /^(?!.*(?:\.\.|\/\/))[a-z0-9][a-z0-9/_.@-]{0,200}$/i.exec(asked.get("page") || "")?.[0] || "";
  const about = /^[a-z0-9][a-z0-9_-]{0,80}$/i.exec(asked.get("about") || "")?.[0] || "";
  let title = "";
  if (!box) return;

  const made = (kind, parent, text = "", values = {}) => {
    const element = Object.assign(document.createElement(kind), values);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const which = made("p", box, page ? "You came from the page " : "You came from no page of this book; say in your own words what it is about.");
  if (page) {
    const root = document.documentElement.dataset.content_root;
    const link = made("a", which, page, { href: `${root}${page}.html` });
    which.append(about ? `, about ${about}.` : ".");
    // The titles of all pages stand in what the search page reads.
    const titles = Object.assign(document.createElement("script"), { src: `${root}search-data.js` });
    titles.addEventListener("load", () => {
      title = window.bookSearch.pages.find((each) => each.at === `${page}.html`)?.title || "";
      if (title) link.textContent = title;
      compose();
    });
    document.head.append(titles);
  }
  made("label", box, "What you want to say", { htmlFor: "tell-words" });
  const words = made("textarea", box, "", { id: "tell-words", rows: 5 });
  made("p", box, "Leave out names and details of patients.", { id: "tell-care", className: "small" });
  words.setAttribute("aria-describedby", "tell-care");
  made("label", box, "What to send", { htmlFor: "tell-text" });
  const text = made("textarea", box, "", { id: "tell-text", rows: 8, readOnly: true });
  const row = made("p", box, "", { className: "row" });
  const copy = made("button", row, "Copy it", { type: "button" });
  const mail = made("a", row, "Open it as an e-mail, without an address");
  const told = made("p", box);
  told.setAttribute("role", "status");

  const subject = `About ${about || page || "the book"}`;
  const compose = () => {
    const named = [title && `Page: ${title}`, page && `Address: ${page}`, about && `About: ${about}`].filter(Boolean);
    text.value = [...named, "", words.value.trim()].join("\n").trim();
    const body = text.value.replace(/\n/g, "\r\n");
    mail.href = `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
    told.textContent = "";
  };
  words.addEventListener("input", compose);
  copy.addEventListener("click", async () => {
    text.select();
    // Where a browser gives no clipboard, the words stand selected, ready for its own copying.
    const done = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
    told.textContent = done ? "Copied." : "Selected: copy it with your keyboard.";
  });
  compose();
  box.hidden = false;
})();
