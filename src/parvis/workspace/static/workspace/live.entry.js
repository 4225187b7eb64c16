// A list while somebody looks at it: what came in is announced, rows that changed are drawn anew; nothing jumps.
// Asked only while the page is visible and was touched in the last minutes, so that no session lives on by itself.
const EVERY = 20_000;
const TOUCHED_FOR = 5 * 60_000;

let touched = Date.now();

/** Put rows in the place of those of the same case; the one that has the focus keeps it. */
function redraw(rows) {
  for (const row of rows) {
    const old = document.getElementById(row.id);
    if (!old) continue;
    const focused = old.contains(document.activeElement);
    const [tick, ticked] = [row, old].map((one) => one.querySelector("input[name=case]"));
    if (tick && ticked) tick.checked = ticked.checked;
    row.classList.add("pv-table__changed");
    if (old.hasAttribute("data-glanced")) {
      row.toggleAttribute("data-glanced", true);
      row.querySelector("th a[href]")?.setAttribute("aria-current", "true");
    }
    old.replaceWith(row);
    window.htmx?.process(row);
    if (focused) row.querySelector("a[href]")?.focus({ preventScroll: true });
  }
}

/** A case was seen beside the list, in that version: its row is drawn anew at once if it shows another, or was acted on. */
function seen(event) {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const { id, version, acted } = event.detail;
  const ident = id.replaceAll("-", "");
  const row = new RegExp(`${ident}\\.[0-9]+u?`).exec(place.dataset.seen)?.[0];
  if (!row || (!acted && row === `${ident}.${version}`)) return;
  place.dataset.seen = place.dataset.seen.replace(row, `${ident}.0`);
  touched = Date.now();
  ask();
}

async function ask() {
  // Pages change without this module being loaded anew: the list is looked for at each turn.
  const place = document.querySelector("[data-live]");
  if (!place || document.hidden || Date.now() - touched > TOUCHED_FOR) return;
  try {
    const address = `${place.dataset.live}&told=${place.dataset.told}&seen=${encodeURIComponent(place.dataset.seen)}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.status !== 200) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = drawn.getElementById("news");
    if (!news || !place.isConnected) return;
    redraw([...drawn.querySelectorAll("tr[id]")]);
    // Only what is news is put in place, so that a screen reader says nothing twice.
    if (news.dataset.told !== place.dataset.told) place.replaceChildren(...news.childNodes);
    place.dataset.told = news.dataset.told;
    place.dataset.seen = news.dataset.seen;
  } catch {
    // The network is gone for a while: the next turn asks again.
  }
}

for (const sign of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });
}
document.addEventListener("parvis:seen", seen);
setInterval(ask, EVERY);
