// Keys on agents' pages. What each of them does is said once, in kernel/ui/keys.py: the page holds that list as its help
// (dialog[data-keys]), and here is only how. An element says its own key: <a data-key="n">, <input data-key="/">.
// A list says data-key-list, its rows data-key-row.

const typing = (element) => element && (element.isContentEditable
  || (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio)$/.test(element.type)));
/** What answers to the space bar by itself. */
const pressing = (element) => element?.matches?.("button, summary, input, select, [role=button]");
/** The line that one is on; else the one that is shown beside its list. */
const row = () => document.activeElement?.closest("[data-key-row]") ?? document.querySelector("[data-key-row][data-glanced]");

/** Move the selection of the first list on the page by `step` rows. */
function walk(step) {
  const rows = [...document.querySelectorAll("[data-key-list] [data-key-row]")];
  if (!rows.length) return;
  const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(row()) + step))];
  next.querySelector("a[href]")?.focus();
  next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("parvis:walked", { bubbles: true }));
}

/** Ask for a case beside its list, or for that to go (workspace/glance.entry.js); whether there was one. */
function beside(close) {
  const detail = { close, done: false };
  document.dispatchEvent(new CustomEvent("parvis:glance", { detail }));
  return detail.done;
}

/** Take the request that is shown beside the list; where none is, that of the line. */
function take() {
  const there = document.querySelector("[data-glance-of]");
  const button = there ? there.querySelector("[data-take-here]") : row()?.querySelector("[data-take]");
  if (button && shown(button)) button.click();
}

/** Send the form that one is in; else what the page is for (data-main="page"), such as the step of a request. */
function send() {
  const form = document.activeElement?.closest("form");
  (form?.querySelector("[data-main]") ?? document.querySelector('form [data-main="page"]'))?.click();
}

/** What the list of keys names; tests compare the two. */
const ACTS = {
  down: () => walk(1),
  up: () => walk(-1),
  open: () => row()?.querySelector("a[href]")?.click(),
  tick: () => row()?.querySelector("input[type=checkbox]")?.click(),
  take: () => take(),
  glance: () => beside(false),
  leave: () => beside(true),
  send,
  help: () => help(),
};

const STORE = "parvis-keys";
const off = () => localStorage.getItem(STORE) === "off";

/** The switch that turns single keys off for who dictates or has a tremor (WCAG 2.1.4): kept in this browser. */
function say() {
  for (const button of document.querySelectorAll("[data-keys-switch]")) {
    button.hidden = false;
    button.textContent = off() ? button.dataset.off : button.dataset.on;
  }
}

const dialog = () => document.querySelector("dialog[data-keys]");
const shown = (element) => (element.checkVisibility?.() ?? true) && !element.closest("[inert]");
const worded = (element) => element.dataset.keyWords
  ?? (element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent).trim().replace(/\s+/g, " ");

/** The keys of who looks at the page, by the usual ones: another, or "" for none (kernel/ui/keys.py). */
const own = () => JSON.parse(dialog()?.dataset.own || "{}");
/** The usual key for the one that was pressed; null where it means nothing to who pressed it. */
function meant(pressed) {
  const chosen = own();
  return Object.keys(chosen).find((usual) => chosen[usual] === pressed) ?? (pressed in chosen ? null : pressed);
}

/** Hints in sight, and what assistive technology is told, name the keys that one chose. */
function hint() {
  const chosen = own();
  if (!Object.keys(chosen).length) return;
  const { space } = dialog().dataset;
  for (const one of document.querySelectorAll(".pv-keys kbd, .pv-glance__case kbd")) {
    one.dataset.usual ??= one.textContent === space ? " " : one.textContent;
    const now = chosen[one.dataset.usual] ?? one.dataset.usual;
    one.textContent = now === " " ? space : now;
    one.hidden = !now || (one.textContent === "…" && chosen["1"] === "");
  }
  for (const one of document.querySelectorAll("[aria-keyshortcuts]")) {
    one.dataset.usualKey ??= one.getAttribute("aria-keyshortcuts");
    const now = chosen[one.dataset.usualKey] ?? one.dataset.usualKey;
    if (now) one.setAttribute("aria-keyshortcuts", now);
    else one.removeAttribute("aria-keyshortcuts");
  }
}

/** Show what works here: the list of keys as far as it means something, then each element that names a key. */
function help() {
  const place = dialog();
  if (!place || place.open) return;
  for (const one of place.querySelectorAll("[data-does]")) one.hidden = "rests" in one.dataset || !document.querySelector(one.dataset.needs);
  const chosen = own();
  const elements = place.querySelector("[data-keys-own]");
  elements.replaceChildren();
  for (const element of document.querySelectorAll("[data-key]")) {
    const now = chosen[element.dataset.key] ?? element.dataset.key;
    if (!shown(element) || !now) continue;
    const line = document.createElement("div");
    const [key, words] = [document.createElement("dt"), document.createElement("dd")];
    key.append(Object.assign(document.createElement("kbd"), { textContent: now }));
    words.textContent = worded(element);
    line.append(key, words);
    elements.append(line);
  }
  place.showModal();
}

/** Do what the usual key `pressed` does; whether there was something. A key that is held down walks, and nothing else. */
function press(pressed, held = false) {
  const known = [...(dialog()?.querySelectorAll("[data-does]") ?? [])].find((one) => one.dataset.pressed === pressed);
  if (held && !known?.dataset.does.match(/^(down|up)$/)) return false;
  if (known && document.querySelector(known.dataset.needs)) {
    return ACTS[known.dataset.does]() !== false;
  }
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(pressed)}"]`)].find(shown);
  if (!target) return false;
  if (typing(target)) {
    target.closest("details")?.setAttribute("open", "");
    target.focus();
  } else target.click();
  return true;
}

/** Listen once for all pages. Single keys rest while one types, under a dialog, and when they are switched off. */
export function keyboard() {
  say();
  hint();
  document.addEventListener("parvis:page", () => { say(); hint(); });
  document.addEventListener("htmx:afterSettle", hint);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) help();
    if (event.target.closest("[data-keys-close]")) dialog()?.close();
    if (!event.target.closest("[data-keys-switch]")) return;
    if (off()) localStorage.removeItem(STORE);
    else localStorage.setItem(STORE, "off");
    say();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || document.querySelector("dialog[open]:not([data-glance-sheet])")) return;
    if (event.ctrlKey) {
      if (event.key !== "Control" && press(`Ctrl+${event.key}`)) event.preventDefault();
      return;
    }
    if (typing(document.activeElement) || (!event.key.trim() && pressing(document.activeElement))) return;
    // Keys that are no characters are nobody's dictation: they stay when single keys are switched off.
    const usual = event.key.length > 1 ? event.key : off() ? null : meant(event.key);
    if (usual !== null && press(usual, event.repeat)) event.preventDefault();
  });
}
