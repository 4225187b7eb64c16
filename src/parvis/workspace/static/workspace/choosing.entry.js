// Choosing cases in a list: how many are chosen is said; the page is ticked without asking for it again.
// Without this module the link asks for the same page with every box ticked, and the buttons work as they are.
let acts, link, all, button;
const boxes = () => [...document.querySelectorAll("input[name=case][form=choose]")];

function say() {
  if (!button?.isConnected) return;
  const found = boxes();
  const chosen = found.filter((box) => box.checked).length;
  const place = acts.querySelector("[data-one]");
  const { one, several, all: every } = place.dataset;
  const words = all?.checked ? every : chosen === 1 ? one : chosen ? several.replace("{}", chosen) : "";
  if (place.textContent !== words) place.textContent = words;
  button.textContent = chosen === found.length ? link.dataset.tickPage : link.textContent;
}

/** Begin on the list of the page: it is put in place without this module being loaded anew (kernel/ui/scripts/flow.js). */
function begin() {
  acts = document.querySelector("[data-acts]");
  link = document.querySelector("[data-tick-page]");
  all = document.querySelector("input[name=all][form=choose]");
  if (!acts || !link || link.hidden) return;
  button = document.createElement("button");
  button.type = "button";
  button.className = "pv-linklike";
  button.addEventListener("click", () => {
    const found = boxes();
    const tick = !found.every((box) => box.checked);
    for (const box of found) box.checked = tick;
    say();
  });
  link.hidden = true;
  link.before(button);
  say();
}

begin();
document.addEventListener("parvis:page", begin);
document.addEventListener("change", (event) => { if (acts && event.target.form === acts) say(); });
addEventListener("pageshow", say);
