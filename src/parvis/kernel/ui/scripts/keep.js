// What one writes is kept on the server as one writes it: <textarea id name data-keep="/address/"> in a form, with an
// element #<id>-kept in that form that says so. Nothing else is sent; a session that is over is not asked to begin again.
const AFTER = 1_000;
/** Milliseconds after which a save is given up: who sends waits for it no longer. */
const PATIENCE = 5_000;
/** Bytes that a request may hold that outlives its page: browsers allow 64 KiB. */
const OUTLIVES = 60_000;
/** field → its timer; field → promise of its last save; fields whose next save awaits the one before. */
const waiting = new Map();
const chains = new Map();
const queued = new Set();
/** Forms that were sent, of which nothing is kept any more; forms that wait for their saves before they are sent. */
const sent = new WeakSet();
const held = new WeakSet();

async function send(field) {
  const form = field.form;
  if (!form || sent.has(form)) return;
  const said = form.querySelector(`#${CSS.escape(field.id)}-kept`);
  const body = new URLSearchParams({ [field.name]: field.value });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(field.dataset.keep, {
      method: "POST", body, headers: { "HX-Request": "true", "X-Aside": "keep" }, redirect: "error",
      keepalive: body.toString().length < OUTLIVES, signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    if (said) said.textContent = await answer.text();
  } catch {
    // Once more when the next letter is typed, or when the line is back.
    if (said) said.textContent = said.dataset.lost;
    field.dataset.unkept = "";
  }
}

function forget(field) {
  clearTimeout(waiting.get(field));
  waiting.delete(field);
  queued.delete(field);
}

/** Save a field after its save before: none overtakes another. */
function save(field) {
  forget(field);
  queued.add(field);
  const before = chains.get(field) ?? Promise.resolve();
  const chain = before.then(() => queued.delete(field) && send(field));
  chains.set(field, chain);
  chain.then(() => { if (chains.get(field) === chain) chains.delete(field); });
}

function later(field) {
  clearTimeout(waiting.get(field));
  delete field.dataset.unkept;
  if (field.form && !sent.has(field.form)) waiting.set(field, setTimeout(() => save(field), AFTER));
}

/** The page goes: what awaits its turn is sent now. */
function leave() {
  for (const field of new Set([...waiting.keys(), ...queued])) {
    forget(field);
    send(field);
  }
}

const fields = (form) => [...form.elements].filter((one) => one.dataset.keep);

/** What is sent is no draft any more: nothing of it may come after, so a save that is on its way arrives first. */
function submitted(event) {
  const form = event.target;
  const own = fields(form);
  own.forEach(forget);
  const saves = own.map((field) => chains.get(field)).filter(Boolean);
  if (!saves.length) {
    if (own.length) sent.add(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (held.has(form)) return;
  held.add(form);
  const submitter = event.submitter;
  Promise.all(saves).then(() => {
    held.delete(form);
    if (!form.isConnected || (submitter && submitter.form !== form)) return;
    // The focus may have gone on meanwhile, and with it htmx's note of the button.
    submitter?.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    form.requestSubmit(submitter);
  });
}

/** It did not arrive, or nobody knows: the words are a draft again. */
function failed(event) {
  const form = event.detail.elt;
  if (!sent.delete(form)) return;
  for (const field of fields(form)) if (field.value.trim()) later(field);
}

export function keep() {
  document.addEventListener("input", (event) => { if (event.target.dataset?.keep) later(event.target); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) [...waiting.keys()].forEach(save); });
  addEventListener("pagehide", leave);
  // Back on a page that was left by sending a form.
  addEventListener("pageshow", (event) => { if (event.persisted) [...document.forms].forEach((form) => sent.delete(form)); });
  addEventListener("online", () => { for (const field of document.querySelectorAll("[data-keep][data-unkept]")) later(field); });
  document.addEventListener("submit", submitted, true);
  for (const name of ["htmx:sendError", "htmx:sendAbort", "htmx:timeout"]) document.addEventListener(name, failed);
}
