// What a page of questions runs: `<form data-form>` around `CompiledForm.render_page`; `data-autosave="address"` where
// it is saved at every pause.
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs'
import { autosave } from './autosave.js'
import { combobox } from './combobox.js'
import { files } from './files.js'
import { linked } from './linked.js'
import { live } from './live.js'
import { rows } from './rows.js'
import { signatures } from './signature.js'

function begin (form) {
  linked(form)
  combobox(form)
  live(form)
  signatures(form)
  files(form) // first of those that hear the form being sent: it may hold it
  if (form.dataset.autosave) autosave(form)
  rows(form, (fresh) => {
    for (const group of fresh.querySelectorAll('[data-module="govuk-checkboxes"]')) new Checkboxes(group) // eslint-disable-line no-new
    begin(fresh)
  })
}

for (const form of document.querySelectorAll('form[data-form], form[data-autosave]')) {
  begin(form)
  // a row was added, or questions appeared: the server says where to go on
  if (form.dataset.focus) document.getElementById(form.dataset.focus)?.focus()
}
