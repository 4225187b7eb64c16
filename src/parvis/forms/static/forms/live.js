// Questions that come and go while the page is filled in.
import { read } from './readers.js'
import { evaluate } from './state.js'

const number = (text) => /^[0-9]+$/.test(text ?? '')

/** What the page's inputs hold: fields by id and part, rows of blocks by id and number, each of the same shape. */
function typedIn (form) {
  const typed = { fields: {}, rows: {} }
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith('f-') || typeof value !== 'string') continue
    const steps = name.slice(2).split('-')
    let holder = typed
    while (number(steps[1]) && steps[2]) {
      holder = ((holder.rows[steps[0]] ??= [])[+steps[1]] ??= { fields: {}, rows: {} })
      steps.splice(0, 2)
    }
    ((holder.fields[steps[0]] ??= {})[steps[1] ?? ''] ??= []).push(value)
  }
  return typed
}

/** The answers of a page, or of a row (`part`), as far as the script can read them. */
function answersOf (part, typed) {
  const answers = Object.fromEntries(part.fields.map((field) => [field.id, read(field.reader, typed?.fields[field.id] ?? {})]))
  for (const [id, block] of Object.entries(part.blocks ?? {})) {
    const count = Number(typed?.fields[id]?.count?.[0] ?? 0)
    answers[id] = Array.from({ length: count }, (_, index) => answersOf(block, typed.rows[id]?.[index]))
  }
  return answers
}

function show (form, state) {
  const hidden = []
  for (const element of form.querySelectorAll('[data-shown]')) {
    element.hidden = !state.visible.has(element.dataset.shown)
    if (element.hidden) hidden.push(element.dataset.shown)
  }
  for (const section of form.querySelectorAll('[data-section]')) {
    section.hidden = !state.visible.has(section.dataset.section)
  }
  for (const words of form.querySelectorAll('[data-optional]')) words.hidden = state.required.has(words.dataset.optional)
  const unseen = form.elements['f-unseen']
  if (unseen) unseen.value = hidden.join(' ')
}

/** Follow the inputs of `form`, if its page has rules. */
export function live (form) {
  const data = form.querySelector('script[data-form-rules]')
  if (!data) return
  const page = JSON.parse(data.textContent)
  const follow = () => show(form, evaluate(page, answersOf(page, typedIn(form))))
  form.addEventListener('input', follow)
  form.addEventListener('change', follow)
  follow() // the browser may have put back what was typed before a reload
}
