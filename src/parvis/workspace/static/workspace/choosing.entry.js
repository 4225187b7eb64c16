// Choosing cases in a list: how many are chosen is said; the page is ticked without asking for it again; what was chosen
// stays chosen while one looks at other pages of the list, at a case, and on the way back (in this tab alone).
// Without this module the link asks for the same page with every box ticked, and the buttons work as they are.

/** by hand: their ids stand in an address, which servers between us cut at 8,192 characters */
const MOST = 150;
let acts, link, all, button;
const boxes = () => [...document.querySelectorAll("input[name=case][form=choose]")];

const place = () => `parvis-chosen:${acts.dataset.acts}`;
const sent = () => `${place()}:sent`;
const kept = () => new Set(JSON.parse(sessionStorage.getItem(place()) ?? "[]"));

/** Keep what is chosen: on this page as its boxes say, on others as it was. */
function keep() {
  const found = kept();
  for (const box of boxes()) found[box.checked ? "add" : "delete"](box.value);
  if (found.size) sessionStorage.setItem(place(), JSON.stringify([...found]));
  else sessionStorage.removeItem(place());
  sessionStorage.removeItem(sent());
}

/** Once something was begun with what was chosen, only the way back finds it chosen still. */
function forget() {
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (sessionStorage.getItem(sent()) && !back) sessionStorage.removeItem(place());
  sessionStorage.removeItem(sent());
}

/** What is chosen on other pages goes with the form. */
function elsewhere() {
  const here = new Set(boxes().map((box) => box.value));
  for (const old of acts.querySelectorAll("[data-elsewhere]")) old.remove();
  for (const id of kept()) {
    if (here.has(id)) continue;
    const one = Object.assign(document.createElement("input"), { type: "hidden", name: "case", value: id.replaceAll("-", "") });
    one.dataset.elsewhere = "";
    acts.append(one);
  }
}

function say(full = false) {
  if (!button?.isConnected) return;
  const found = boxes();
  const here = found.filter((box) => box.checked).length;
  const others = acts.querySelectorAll("[data-elsewhere]").length;
  const chosen = here + others;
  const told = acts.querySelector("[data-one]");
  const { one, several, all: every, others: apart, most } = told.dataset;
  let words = all?.checked ? every : chosen === 1 ? one : chosen ? several.replace("{}", chosen) : "";
  if (others && !all?.checked) words += `, ${apart.replace("{}", others)}`;
  if (full) words += `. ${most.replace("{}", MOST)}`;
  if (told.textContent !== words) told.textContent = words;
  acts.querySelector("[data-clear]").hidden = !others;
  button.textContent = here === found.length ? link.dataset.tickPage : link.textContent;
}

/** Take what was ticked last; what is more than an address holds is not. `ticked`: the boxes that one just ticked. */
function change(ticked) {
  keep();
  let more = kept().size - MOST;
  const full = more > 0;
  for (const box of ticked.reverse()) if (more-- > 0) box.checked = false;
  if (full) keep();
  say(full);
}

/** Begin on the list of the page: it is put in place without this module being loaded anew (kernel/ui/scripts/flow.js). */
function begin() {
  acts = document.querySelector("[data-acts]");
  link = document.querySelector("[data-tick-page]");
  all = document.querySelector("input[name=all][form=choose]");
  if (!acts || !link || link.hidden) return;
  forget();
  const found = kept();
  for (const box of boxes()) box.checked ||= found.has(box.value);
  elsewhere();
  button = document.createElement("button");
  button.type = "button";
  button.className = "pv-linklike";
  button.addEventListener("click", () => {
    const every = boxes();
    const tick = !every.every((box) => box.checked);
    const ticked = tick ? every.filter((box) => !box.checked) : [];
    for (const box of every) box.checked = tick;
    change(ticked);
  });
  link.hidden = true;
  link.before(button);
  acts.querySelector("[data-clear]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    sessionStorage.removeItem(place());
    elsewhere();
    say();
    button.focus();
  });
  acts.addEventListener("submit", () => sessionStorage.setItem(sent(), "1"));
  say();
}

begin();
document.addEventListener("parvis:page", begin);
document.addEventListener("change", (event) => {
  if (!acts || event.target.form !== acts) return;
  if (event.target === all) say();
  else change(event.target.checked ? [event.target] : []);
});
// Come back to as it was: what was begun with the choice is no reason to forget it.
addEventListener("pageshow", (event) => {
  if (event.persisted && acts) sessionStorage.removeItem(sent());
  say();
});
