// A reader's own weights: the table is reckoned and ordered anew. Without this script it stands with equal weights.
(() => {
  "use strict";
  const exact = (value) => Math.round(value * 1e4) / 1e4;
  const mark = (row, part) => row.querySelector(`data[data-priority="${part}"]`);
  const number = (row, part) => Number(mark(row, part).getAttribute("value"));

  const write = (row, part, value, told) => {
    const element = mark(row, part);
    element.setAttribute("value", String(value));
    element.textContent = told;
  };

  // A weighted mean of the parts; with every weight at nought all count the same.
  const sum = (row, weights, end) => {
    const total = weights.reduce((all, [, weight]) => all + weight, 0);
    const part = (weight) => (total ? weight / total : 1 / weights.length);
    return exact(weights.reduce((all, [name, weight]) => all + part(weight) * number(row, name + end), 0));
  };

  const score = (row, weights) => ({
    row, value: sum(row, weights, ""), low: sum(row, weights, "-low"), high: sum(row, weights, "-high"),
  });

  const place = (mine, all) => {
    const count = (test) => all.filter(test).length;
    mine.rank = 1 + count((each) => each.value > mine.value);
    mine.best = 1 + count((each) => each.low > mine.high);
    mine.worst = all.length - count((each) => each.high < mine.low);
  };

  const show = (each) => {
    for (const [part, key] of [["score", "value"], ["score-low", "low"], ["score-high", "high"]]) {
      write(each.row, part, each[key], (100 * each[key]).toFixed(0));
    }
    for (const part of ["rank", "best", "worst"]) write(each.row, part, each[part], String(each[part]));
  };

  const start = (box) => {
    const form = box.querySelector("form[data-weights]");
    const body = box.querySelector("tbody");
    const sliders = [...form.querySelectorAll("input[type=range]")];
    const status = form.querySelector("[role=status]");
    const rows = [...body.rows];
    const reckon = () => {
      const weights = sliders.map((slider) => [slider.name, Number(slider.value)]);
      sliders.forEach((slider) => { form.querySelector(`output[for="${slider.id}"]`).textContent = slider.value; });
      const all = rows.map((row) => score(row, weights));
      all.forEach((each) => place(each, all));
      all.sort((a, b) => a.rank - b.rank);
      all.forEach((each) => { show(each); body.append(each.row); });
      return all[0].row.cells[0].textContent.trim();
    };
    const tell = () => { status.textContent = `The table is in its new order; first: ${reckon()}.`; };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => reckon());
    // Told once when a slider is let go, not at each step of it.
    form.addEventListener("change", tell);
    form.addEventListener("reset", () => setTimeout(tell));
    form.hidden = false;
    reckon();
  };

  document.querySelectorAll("[data-priorities]").forEach(start);
})();
