// Says that the session is about to end, before it ends, and keeps it by one press (WCAG 2.2.1, 2.2.6).
// What one was typing is kept by the server if it is sent too late: nothing here saves anything.

const STORE = "parvis-seen";
/** Milliseconds before the end at which the dialog opens: long enough to come back to the desk. */
const WARNING = 120_000;
/** The server notes once a minute that a session was used: it may end that much earlier than this page believes. */
const GRAIN = 60_000;
const TICK = 1_000;

/** Another tab of this host may have asked for something meanwhile: the latest counts. */
const seen = () => Number(localStorage.getItem(STORE)) || 0;
const note = () => localStorage.setItem(STORE, String(Date.now()));

/** `<dialog data-session="seconds" data-stay="address">`; it is there only for whom a short time-out holds. */
export function session() {
  const dialog = document.querySelector("dialog[data-session]");
  if (!dialog) return;
  const idle = Number(dialog.dataset.session) * 1000 - GRAIN;
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const words = (moment) => {
    const said = clock.format(moment);
    return document.documentElement.lang.startsWith("fr") ? said.replace(":", "\u00a0h\u00a0") : said;
  };
  let over = false;

  const end = () => {
    over = true;
    part("soon").hidden = true;
    part("over").hidden = false;
    if (!dialog.open) dialog.showModal();
    part("close").focus();
  };
  const stay = async () => {
    // Kept by a request, whatever it answers; a session that has ended meanwhile answers by leading away.
    const answer = await fetch(dialog.dataset.stay, { redirect: "manual", cache: "no-store" });
    if (answer.status === 204) note();
    else end();
  };
  const tick = () => {
    if (over) return;
    const left = seen() + idle - Date.now();
    if (left <= 0) end();
    else if (left > WARNING) dialog.open && dialog.close();
    else if (!dialog.open) {
      part("at").textContent = words(new Date(Date.now() + left));
      dialog.showModal();
    }
  };

  note();
  document.addEventListener("htmx:afterRequest", note);
  // Escape says that somebody is there, as the button does.
  dialog.addEventListener("cancel", (event) => {
    if (over) return;
    event.preventDefault();
    stay().then(tick);
  });
  part("stay").addEventListener("click", () => stay().then(tick));
  part("close").addEventListener("click", () => dialog.close());
  document.addEventListener("visibilitychange", tick); // a machine that slept
  setInterval(tick, TICK);
}
