// A case beside its list: opened from its row, walked with the list, acted on without leaving it. On a screen it stands
// beside the rows, on a phone it is a sheet over them. What is in it is drawn by the server (cases/views/glance.py);
// without this module, or for who asks for another window, a row's title leads to the page of the case as ever.
const WIDE = matchMedia("(min-width: 60rem)");

/** a row that one went on to while something was being sent for the case that is shown */
let sending = false;
let wanted = null;
/** who goes past a request has not looked at it: it is asked for once the keys rest that long (ms) */
const REST = 150;
let resting = 0;

const panel = () => document.getElementById("glance");
const rows = () => [...document.querySelectorAll("[data-key-list] [data-key-row][id]")];
const link = (row) => row?.querySelector("th a[href]");
const shown = () => document.querySelector("[data-key-row][data-glanced]");
const open = () => Boolean(panel()?.closest("dialog[open], aside:not([hidden])"));

/** Where a case is drawn beside its list: below its own page, with the list in its address as that has it. */
function address(row) {
  const page = new URL(link(row).href);
  return `${page.pathname}apercu/${page.search}`;
}

/** Mark the row whose case is shown: seen in the list, and told to who does not see it. */
function mark(row) {
  for (const one of rows()) {
    one.toggleAttribute("data-glanced", one === row);
    if (one === row) link(one).setAttribute("aria-current", "true");
    else link(one)?.removeAttribute("aria-current");
  }
}

/** Show the case of a row. `inside`: the focus goes into the panel, as it must on a sheet; `after`: unless one goes on
 * within so many milliseconds. */
function glance(row, inside = false, after = 0) {
  const place = panel();
  if (!place || !link(row)) return;
  if (sending) {
    wanted = { row, inside, after };
    return;
  }
  const host = document.querySelector(WIDE.matches ? "aside[data-glance-beside]" : "dialog[data-glance-sheet]");
  if (!host.contains(place)) host.append(place);
  if (host.tagName === "DIALOG") {
    if (!host.open) host.showModal();
  } else host.hidden = false;
  host.closest("[data-inbox]")?.classList.add("pv-inbox--glance");
  mark(row);
  // Nothing of the case before may be done while the next one is on its way.
  place.inert = true;
  place.dataset.focus = inside || !WIDE.matches ? "inside" : "";
  clearTimeout(resting);
  const look = () => {
    if (!place.isConnected || !open()) return;
    // What fails is told by htmx:sendError below; the promise would say it a second time.
    window.htmx.ajax("GET", address(row), { source: place, target: place, swap: "innerHTML" }).catch(() => {});
  };
  if (after) resting = setTimeout(look, after);
  else look();
  row.scrollIntoView({ block: "nearest" });
}

function close() {
  if (!open()) return false;
  const place = panel();
  const row = shown();
  clearTimeout(resting);
  const inside = place.contains(document.activeElement) || document.activeElement === document.body;
  window.htmx.trigger(place, "htmx:abort");
  place.replaceChildren();
  const host = place.parentElement;
  if (host.tagName === "DIALOG") host.close();
  else host.hidden = true;
  host.closest("[data-inbox]")?.classList.remove("pv-inbox--glance");
  mark(null);
  if (inside || host.tagName === "DIALOG") link(row)?.focus({ preventScroll: true });
  return true;
}

/** The case after (before) the one that is shown; at the end of the page the way on has the focus. */
function step(by) {
  const all = rows();
  const at = all.indexOf(shown());
  const next = at < 0 ? undefined : all[at + by];
  if (!next) {
    const end = document.querySelector("[data-glance-end]");
    document.getElementById("told").textContent = end?.dataset[by > 0 ? "last" : "first"] ?? "";
    return;
  }
  glance(next, false, REST);
  if (WIDE.matches) link(next).focus({ preventScroll: true });
}

/** What was sent has its answer: where one went on to meanwhile is shown now. */
function sent(event) {
  if (event.detail.target !== panel() || event.detail.requestConfig.verb !== "post") return;
  sending = false;
  if (wanted) glance(wanted.row.isConnected ? wanted.row : document.getElementById(wanted.row.id), wanted.inside, wanted.after);
  wanted = null;
}

/** Once drawn: usable again, the focus where one goes on, the row of the list drawn anew if the case is another now. */
function drawn(event) {
  const place = panel();
  const found = place.querySelector("[data-glance-of]");
  if (!found) return;
  const acted = event.detail.requestConfig.verb === "post";
  const detail = { id: found.dataset.glanceOf, version: found.dataset.version, acted };
  document.dispatchEvent(new CustomEvent("parvis:seen", { detail }));
  const said = place.querySelector(".pv-glance__told").textContent.trim().replace(/\s+/g, " ");
  if (acted) document.getElementById("told").textContent = said;
  place.inert = false;
  if (!open()) {  // closed before the answer came
    place.replaceChildren();
    return;
  }
  place.parentElement.scrollTop = 0;
  const look = place.querySelector("[data-glance-focus]");
  const title = place.querySelector("#glance-title");
  const lost = !document.activeElement || document.activeElement === document.body;
  if (look) look.focus({ preventScroll: true });
  else if (place.dataset.focus === "inside" || (lost && !WIDE.matches)) title.focus({ preventScroll: true });
  else if (lost || place.contains(document.activeElement)) link(shown())?.focus({ preventScroll: true });
  place.dataset.focus = "";
  look?.scrollIntoView({ block: "nearest" });
}

/** Say in the panel that there is nothing to show, and why: the list stays. */
function fail(words) {
  const place = panel();
  place.inert = false;
  place.replaceChildren(Object.assign(document.createElement("p"), { className: "pv-glance__failed", textContent: words }));
  document.getElementById("told").textContent = words;
}

/** An answer that is no case beside a list: gone, or signed out meanwhile. */
function foreign(event) {
  const { xhr, pathInfo, requestConfig } = event.detail;
  if (xhr.responseText.includes("data-glance-of")) return;
  event.preventDefault();
  if (requestConfig.verb === "get" && xhr.status >= 400) fail(panel().dataset.gone);
  else if (requestConfig.verb === "get") location.assign(link(shown())?.href ?? pathInfo.finalRequestPath);
  else {
    document.open();
    document.write(xhr.responseText);
    document.close();
  }
}

document.addEventListener("click", (event) => {
  const at = event.target;
  const row = at.closest?.("[data-key-row][id]");
  if (at.closest?.("[data-glance]")) glance(row, true);
  else if (at.closest?.("[data-glance-close]")) close();
  else if (at.closest?.("[data-glance-step]")) step(Number(at.closest("[data-glance-step]").dataset.glanceStep));
  else if (open() && WIDE.matches && event.isTrusted && row && at.closest("a") === link(row) && plain(event)) {
    // Beside a list that is being read, a title shows its case there; "o" and "open the request" lead to its page.
    event.preventDefault();
    event.stopPropagation();
    glance(row);
  }
}, true);

/** Not asked for in another window or tab. */
function plain(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("parvis:glance", (event) => { if (panel()) event.detail.done = event.detail.close ? close() : begin(); });

/** From the keyboard: the row that one is on. */
function begin() {
  const row = document.activeElement?.closest("[data-key-row][id]");
  if (row) glance(row);
  return Boolean(row);
}

// Walking the list with j and k walks the cases beside it.
document.addEventListener("parvis:walked", (event) => { if (open() && event.target !== shown()) glance(event.target, false, REST); });
document.addEventListener("htmx:beforeOnLoad", (event) => { if (panel() && event.detail.target === panel()) foreign(event); });
document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === panel()) drawn(event); });
document.addEventListener("htmx:beforeRequest", (event) => { sending ||= event.detail.target === panel() && event.detail.requestConfig.verb === "post"; });
document.addEventListener("htmx:afterRequest", sent);
// The line is cut while one walks: the list stays as well (flow.js would open the page of the case).
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.target !== panel() || event.detail.requestConfig.verb !== "get") return;
  event.stopPropagation();
  fail(panel().dataset.cut);
}, true);
// On a sheet, Escape is the browser's.
document.addEventListener("close", (event) => { if (event.target.matches?.("[data-glance-sheet]")) { mark(null); panel().replaceChildren(); } }, true);
WIDE.addEventListener("change", () => { close(); });
