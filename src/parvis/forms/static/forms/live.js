// Questions that come and go while the page is filled in.
import { read } from './readers.js'
import { evaluate } from './state.js'

/** What the page's inputs hold: by field and part; in blocks by row. */
function typedIn (form) {
  const fields = {}
  const rows = {}
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith('f-') || typeof value !== 'string') continue
    const [id, second, third, fourth] = name.slice(2).split('-')
    if (/^[0-9]+$/.test(second ?? '') && third) {
      const row = ((rows[id] ??= [])[+second] ??= {});
      ((row[third] ??= {})[fourth ?? ''] ??= []).push(value)
    } else {
      ((fields[id] ??= {})[second ?? ''] ??= []).push(value)
    }
  }
  return { fields, rows }
}

function answersOf (form, page) {
  const { fields, rows } = typedIn(form)
  const answers = Object.fromEntries(page.fields.map((field) => [field.id, read(field.reader, fields[field.id] ?? {})]))
  for (const [id, block] of Object.entries(page.blocks)) {
    const count = Number(form.elements[`f-${id}-count`]?.value ?? 0)
    answers[id] = Array.from({ length: count }, (_, index) =>
      Object.fromEntries(block.fields.map((field) => [field.id, read(field.reader, rows[id]?.[index]?.[field.id] ?? {})])))
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
  const follow = () => show(form, evaluate(page, answersOf(form, page)))
  form.addEventListener('input', follow)
  form.addEventListener('change', follow)
  follow() // the browser may have put back what was typed before a reload
}
