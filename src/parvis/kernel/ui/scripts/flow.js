// From page to page without loading the desk anew, where a page says so (hx-boost on a link, or on a part of the page).
// The server knows nothing of it: it answers whole pages. Of these the desk (.pv-app) is put in place of the old one;
// title and address follow, the heading gets the focus, what was done is announced. Without scripts, links are links.

const desk = () => document.querySelector(".pv-app");
/** what an answer that came beside a page held of scripts; the row that one left a list by: its id, list and place */
let scripts = [];
let left = null;

/** Begin what the scripts of a page begin, on the new desk. `enliven`: components; each entry hears `parvis:page`. */
function arrive({ enliven, rest }) {
  rest();
  enliven(desk());
  for (const source of scripts) {
    if (document.querySelector(`script[src="${CSS.escape(source)}"]`)) continue;
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src: source }));
  }
  scripts = [];
  document.dispatchEvent(new CustomEvent("parvis:page"));
  place();
}

/** Where one goes on: at the mistakes, in the field that awaits words, on the row that one came from, at the heading. */
function place() {
  const said = [...desk().querySelectorAll(".pv-banner[role=status]")].map((one) => one.textContent.trim());
  const heading = desk().querySelector("h1");
  const row = back();
  const field = desk().querySelector("[data-focus]");
  const mistakes = desk().querySelector(".govuk-error-summary");
  if (!mistakes) {
    if (!row && !field) heading?.setAttribute("tabindex", "-1");
    (field ?? row ?? heading)?.focus({ preventScroll: !row });
  }
  // The heading is read when it gets the focus; everything else has to be told.
  const told = row || field || mistakes ? [heading?.textContent.trim(), ...said] : said;
  document.getElementById("told").textContent = told.filter(Boolean).join(". ");
}

const rows = (list) => [...list.querySelectorAll("[data-key-row]")];

/** The link of the row that one left this list by; of the one in its place, where it is on this list no more. */
function back() {
  const list = desk().querySelector("[data-key-list]");
  if (!list || !left) return null;
  const all = rows(list);
  const { id, path, at } = left;
  left = null;
  const row = all.find((one) => one.id === id) ?? (path === location.pathname ? all[Math.min(at, all.length - 1)] : null);
  return row?.querySelector("a[href]");
}

/** Remember the row that one leaves a list by, to be put back on it. */
function note(event) {
  const row = event.target.closest?.("[data-key-row][id]");
  const list = row?.closest("[data-key-list]");
  if (list && event.target.closest("a[href], [data-take]")) {
    left = { id: row.id, path: location.pathname, at: rows(list).indexOf(row) };
  }
}

/** A field that has the focus may look after itself by the second: it ends with its page. */
function blur() {
  if (desk().contains(document.activeElement)) document.activeElement.blur();
}

/** An answer that is no page of the desk (signed out meanwhile, a file, another site) is opened as without scripts. */
function foreign(event) {
  const { xhr, pathInfo, requestConfig } = event.detail;
  const html = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
  if (html && xhr.responseText.includes('class="pv-app"')) {
    // A form that comes back with its mistakes has no address of its own.
    if (requestConfig.verb === "post" && pathInfo.responsePath === pathInfo.finalRequestPath) event.detail.etc.push = "false";
    scripts = [...xhr.responseText.matchAll(/<script type="module" src="([^"]+)"/g)].map((found) => found[1]);
    return;
  }
  event.preventDefault();
  if (requestConfig.verb === "get" || !html) location.assign(xhr.responseURL || pathInfo.finalRequestPath);
  else {
    document.open();
    document.write(xhr.responseText);
    document.close();
  }
}

/** Enter in a choice does what the button beside it does: <select data-enter="id of the button">. */
function enter(event) {
  const choice = event.key === "Enter" && event.target.closest?.("select[data-enter]");
  if (!choice) return;
  event.preventDefault();
  document.getElementById(choice.dataset.enter)?.click();
}

/** components: `enliven` begins those of a page, `rest` ends what those of the page before left on the window. */
export function flow(components) {
  document.addEventListener("keydown", enter);
  document.addEventListener("click", note, true);
  document.addEventListener("htmx:beforeOnLoad", (event) => { if (event.detail.boosted) foreign(event); });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.boosted) arrive(components); });
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.boosted) blur(); });
  document.addEventListener("htmx:historyCacheMissLoad", blur);
  document.addEventListener("htmx:historyRestore", (event) => {
    scripts = [...(event.detail.serverResponse ?? "").matchAll(/<script type="module" src="([^"]+)"/g)].map((found) => found[1]);
    arrive(components);
  });
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
  // The line is cut, or the answer leads to another site: links go the plain way, a form stays as it is and says so.
  document.addEventListener("htmx:sendError", (event) => {
    const { elt, requestConfig } = event.detail;
    if (requestConfig.verb === "get") location.assign(elt.href ?? requestConfig.path);
    else document.getElementById("cut").hidden = false;
  });
  document.addEventListener("htmx:beforeRequest", () => { document.getElementById("cut").hidden = true; });
}
