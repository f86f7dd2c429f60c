// What a term means, beside its link: on pointing, on focus, and at the first tap. Without this each is a plain link.
(() => {
  "use strict";
  const terms = window.bookGlossary || {};
  const notes = new Map();
  let open = null;
  let waiting = 0;
  let tapped = false;

  const nameOf = (link) => decodeURIComponent(link.hash.slice(1));
  const links = [...document.querySelectorAll("main a[href*='glossary.html#term-']")].filter((link) => terms[nameOf(link)]);

  const line = (note, kind, text) => {
    const told = document.createElement(kind);
    told.textContent = text;
    note.append(told);
    return told;
  };

  // One note a term, described by which its links are: a reader of the screen hears it on reaching any of them.
  const noteOf = (link) => {
    const name = nameOf(link);
    if (!notes.has(name)) {
      const note = document.createElement("div");
      note.className = "gloss";
      note.id = `gloss-${name}`;
      note.setAttribute("role", "tooltip");
      note.hidden = true;
      line(note, "strong", terms[name][0]);
      line(note, "span", terms[name][1]);
      note.addEventListener("pointerenter", () => clearTimeout(waiting));
      note.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") later(hide, 300); });
      // Inside the landmark that holds its link.
      link.closest("main").append(note);
      notes.set(name, note);
    }
    return notes.get(name);
  };

  const later = (act, after) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, after);
  };

  const hide = () => {
    clearTimeout(waiting);
    if (!open) return;
    const { note } = open;
    note.hidden = true;
    note.setAttribute("role", "tooltip");
    note.querySelector("a")?.remove();
    open = null;
  };

  // Below the words, or above them where the window ends; never beyond its sides.
  const place = (link, note) => {
    const words = link.getClientRects()[0];
    const side = Math.min(words.left, document.documentElement.clientWidth - note.offsetWidth - 8);
    const below = words.bottom + note.offsetHeight + 4 <= window.innerHeight || words.top < note.offsetHeight + 4;
    note.style.left = `${Math.max(8, side) + window.scrollX}px`;
    note.style.top = `${(below ? words.bottom + 2 : words.top - note.offsetHeight - 2) + window.scrollY}px`;
  };

  const show = (link, byTap) => {
    if (open && open.link === link && open.byTap === byTap) { clearTimeout(waiting); return; }
    hide();
    const note = noteOf(link);
    if (byTap) {
      // A tooltip holds nothing to press, so what holds a link is none.
      note.removeAttribute("role");
      line(note, "a", "Look it up in the glossary").href = link.href;
    }
    note.hidden = false;
    place(link, note);
    open = { link, note, byTap };
  };

  links.forEach((link) => {
    link.classList.add("term");
    link.setAttribute("aria-describedby", noteOf(link).id);
    link.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") later(() => show(link, false), 150); });
    link.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") later(hide, 300); });
    link.addEventListener("pointerdown", (event) => { tapped = event.pointerType === "touch"; });
    link.addEventListener("focus", () => { if (!tapped && link.matches(":focus-visible")) show(link, false); });
    link.addEventListener("blur", () => { if (open && !open.byTap) hide(); });
    link.addEventListener("click", (event) => {
      const first = tapped && !(open && open.byTap && open.link === link);
      tapped = false;
      if (!first) return;
      event.preventDefault();
      show(link, true);
    });
  });

  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.note.contains(event.target) && !open.link.contains(event.target)) hide();
  });
  window.addEventListener("resize", hide);
})();
