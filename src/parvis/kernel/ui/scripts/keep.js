// What one writes is kept on the server as one writes it: <textarea id name data-keep="/address/"> in a form, with an
// element #<id>-kept beside it that says so. Nothing else is sent; a session that is over is not asked to begin again.
const AFTER = 1_000;
const waiting = new Map();
let sending = new AbortController();

async function send(field, leaving = false) {
  waiting.delete(field);
  const form = field.form;
  if (!form) return;
  const said = document.getElementById(`${field.id}-kept`);
  const body = new URLSearchParams({ [field.name]: field.value });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(field.dataset.keep, {
      method: "POST", body, headers: { "HX-Request": "true", "X-Aside": "keep" }, redirect: "error",
      keepalive: leaving, signal: sending.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    if (said) said.textContent = await answer.text();
  } catch (error) {
    // Once more when the next letter is typed, or when the line is back.
    if (error.name !== "AbortError" && said) said.textContent = said.dataset.lost;
    if (error.name !== "AbortError") field.dataset.unkept = "";
  }
}

function later(field) {
  clearTimeout(waiting.get(field));
  delete field.dataset.unkept;
  waiting.set(field, setTimeout(() => send(field), AFTER));
}

function now(leaving) {
  for (const [field, timer] of waiting) {
    clearTimeout(timer);
    send(field, leaving);
  }
}

export function keep() {
  document.addEventListener("input", (event) => { if (event.target.dataset?.keep) later(event.target); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) now(true); });
  addEventListener("pagehide", () => now(true));
  addEventListener("online", () => { for (const field of document.querySelectorAll("[data-keep][data-unkept]")) later(field); });
  // What is sent is no draft any more: nothing of it may come after.
  document.addEventListener("submit", (event) => {
    for (const [field, timer] of waiting) {
      if (field.form !== event.target) continue;
      clearTimeout(timer);
      waiting.delete(field);
    }
    sending.abort();
    sending = new AbortController();
  }, true);
}
