// What every resident's page runs. The page is whole without it: this only makes it kinder.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { copyButtons, menus, printButtons } from "./page.js";
import { session } from "./session.js";

// The strict policy forbids the inline script that usually says so.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const words = document.documentElement.lang.startsWith("fr")
  ? {
      characters: {
        charactersUnderLimit: { one: "Il vous reste %{count} caractère", other: "Il vous reste %{count} caractères" },
        charactersAtLimit: "Il ne vous reste aucun caractère",
        charactersOverLimit: { one: "Vous avez %{count} caractère de trop", other: "Vous avez %{count} caractères de trop" },
        wordsUnderLimit: { one: "Il vous reste %{count} mot", other: "Il vous reste %{count} mots" },
        wordsAtLimit: "Il ne vous reste aucun mot",
        wordsOverLimit: { one: "Vous avez %{count} mot de trop", other: "Vous avez %{count} mots de trop" },
      },
    }
  : {};

/** Start `Component` on each of its elements; one that fails leaves the others and the plain page at work. */
function start(root, Component, options) {
  for (const element of root.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(element, options);
    } catch (error) {
      console.warn(`${Component.moduleName}:`, error.message);
    }
  }
}

/** Of the components of one page: what they hear of the window ends with it, where pages follow without being loaded. */
let page = new AbortController();

export function rest() {
  page.abort();
  page = new AbortController();
}

/** Start everything within `root`: the page, or what came into it later. */
export function enliven(root) {
  const listen = window.addEventListener;
  window.addEventListener = (kind, heard, options) => {
    const chosen = typeof options === "object" ? options : { capture: Boolean(options) };
    listen.call(window, kind, heard, { ...chosen, signal: page.signal });
  };
  try {
    begin(root);
  } finally {
    window.addEventListener = listen;
  }
}

function begin(root) {
  start(root, Button, { preventDoubleClick: true });
  start(root, CharacterCount, words.characters && { i18n: words.characters });
  start(root, Checkboxes);
  start(root, ErrorSummary);
  start(root, NotificationBanner);
  start(root, PasswordInput); // its words come with the page, from the macro
  start(root, Radios);
  start(root, SkipLink);
  printButtons(root);
  copyButtons(root);
}

enliven(document);
menus();
session();
