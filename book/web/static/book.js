// Small comforts only: everything on the pages can be read and reached without this script.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // On a wide window the contents stand open at the side; browsers that cannot do this by style alone get it here.
  const contents = document.querySelector("details.contents");
  const wide = window.matchMedia("(min-width: 60rem)");
  const open = () => { contents.open = wide.matches; };
  if (contents) {
    open();
    wide.addEventListener("change", open);
  }

  // A table that fits is no stop for the Tab key; one in a closed fold is measured when the fold opens.
  const fit = ({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver((all) => all.forEach(fit));
  document.querySelectorAll(".scroll").forEach((box) => sizes.observe(box));

  // Rows that are laid out as cards stay rows to a screen reader, also in browsers that go by the layout.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  document.querySelectorAll("table.stack, table.stack *").forEach((part) => {
    const role = roles[part.tagName] || (part.tagName === "TH" && (part.closest("thead") ? "columnheader" : "rowheader"));
    if (role) part.setAttribute("role", role);
  });

  // What is folded away on a screen is open on paper, and folded again after it.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    folded.forEach((each) => { each.open = true; });
  });
  window.addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));

  // What follows the # may have been cut or mistyped on its way, and then names no place.
  const placeNamed = (written) => {
    try { return decodeURIComponent(written); } catch { return written; }
  };

  // A point that a link leads to is shown even inside closed details.
  const reveal = () => {
    const target = location.hash && document.getElementById(placeNamed(location.hash.slice(1)));
    const closed = target && target.closest("details:not([open])");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  reveal();
  window.addEventListener("hashchange", reveal);

  // The cards of the roadmap can be narrowed down; without this the form stays hidden and every card stands.
  document.querySelectorAll(".board form").forEach((form) => {
    const cards = [...form.closest(".board").querySelectorAll(".card")];
    const selects = [...form.querySelectorAll("select")];
    const narrow = () => {
      const chosen = selects.filter((select) => select.value);
      cards.forEach((card) => {
        const facets = JSON.parse(card.dataset.facets);
        card.hidden = !chosen.every((select) => facets[select.name].includes(select.value));
      });
      const left = cards.filter((card) => !card.hidden).length;
      form.querySelector("[role=status]").textContent = `${left} of ${cards.length} roadmap items shown`;
    };
    form.addEventListener("change", narrow);
    // The lists are empty again only after the event.
    form.addEventListener("reset", () => setTimeout(narrow));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    narrow();
  });
})();
