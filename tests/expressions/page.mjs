// Evaluates rules as the page does: one JSON request a line on standard input, one JSON answer a line.
import { createInterface } from 'node:readline'

import { LogicEngine } from 'json-logic-engine'

import { evaluate, run } from '../../src/parvis/expressions/static/expressions/expressions.js'

const bare = new LogicEngine(undefined, { disableInterpretedOptimization: true })

function answer ({ kind, rule, rules, data, times }) {
  if (kind === 'bare') return { value: bare.run(rule, data) ?? null }
  if (kind === 'rule') return { value: evaluate(rule, data) }
  const start = performance.now()
  for (let round = 1; round < times; round++) run(rules, data)
  const values = run(rules, data)
  return { value: values, milliseconds: (performance.now() - start) / times }
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply
  try {
    reply = answer(JSON.parse(line))
  } catch (thrown) {
    reply = { error: thrown?.type ?? (Number.isNaN(thrown) ? 'NaN' : String(thrown)) }
  }
  process.stdout.write(JSON.stringify(reply) + '\n')
}
