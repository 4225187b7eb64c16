// Agents' pages: all that residents have, htmx, and the keyboard.
import { enliven, rest } from "./resident.js";
import htmx from "htmx.org/dist/htmx.esm.js";
import { flow } from "./flow.js";
import { keep } from "./keep.js";
import { keyboard } from "./keyboard.js";
import { refresh } from "./refresh.js";

// Its options stand in <meta name="htmx-config">: no indicator styles, no eval, no scripts from answers.
window.htmx = htmx;
flow({ enliven, rest });
keep();
keyboard();
refresh();
