// Passkeys: what allauth's script is told, read from the page's attributes (an inline script would break the policy).
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-passkey]")) {
    const ids = JSON.parse(place.dataset.ids);
    const data = JSON.parse(place.dataset.options || "null");
    window.allauth.webauthn.forms[place.dataset.passkey]({ ids, data });
  }
});
// A refused or interrupted key is said in the page, not in the console alone.
document.addEventListener("allauth.error", (event) => {
  const said = document.querySelector("[data-passkey-failed]");
  if (said) {
    event.preventDefault();
    said.hidden = false;
  }
});
