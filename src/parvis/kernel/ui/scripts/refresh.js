// Pieces of a page that are asked for again while somebody looks at it: <div id data-refresh="/address/">.
// Only while the page is visible and was touched in the last minutes: nobody's session lives on because a page was left
// open. Without this module the page is right all the same, as it was when it was drawn.
const EVERY = 25_000;
const TOUCHED_FOR = 5 * 60_000;

export function refresh() {
  let touched = Date.now();
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(() => {
    if (document.hidden || Date.now() - touched > TOUCHED_FOR) return;
    for (const piece of document.querySelectorAll("[data-refresh]")) ask(piece);
  }, EVERY);
}

async function ask(piece) {
  try {
    const answer = await fetch(piece.dataset.refresh, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (!answer.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(piece.id);
    // Only what is news is put in place, so that a screen reader says nothing twice.
    if (drawn && drawn.innerHTML.trim() !== piece.innerHTML.trim()) piece.replaceChildren(...drawn.childNodes);
  } catch {
    // The network is gone for a while: the next turn asks again.
  }
}
