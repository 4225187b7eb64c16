/**
 * The page's half of the expressions: evaluates the lowered rules of a revision (`Program.page` on the server).
 *
 * It interprets them (`run`), since the site's policy forbids code generation. The functions below are those of
 * `domain/functions.py`; vectors run by the tests on both sides hold them together. None of them throws.
 */
import { LogicEngine } from 'json-logic-engine'

import { metres } from './earth.js'

const LARGEST = Number.MAX_SAFE_INTEGER
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const INSTANT =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(Z|[+-][0-9]{2}:[0-9]{2})$/
const PLAIN = {
  œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', '’': "'", '‘': "'", ʼ: "'", '‐': '-', '‑': '-', '–': '-'
}

/** Days of a month (1 to 12); 0 where there is no such month. */
function daysOf (year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

/** `{year, month, day}` of a text YYYY-MM-DD that exists, otherwise null. */
function day (value) {
  const match = typeof value === 'string' ? DATE.exec(value) : null
  if (!match) return null
  const [year, month, date] = [+match[1], +match[2], +match[3]]
  return year >= 1 && date >= 1 && date <= daysOf(year, month) ? { year, month, day: date } : null
}

/** Days since a fixed origin; counted in UTC, where every day has 24 hours. */
function ordinal ({ year, month, day: date }) {
  return Math.round(new Date(0).setUTCFullYear(year, month - 1, date) / 86_400_000)
}

function written (year, month, date) {
  if (year < 1 || year > 9999) return null
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-')
}

/** `[seconds, microseconds]` of an RFC 3339 text with its offset, otherwise null. */
function instant (value) {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null
  const on = match && day(match[1])
  if (!on) return null
  const [hours, minutes, seconds] = [+match[2], +match[3], +(match[4] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  let offset = 0
  if (match[6] !== 'Z') {
    const [awayHours, awayMinutes] = [+match[6].slice(1, 3), +match[6].slice(4, 6)]
    if (awayHours > 23 || awayMinutes > 59) return null
    offset = (awayHours * 60 + awayMinutes) * (match[6][0] === '+' ? 1 : -1)
  }
  return [ordinal(on) * 86_400 + hours * 3_600 + (minutes - offset) * 60 + seconds, +(match[5] ?? '0').padEnd(6, '0')]
}

/** Text as people compare it: no case, no accents, ligatures spelt out, apostrophes and spaces made alike. */
function fold (value) {
  const bare = value.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  const plain = Array.from(bare, (character) => PLAIN[character] ?? character).join('')
  return plain.replace(/[ \t\n\r\f\v]+/g, ' ').replace(/^ | $/g, '')
}

const isText = (value) => typeof value === 'string'
const whole = (value) => Number.isInteger(value) && Math.abs(value) <= 10_000_000 ? value : null

function add (start, count, unit) {
  const on = day(start)
  const number = whole(count)
  if (!on || number === null) return null
  if (unit === 'days') {
    const moved = new Date((ordinal(on) + number) * 86_400_000)
    return Number.isNaN(moved.getTime())
      ? null
      : written(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate())
  }
  if (unit !== 'months' && unit !== 'years') return null
  const months = on.year * 12 + on.month - 1 + (unit === 'months' ? number : number * 12)
  const year = Math.floor(months / 12)
  const month = months - year * 12 + 1
  return written(year, month, Math.min(on.day, daysOf(year, month)))
}

function daysBetween (start, end) {
  const [first, last] = [day(start), day(end)]
  return first && last ? ordinal(last) - ordinal(first) : null
}

function monthsBetween (start, end) {
  const [first, last] = [day(start), day(end)]
  if (!first || !last) return null
  if (ordinal(last) < ordinal(first)) return 0 - monthsBetween(end, start)
  return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day ? 1 : 0)
}

function yearsBetween (start, end) {
  const months = monthsBetween(start, end)
  return months === null ? null : Math.trunc(months / 12)
}

function datetimeBefore (first, second) {
  const [left, right] = [instant(first), instant(second)]
  return Boolean(left && right && (left[0] < right[0] || (left[0] === right[0] && left[1] < right[1])))
}

function minutesBetween (start, end) {
  const [first, last] = [instant(start), instant(end)]
  if (!first || !last) return null
  let seconds = last[0] - first[0]
  const rest = last[1] - first[1]
  if (seconds > 0 && rest < 0) seconds -= 1
  if (seconds < 0 && rest > 0) seconds += 1
  return Math.trunc(seconds / 60) + 0
}

function roundHalfUp (value, digits) {
  const places = whole(digits)
  if (typeof value !== 'number' || places === null || places < 0 || places > 6) return null
  if (!(Math.abs(value) < 1e15)) return value
  const [mantissa, exponent] = String(Math.abs(value)).split('e')
  const scaled = Math.floor(Number(`${mantissa}e${Number(exponent ?? 0) + places}`) + 0.5)
  return Math.sign(value) * Number(`${scaled}e-${places}`)
}

/** Name of the operator → the function. */
const FUNCTIONS = {
  'date.add': add,
  'date.days_between': daysBetween,
  'date.months_between': monthsBetween,
  'date.years_between': yearsBetween,
  'date.year': (value) => day(value)?.year ?? null,
  'date.month': (value) => day(value)?.month ?? null,
  // 1 January of the year 1 was a Monday
  'date.weekday': (value) => day(value) ? ((ordinal(day(value)) + 719_162) % 7) + 1 : null,
  'datetime.before': datetimeBefore,
  'datetime.after': (first, second) => datetimeBefore(second, first),
  'datetime.minutes_between': minutesBetween,
  'datetime.date': (value) => instant(value) ? value.slice(0, 10) : null,
  'text.equal': (first, second) => isText(first) && first === second,
  'text.same': (first, second) => isText(first) && isText(second) && fold(first) === fold(second),
  'text.contains': (value, part) => isText(value) && isText(part) && fold(value).includes(fold(part)),
  'text.starts_with': (value, start) => isText(value) && isText(start) && fold(value).startsWith(fold(start)),
  'text.length': (value) => isText(value) ? Array.from(value).length : 0,
  'text.lower': (value) => isText(value) ? value.toLowerCase() : null,
  'list.includes': (items, item) => Array.isArray(items) && isText(item) && items.includes(item),
  'number.round': roundHalfUp,
  'geo.metres': metres
}

// One way of evaluating instead of two: the engine's optimizer switches itself off after some hundred rules.
const engine = new LogicEngine(undefined, { disableInterpretedOptimization: true })
for (const [name, compute] of Object.entries(FUNCTIONS)) {
  engine.addMethod(name, (operands) => operands.length === compute.length ? compute(...operands) : null, {
    deterministic: true
  })
}

/** A value as both sides give it: no negative zero, no number beyond the exact integers, null for what is missing. */
function bordered (value) {
  if (typeof value === 'number') return Math.abs(value) <= LARGEST ? value + 0 : null
  return value === undefined ? null : value
}

/** Whether what the engine threw says that a number cannot be computed (division by zero). */
const isNotANumber = (thrown) => Number.isNaN(thrown) || thrown?.type === 'NaN'

/**
 * The value of one lowered rule.
 * @param {*} rule JSON, from `Program.page`
 * @param {Object<string, *>} data JSON values by variable name; absent and null both mean missing
 * @returns {*} JSON; null where a number cannot be computed
 */
export function evaluate (rule, data) {
  try {
    return bordered(engine.run(rule, data))
  } catch (thrown) {
    if (isNotANumber(thrown)) return null
    throw thrown
  }
}

/**
 * The values of named lowered rules.
 * @param {Object<string, *>} rules lowered rules by name (`Program.page`)
 * @param {Object<string, *>} data JSON values by variable name
 * @returns {Object<string, *>} values by the same names
 */
export function run (rules, data) {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, evaluate(rule, data)]))
}
