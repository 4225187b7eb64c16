// Pieces of a page that are asked for again while somebody looks at it: <div id data-refresh="/address/">.
// Only while the page is visible and was touched in the last minutes: nobody's session lives on because a page was left
// open. data-refresh-every="2": seconds, where a job goes on and somebody waits for it. Without this module the page is
// right all the same, as it was when it was drawn.
const EVERY = 25;
const TOUCHED_FOR = 5 * 60_000;

export function refresh() {
  let touched = Date.now();
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  let second = 0;
  setInterval(() => {
    second += 1;
    if (document.hidden || Date.now() - touched > TOUCHED_FOR) return;
    for (const piece of document.querySelectorAll("[data-refresh]")) {
      if (second % (Number(piece.dataset.refreshEvery) || EVERY) === 0) ask(piece);
    }
  }, 1000);
}

/** What a piece says, without the tokens of its forms, which are others each time. */
const said = (piece) => piece.innerHTML.trim().replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");

/** How what has the focus within a piece is found again once it was drawn anew; nothing where it is elsewhere. */
function focused(piece) {
  const one = document.activeElement;
  if (!piece.contains(one)) return null;
  if (one.id) return `#${CSS.escape(one.id)}`;
  const name = one.matches("button[value], a[href]") && (one.matches("a") ? "href" : "value");
  return name ? `${one.localName}[${name}="${CSS.escape(one.getAttribute(name))}"]` : null;
}

async function ask(piece) {
  try {
    const answer = await fetch(piece.dataset.refresh, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (!answer.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(piece.id);
    // Only what is news is put in place, so that a screen reader says nothing twice.
    if (!drawn) return;
    // A piece whose job has ended asks for nothing more; one that says what it has seen says it anew.
    if (!drawn.dataset.refresh) delete piece.dataset.refresh;
    else piece.dataset.refresh = drawn.dataset.refresh;
    if (said(drawn) === said(piece)) return;
    const held = focused(piece);
    piece.replaceChildren(...drawn.childNodes);
    if (held) piece.querySelector(held)?.focus({ preventScroll: true });
  } catch {
    // The network is gone for a while: the next turn asks again.
  }
}
