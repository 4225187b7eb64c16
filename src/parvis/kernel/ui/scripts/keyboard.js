// Keys on agents' pages. An element says its own key: <a data-key="n">, <input data-key="/">, so the page shows what works.
// A list says data-key-list: j and k walk its rows ([data-key-row]), o or Enter opens the row's first link, x ticks its box.

const typing = (element) => element && (element.isContentEditable
  || (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && element.type !== "checkbox"));

/** Move the selection of the first list on the page by `step` rows. */
function walk(step) {
  const rows = [...document.querySelectorAll("[data-key-list] [data-key-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  const link = next.querySelector("a[href]");
  link?.focus();
  next.scrollIntoView({ block: "nearest" });
}

const STORE = "parvis-keys";
const off = () => localStorage.getItem(STORE) === "off";

/** The switch that turns single keys off for who dictates or has a tremor (WCAG 2.1.4): kept in this browser. */
function switches() {
  for (const button of document.querySelectorAll("[data-keys-switch]")) {
    const say = () => (button.textContent = off() ? button.dataset.off : button.dataset.on);
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      if (off()) localStorage.removeItem(STORE);
      else localStorage.setItem(STORE, "off");
      say();
    });
  }
}

/** Listen once for the whole page. Nothing fires while one types, with Ctrl, Alt or Meta held, or when switched off. */
export function keyboard() {
  switches();
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.altKey || event.metaKey || typing(document.activeElement)) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      walk(event.key === "j" ? 1 : -1);
      return;
    }
    if (event.key === "o") {
      document.activeElement?.closest("[data-key-row]")?.querySelector("a[href]")?.click();
      return;
    }
    if (event.key === "x") {
      document.activeElement?.closest("[data-key-row]")?.querySelector("input[type=checkbox]")?.click();
      return;
    }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (typing(target)) target.focus();
    else target.click();
  });
}
