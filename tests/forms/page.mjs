// Reads fields and evaluates pages as the page's script does: one JSON request a line, one JSON answer a line.
import { createInterface } from 'node:readline'

import { read } from '../../src/parvis/forms/static/forms/readers.js'
import { evaluate } from '../../src/parvis/forms/static/forms/state.js'

function answer ({ reader, typed, page, answers }) {
  if (reader) return { value: read(reader, typed) }
  const { visible, required } = evaluate(page, answers)
  return { visible: [...visible].sort(), required: [...required].sort() }
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply
  try {
    reply = answer(JSON.parse(line))
  } catch (thrown) {
    reply = { error: String(thrown?.stack ?? thrown) }
  }
  process.stdout.write(JSON.stringify(reply) + '\n')
}
