// Sorting and searching the table of themes. Without this script the table stands as it is, the largest theme first.
(() => {
  const table = document.getElementById("themes-table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const status = document.getElementById("themes-found");
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.v);
  };
  const compare = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other));
  const sortBy = (column) => {
    const head = heads[column];
    // Figures begin with the largest, words with the first; a second press turns the order round.
    const first = head.classList.contains("n") ? "descending" : "ascending";
    const turned = first === "ascending" ? "descending" : "ascending";
    const way = head.getAttribute("aria-sort") === first ? turned : first;
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", way);
    const sign = way === "ascending" ? 1 : -1;
    const order = rows.map((row, number) => [value(row, column), number, row]);
    order.sort((one, other) => sign * compare(one[0], other[0]) || one[1] - other[1]);
    body.append(...order.map((each) => each[2]));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(column));
    head.append(button);
  });
  let texts;
  const written = (row) => {
    texts = texts || new Map(rows.map((each) => {
      const section = document.getElementById(each.dataset.theme);
      return [each, section ? section.textContent.toLowerCase() : ""];
    }));
    return texts.get(row);
  };
  const find = (wanted) => {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.includes(word));
    let own = 0;
    let shown = 0;
    rows.forEach((row) => {
      const named = has(row.textContent.toLowerCase());
      const there = named || has(written(row));
      row.hidden = !there;
      own += named ? 1 : 0;
      shown += there ? 1 : 0;
    });
    status.textContent = words.length
      ? `${shown} of ${rows.length} themes: ${own} by what stands in the table, ${shown - own} by the texts shown below.`
      : "";
  };
  const box = document.getElementById("themes-find");
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => find(event.target.value));
  // Paper has nothing to press: what is folded is shown, but for the long lists of texts.
  addEventListener("beforeprint", () => {
    document.querySelectorAll(".theme details:not(.said)").forEach((each) => { each.open = true; });
  });
})();
