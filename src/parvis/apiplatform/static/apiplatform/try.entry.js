// Sends the calls of the reference with the reader's own token. Without this module the page gives each as a command.
// The token stays in its field: it is kept nowhere, and no cookie goes with the call.
const SHOWN = ["etag", "location", "ratelimit", "retry-after", "idempotent-replayed", "allow"];
const LONGEST = 200_000;

const token = document.getElementById("token");

for (const piece of document.querySelectorAll("[data-try]")) piece.hidden = false;
for (const form of document.querySelectorAll("form[data-path]")) {
  form.querySelector("button[data-try]").addEventListener("click", () => send(form));
}

/** The address of a call, its headers and its body, as they are filled in. */
function call(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = { "Authorization": `Bearer ${token.value.trim()}`, "Accept-Language": document.documentElement.lang };
  for (const field of form.querySelectorAll("[data-in]")) {
    const { name, value } = field;
    if (field.dataset.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value && field.dataset.in === "query") query.append(name, value);
    else if (value) headers[name] = value;
  }
  let body;
  if (form.dataset.media === "application/json") {
    headers["Content-Type"] = "application/json";
    body = form.querySelector("[data-body]").value;
  } else if (form.dataset.media) {
    body = new FormData();
    for (const field of form.querySelectorAll("[data-part]")) {
      if (field.type !== "file") body.append(field.dataset.part, field.value);
      else if (field.files[0]) body.append(field.dataset.part, field.files[0]);
    }
  }
  return [query.size ? `${path}?${query}` : path, { method: form.dataset.method, headers, body, credentials: "omit", cache: "no-store" }];
}

async function send(form) {
  const shown = form.parentElement.querySelector("[data-answer]");
  const [status, headers, text] = ["p", "dl", "pre"].map((name) => shown.querySelector(name));
  const empty = token.value.trim() ? [...form.querySelectorAll("[data-in=path]")].find((field) => !field.value.trim()) : token;
  if (empty) {
    status.textContent = shown.dataset.missing.replace("%s", empty.labels[0].textContent.trim());
    headers.replaceChildren();
    text.hidden = true;
    shown.hidden = false;
    empty.focus();
    return;
  }
  status.textContent = shown.dataset.wait;
  shown.hidden = false;
  const begun = performance.now();
  try {
    const answer = await fetch(...call(form));
    const type = answer.headers.get("Content-Type") ?? "";
    const said = type.includes("json") ? pretty(await answer.text()) : await sized(answer, type);
    status.textContent = `${answer.status} ${answer.statusText} (${Math.round(performance.now() - begun)} ms)`;
    headers.replaceChildren(...SHOWN.filter((name) => answer.headers.has(name)).map((name) => line(name, answer.headers.get(name))));
    text.textContent = said.slice(0, LONGEST);
    text.hidden = !said;
    // the next write says which version it has seen
    const seen = form.querySelector("[name='If-Match']");
    if (seen && answer.headers.has("etag")) seen.value = answer.headers.get("etag");
  } catch (error) {
    status.textContent = shown.dataset.away;
    headers.replaceChildren();
    text.hidden = true;
    console.warn(error.message);
  }
}

function pretty(said) {
  try {
    return JSON.stringify(JSON.parse(said), null, 2);
  } catch {
    return said;
  }
}

async function sized(answer, type) {
  const { size } = await answer.blob();
  return size ? `${type || "?"}, ${size.toLocaleString(document.documentElement.lang)} B` : "";
}

function line(name, value) {
  const row = document.createElement("div");
  const [label, said] = ["dt", "dd"].map((tag) => document.createElement(tag));
  label.textContent = name;
  said.textContent = value;
  row.append(label, said);
  return row;
}
