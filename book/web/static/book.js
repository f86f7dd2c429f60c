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

  // A table that fits is no stop for the Tab key.
  const scrollers = document.querySelectorAll(".scroll");
  const fit = () => scrollers.forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  });
  fit();
  window.addEventListener("resize", fit);

  // A point that a link leads to is shown even inside closed details.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target && target.closest("details:not([open])");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  reveal();
  window.addEventListener("hashchange", reveal);
})();
