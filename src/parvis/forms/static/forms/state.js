// What the rules say of one page while it is filled in: `domain/rules.py` for the browser, on the same lowered rules.
import { run } from '../../../expressions/static/expressions/expressions.js'

const present = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
const same = (left, right) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
const sorted = (values) => Object.keys(values).sort().map((name) => [name, values[name]])
const shown = (results, id) => !(`shown:${id}` in results) || Boolean(results[`shown:${id}`])

function settle (field, path, held, results, found) {
  if (!shown(results, field.id)) return undefined
  found.visible.add(path)
  if (field.computed) return results[`computed:${field.id}`] ?? undefined
  if (results[`required:${field.id}`]) found.required.add(path)
  return held[field.id] ?? undefined
}

function settleRows (path, block, rows, data, found) {
  return rows.map((row, index) => {
    const inner = Object.entries(block.blocks ?? {})
    const most = block.fields.length + inner.length
    let inside = present(row)
    for (let pass = 0; pass <= most; pass++) {
      const around = { ...data, ...inside }
      const results = run(block.rules, around)
      const here = { visible: new Set(), required: new Set() }
      const values = {}
      for (const field of block.fields) {
        const value = settle(field, `${path}.${index}.${field.id}`, row, results, here)
        if (value !== undefined) values[field.id] = value
      }
      for (const [id, one] of inner) {
        if (!shown(results, id)) continue
        here.visible.add(`${path}.${index}.${id}`)
        const settled = settleRows(`${path}.${index}.${id}`, one, row[id] ?? [], around, here)
        if (settled.length) values[id] = settled
      }
      const settled = same(values, inside)
      inside = values
      if (settled || pass === most) {
        here.visible.forEach((one) => found.visible.add(one))
        here.required.forEach((one) => found.required.add(one))
        break
      }
    }
    return inside
  })
}

/**
 * @param {object} page the JSON that the server put in the page (`domain/live.py`)
 * @param {Object<string, *>} answers values of the page's fields, and lists of rows of its blocks
 * @returns {{visible: Set<string>, required: Set<string>}} sections, blocks and fields by id, block members by path
 */
export function evaluate (page, answers) {
  const given = present(page.given)
  let data = { ...given, ...present(answers) }
  let found
  for (let pass = 0; pass < page.fields.length + Object.keys(page.blocks).length + 2; pass++) {
    const results = run(page.rules, data)
    found = { visible: new Set(), required: new Set() }
    const values = {}
    for (const field of page.fields) {
      if (!shown(results, field.section)) continue
      const value = settle(field, field.id, answers, results, found)
      if (value !== undefined) values[field.id] = value
      if (found.visible.has(field.id)) found.visible.add(field.section)
    }
    for (const [id, block] of Object.entries(page.blocks)) {
      if (!shown(results, block.section) || !shown(results, id)) continue
      found.visible.add(id).add(block.section)
      const rows = settleRows(id, block, answers[id] ?? [], data, found)
      if (rows.length) values[id] = rows
    }
    const settled = { ...given, ...values }
    if (same(settled, data)) break
    data = settled
  }
  return found
}
