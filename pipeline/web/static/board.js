// What the board adds where scripts run; every act works without it.

// Jobs: how far each is, asked for every two seconds; when one begins or ends, the whole page is asked for anew.
const jobs = document.querySelector("[data-jobs]");

function show(job) {
  const here = [...jobs.querySelectorAll("[data-job]")].find((each) => each.dataset.job === job.id);
  if (!here || here.dataset.state !== job.state) return false;
  here.querySelector("[data-job-stage]").textContent = job.stage;
  const bar = here.querySelector("progress");
  if (bar && job.total) [bar.max, bar.value] = [job.total, job.done];
  else bar?.removeAttribute("value");
  return true;
}

async function look() {
  try {
    const answer = await fetch(jobs.dataset.jobs, { headers: { accept: "application/json" } });
    const told = (await answer.json()).jobs;
    if (told.length !== jobs.querySelectorAll("[data-job]").length || !told.every(show)) return location.reload();
  } catch {
    // The service is being started again, say: the next look finds it.
  }
  setTimeout(look, 2000);
}

if (jobs) setTimeout(look, 1000);

// Blind coding: a number chooses an item, the next number a second one, Enter saves; only while the point has the focus.
const coding = document.querySelector("[data-board-code]");
if (coding) {
  const form = coding.querySelector("form");
  const firsts = [...form.elements.first];
  const second = form.elements.second;
  for (const each of coding.querySelectorAll(".board-key, .board-keys")) each.hidden = false;
  if (!document.querySelector(".nhsuk-error-summary")) coding.focus();

  const choose = (place) => {
    const chosen = firsts.find((each) => each.checked);
    const wanted = firsts[place];
    if (!wanted) return;
    if (!chosen || chosen === wanted) {
      wanted.checked = chosen !== wanted;
      if (!wanted.checked) second.value = "";
    } else {
      second.value = second.value === wanted.value ? "" : wanted.value;
    }
  };
  coding.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^[0-9]$/.test(event.key) && event.target !== second) {
      choose((Number(event.key) + 9) % 10);
      event.preventDefault();
    } else if (event.key === "Enter" && (event.target === coding || event.target.type === "radio")) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

// Together: while somebody looks at the page and does something, what others ruled on the same is asked for now and then.
const live = document.querySelector("[data-live]");
const EVERY = 15_000;
const LOOKED_AWAY = 30 * 60_000;

function tellOf(lines) {
  const said = lines.join(". ");
  if (live.dataset.said === said) return;
  live.dataset.said = said;
  const again = document.createElement("a");
  again.href = location.href.split("#")[0];
  again.textContent = live.dataset.again;
  live.replaceChildren(`${said}. `, again);
}

function showProgress(told) {
  for (const [name, [words, value, most]] of Object.entries(told)) {
    const bar = document.querySelector(`progress[aria-labelledby="${name}"]`);
    if (!bar) continue;
    document.getElementById(name).textContent = words;
    [bar.max, bar.value] = [most || 1, value];
  }
}

async function askSince() {
  const address = new URL(live.dataset.live, location.href);
  address.searchParams.set("about", live.dataset.about);
  if (live.dataset.on) address.searchParams.set("on", live.dataset.on);
  // Who was signed out is led to another page, which is none of ours.
  const answer = await fetch(address, { headers: { accept: "application/json" }, redirect: "error" });
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.here.length) tellOf(told.here);
  showProgress(told.progress);
  for (const [id, words] of [["others-here", told.others], ["today", told.today]]) {
    const place = document.getElementById(id);
    if (place && place.textContent !== words) place.textContent = words;
  }
}

if (live) {
  let did = Date.now();
  for (const each of ["pointerdown", "keydown", "scroll"]) addEventListener(each, () => (did = Date.now()), { passive: true });
  setInterval(() => {
    if (document.hidden || Date.now() - did > LOOKED_AWAY) return;
    askSince().catch(() => {}); // the service is being started again, say: the next look finds it
  }, EVERY);
}

// Themes: a long list of titles gets a field to search in it.
for (const list of document.querySelectorAll("select.board-search")) {
  if (list.options.length < 10) continue;
  const all = [...list.options];
  const field = document.createElement("input");
  const label = document.createElement("label");
  field.type = "search";
  field.id = `${list.id}-search`;
  field.className = "nhsuk-input board-choice";
  field.autocomplete = "off";
  label.htmlFor = field.id;
  label.className = "nhsuk-label";
  label.textContent = list.dataset.search;
  list.before(label, field);
  field.addEventListener("input", () => {
    const words = field.value.toLocaleLowerCase().split(/\s+/);
    const fits = (each) => !each.value || each.selected || words.every((word) => each.text.toLocaleLowerCase().includes(word));
    list.replaceChildren(...all.filter(fits));
  });
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

// Themes: single keys, only for whoever turned them on in this browser.
const keys = document.getElementById("keys");
if (keys) {
  const chosen = keys.querySelector("input");
  const opens = document.getElementById("keys-open");
  const ticks = () => [...document.querySelectorAll(".board-point input[type=checkbox]")];
  const at = () => ticks().findIndex((each) => each.closest(".board-point").contains(document.activeElement));
  const go = (step) => ticks()[Math.min(Math.max(at() + step, 0), ticks().length - 1)]?.focus();
  const first = (...names) => names.map((name) => document.getElementById(name)).find(Boolean)?.focus();
  const does = {
    j: () => go(1),
    k: () => go(at() < 0 ? 1 : -1),
    x: () => ticks()[at()]?.click(),
    a: () => first("accept-title", "rename-title"),
    m: () => first("merge-into-search", "merge-into"),
    r: () => first("reject-reason"),
    n: () => document.getElementById("next-theme")?.click(),
    "?": () => keys.showModal(),
  };
  try {
    chosen.checked = localStorage.getItem("board-keys") === "on";
  } catch {
    // Nothing is kept in this browser: the keys are off on each page until they are turned on.
  }
  chosen.addEventListener("change", () => {
    try {
      localStorage.setItem("board-keys", chosen.checked ? "on" : "off");
    } catch {
      // They hold for this page alone.
    }
  });
  opens.hidden = false;
  opens.addEventListener("click", () => keys.showModal());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (!chosen.checked || keys.open || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!does[event.key]) return;
    event.preventDefault();
    does[event.key]();
  });
}

// What is typed on a theme and not sent is kept in this tab: who looks at an answer first, rules on a point, or was signed
// out meanwhile finds it where it was. It goes when it was sent and written, and when somebody signs out on the board.
const DRAFT = "board-draft ";
const drafts = [...document.querySelectorAll("form[data-draft]")];
const kept = (key) => JSON.parse(sessionStorage.getItem(key) ?? "{}");
const keep = (key, told) => (Object.keys(told).length ? sessionStorage.setItem(key, JSON.stringify(told)) : sessionStorage.removeItem(key));
const isWritten = (each) => each.id && each.matches("textarea, select, input[type=text], input:not([type])");
const fieldsOf = (form) => [...form.elements].filter(isWritten);

try {
  const sent = kept(`${DRAFT}sent`);
  if (sent.key && document.querySelector(".board-said[role=status]")) {
    keep(sent.key, Object.fromEntries(Object.entries(kept(sent.key)).filter(([id]) => !sent.ids.includes(id))));
    sessionStorage.removeItem(`${DRAFT}sent`);
  }
  for (const form of drafts) {
    const key = `${DRAFT}${form.dataset.draft} ${location.pathname}`;
    const told = kept(key);
    // What the page says already stands: somebody may have ruled since.
    for (const each of fieldsOf(form)) if (!each.value && told[each.id]) each.value = told[each.id];
    const write = () => {
      const now = kept(key);
      for (const each of fieldsOf(form)) {
        if (each.value && (each.matches("select") || each.value !== each.defaultValue)) now[each.id] = each.value;
        else delete now[each.id];
      }
      keep(key, now);
    };
    form.addEventListener("input", write);
    form.addEventListener("submit", () => {
      write();
      keep(`${DRAFT}sent`, { key, ids: fieldsOf(form).map((each) => each.id) });
    });
  }
  document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", () => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
  });
} catch {
  // Nothing is kept in this browser: what was typed is there until the page is left.
}

// Words that are selected in a text go into the field that asks for words to hide.
for (const take of document.querySelectorAll("[data-take-selected]")) {
  const field = document.getElementById(take.dataset.takeSelected);
  const text = document.querySelector(`[data-words-of="${take.dataset.takeSelected}"]`);
  let last = "";
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (text.contains(chosen.anchorNode) && text.contains(chosen.focusNode)) last = chosen.toString().trim();
  });
  take.hidden = false;
  take.addEventListener("click", () => {
    if (last) field.value = [field.value.trim(), last].filter(Boolean).join("\n");
    last = "";
    field.focus();
  });
}
