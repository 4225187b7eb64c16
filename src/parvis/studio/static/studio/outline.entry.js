// The outline by pointer: pages, sections, blocks and questions are taken by their grip and put elsewhere. What the
// buttons beside it do by keyboard, this does through the same form; the server says what may stand where.
let held = null;

/** Where what is held may stand: the list, and the element before which it would, of what lies under the pointer. */
function place(x, y) {
  const under = document.elementFromPoint(x, y);
  if (!under) return null;
  if (held.kind === "page") return among(under, "[data-drag=page]", "", y);
  if (held.kind === "section") {
    const found = among(under, "[data-drag=section]", null, y);
    return found && { ...found, into: found.list.id.slice(2) };
  }
  const list = under.closest("[data-into]") ?? under.closest("[data-drag=section]")?.querySelector("[data-into]");
  if (!list || held.element.contains(list) || (held.kind === "block" && list.dataset.holds === "block")) return null;
  const rows = [...list.children].filter((one) => one.matches("[data-drag]"));
  const before = rows.find((one) => y < middle(one)) ?? null;
  return { list, before, into: list.dataset.into };
}

/** Beside another one of its kind. */
function among(under, kind, into, y) {
  const other = under.closest(kind);
  if (!other) return null;
  let before = other;
  if (y >= middle(other)) {
    before = other.nextElementSibling;
    while (before && !before.matches(kind)) before = before.nextElementSibling;
  }
  return { list: other.parentElement, before, after: before ? null : other, into };
}

const middle = (one) => { const box = one.getBoundingClientRect(); return box.top + box.height / 2; };

function show(found) {
  held.found = found;
  if (!found) { held.mark.remove(); return; }
  if (found.before) found.before.before(held.mark);
  else if (found.after) found.after.after(held.mark);
  else found.list.append(held.mark);
}

function take(event) {
  const grip = event.target.closest?.("[data-grip]");
  const element = grip?.closest("[data-drag]");
  if (!element || event.button > 0) return;
  event.preventDefault();
  const mark = document.createElement(element.localName === "li" ? "li" : "div");
  mark.className = "st-drop";
  held = { element, mark, kind: element.dataset.drag, found: null };
  element.classList.add("st-dragged");
}

function move(event) {
  if (!held) return;
  if (!held.element.isConnected) { drop(); return; } // somebody else changed the procedure: it was drawn anew
  event.preventDefault();
  if (event.clientY < 60) scrollBy(0, -12);
  if (event.clientY > innerHeight - 60) scrollBy(0, 12);
  show(place(event.clientX, event.clientY));
}

function drop() {
  held?.mark.remove();
  held?.element.classList.remove("st-dragged");
  held = null;
}

function put() {
  if (!held) return;
  const { element, found } = held;
  drop();
  const form = element.closest("form");
  if (!form || !found || found.before === element) return;
  if (found.before === element.nextElementSibling && found.list === element.parentElement && found.before) return;
  for (const [name, value] of [["into", found.into], ["before", found.before?.id.slice(2) ?? ""], ["act", `put:${element.id.slice(2)}`]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  form.submit();
}

document.addEventListener("pointerdown", take);
document.addEventListener("pointermove", move, { passive: false });
document.addEventListener("pointerup", put);
document.addEventListener("pointercancel", drop);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(); });
