// What the inputs of a field hold, as the value that rules read. The server reads again, more strictly, and decides;
// `tests/forms/test_page_script.py` feeds both with the examples of every type of field.

const MONTHS = [
  ['janvier', 'january'], ['fevrier', 'february'], ['mars', 'march'], ['avril', 'april'], ['mai', 'may'],
  ['juin', 'june'], ['juillet', 'july'], ['aout', 'august'], ['septembre', 'september'], ['octobre', 'october'],
  ['novembre', 'november'], ['decembre', 'december']
]

const line = (text) => (text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
const plain = (text) => (text ?? '').normalize('NFKC').replace(/\s+/g, ' ').trim()

function monthNumber (text) {
  if (/^[0-9]{1,2}$/.test(text)) return +text >= 1 && +text <= 12 ? +text : null
  const name = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/\.$/, '')
  if (name.length < 3) return null
  const found = new Set()
  MONTHS.forEach((names, index) => {
    if (names.some((full) => full.startsWith(name)) || (name === 'sept' && index === 8)) found.add(index + 1)
  })
  return found.size === 1 ? [...found][0] : null
}

function date (typed, prefix = '') {
  let [day, month, year] = ['day', 'month', 'year'].map((part) => plain(typed[prefix + part]?.[0]))
  if (day && !month && !year) {
    const whole = /^(\d{1,2})(?:er)?[\s./-]+(\d{1,2}|\p{L}{3,10}\.?)[\s./-]+(\d{1,4})$/u.exec(day)
    const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(day)
    if (whole) [, day, month, year] = whole
    else if (iso) [, year, month, day] = iso
  }
  if (!/^[0-9]{1,2}(er)?$/.test(day) || !/^[0-9]{4}$/.test(year)) return null
  const number = monthNumber(month)
  const at = number && new Date(Date.UTC(2000, number - 1, parseInt(day, 10)))
  if (!at) return null
  at.setUTCFullYear(+year, number - 1, parseInt(day, 10))
  if (at.getUTCMonth() !== number - 1 || at.getUTCDate() !== parseInt(day, 10)) return null
  return `${year}-${String(number).padStart(2, '0')}-${String(parseInt(day, 10)).padStart(2, '0')}`
}

function time (text) {
  const said = plain(text).toLowerCase()
  if (said === 'midi' || said === 'noon') return [12, 0]
  if (said === 'minuit' || said === 'midnight') return [0, 0]
  const found = /^([01]\d|2[0-3])([0-5]\d)$/.exec(said) ??
    /^([01]?\d|2[0-3])(?:\s*(?:[h:.]|heures?)\s*([0-5]\d)?\s*(?:min|mn)?)?$/.exec(said)
  return found && [+found[1], +(found[2] ?? 0)]
}

/** Minutes between UTC and the time of Paris at a local moment. */
function parisOffset (day, hours, minutes) {
  const guess = Date.parse(`${day}T${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}:00Z`)
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hourCycle: 'h23', dateStyle: 'short', timeStyle: 'short' })
  const offsetAt = (instant) => {
    const { day: d, month, year, hour, minute } = Object.fromEntries(parts.formatToParts(instant).map((part) => [part.type, +part.value]))
    return (Date.UTC(year, month - 1, d, hour, minute) - instant) / 60000
  }
  return offsetAt(guess - offsetAt(guess) * 60000)
}

function dateTime (typed) {
  const day = date(typed)
  const at = time(typed.time?.[0])
  if (!day || !at) return null
  const offset = parisOffset(day, ...at)
  const two = (number) => String(number).padStart(2, '0')
  return `${day}T${two(at[0])}:${two(at[1])}:00${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
}

function timeOfDay (typed) {
  const at = time(typed['']?.[0])
  return at && at[0] * 60 + at[1]
}

function dateRange (typed) {
  const start = date(typed, 'start_')
  const end = date(typed, 'end_')
  return start || end ? { ...(start && { start }), ...(end && { end }) } : null
}

function integer (typed) {
  const text = plain(typed['']?.[0]).replace('\u2212', '-')
  if (!/^[+-]?([0-9]{1,3}( [0-9]{3})+|[0-9]{1,18})$/.test(text)) return null
  const number = Number(text.replaceAll(' ', ''))
  return Number.isSafeInteger(number) ? number + 0 : null
}

const DECIMAL = /^([+-]?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,18})(?:[.,]([0-9]{1,18}))?$/

function decimal (typed) {
  const found = DECIMAL.exec(plain(typed['']?.[0]).replace('\u2212', '-'))
  const number = found && Number(`${found[1]}${found[2].replaceAll(' ', '')}.${found[3] ?? 0}`)
  return found && Math.abs(number) < 1e9 ? number + 0 : null
}

function amount (typed) {
  const text = line(typed['']?.[0]).replace(/\s*(?:€|euros?|eur)\s*$/i, '')
  const found = DECIMAL.exec(plain(text).replace('\u2212', '-'))
  if (!found || (found[3] ?? '').replace(/0+$/, '').length > 2) return null
  const cents = Number(`${found[1]}${found[2].replaceAll(' ', '')}${(found[3] ?? '').slice(0, 2).padEnd(2, '0')}`)
  return Number.isSafeInteger(cents) ? cents + 0 : null
}

function plate (typed) {
  const compact = plain(typed['']?.[0]).replace(/[\s.\-\u2010-\u2015/_]+/g, '').toUpperCase()
  const siv = /^([A-HJ-NP-TV-Z]{2})([0-9]{3})([A-HJ-NP-TV-Z]{2})$/.exec(compact)
  if (siv) return siv[2] === '000' || siv[1] === 'SS' || siv[3] === 'SS' ? null : siv.slice(1).join('-')
  const fni = /^([1-9][0-9]{0,3})([A-HJ-NP-Z]{1,3})(2A|2B|0[1-9]|[1-8][0-9]|9[0-5]|97[1-8])$/.exec(compact)
  return fni ? fni.slice(1).join(' ') : (/^(?=.*[0-9])[A-Z0-9]{2,10}$/.test(compact) ? compact : null)
}

function iban (typed) {
  const number = plain(typed['']?.[0]).replace(/[\s.\-\u2010-\u2015]+/g, '').toUpperCase().replace(/^IBAN/, '')
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$/.test(number)) return null
  const figures = [...number.slice(4), ...number.slice(0, 4)].map((one) => parseInt(one, 36)).join('')
  return [...figures].reduce((rest, figure) => (rest * 10 + +figure) % 97, 0) === 1 ? number : null
}

function identity (typed) {
  const said = (part) => line(typed[part]?.[0])
  const found = { title: said('title'), birth_date: date(typed, 'birth_') }
  for (const part of ['first_names', 'birth_name', 'used_name']) found[part] = said(part).replace(/[\u2018\u02bc\u00b4`']/g, '’')
  const country = said('birth_country') || '99100'
  const place = said('birth_place')
  if (place) {
    found.birth_country = country
    // the commune that was chosen when the page was drawn; another one the server alone can find
    if (country !== '99100') found.birth_place = place
    else if (said('choice')) found.birth_commune = { code: said('choice'), name: place.replace(/\s*\([0-9AB]{5}\)$/, '') }
  }
  const filled = Object.entries(found).filter(([, value]) => value)
  return filled.length ? Object.fromEntries(filled) : null
}

function files (typed) {
  try {
    const held = (typed.kept ?? []).filter(Boolean).map((one) => JSON.parse(one))
    return held.length ? held : null
  } catch {
    return null
  }
}

const READERS = {
  none: () => null,
  text: (typed) => line(typed['']?.[0]) || null,
  compact: (typed) => plain(typed['']?.[0]).replace(/[\s.\-\u2010-\u2015/]+/g, '').toUpperCase() || null,
  lines: (typed) => (typed['']?.[0] ?? '').replaceAll('\r\n', '\n').normalize('NFC').trim() || null,
  choice: (typed) => typed['']?.[0] || null,
  choices: (typed) => (typed['']?.length ? typed[''] : null),
  boolean: (typed) => ({ yes: true, no: false })[typed['']?.[0]] ?? null,
  ticked: (typed) => typed['']?.[0] === 'yes' || null,
  integer,
  decimal,
  amount,
  plate,
  iban,
  date: (typed) => date(typed),
  identity,
  files,
  date_time: dateTime,
  date_range: dateRange,
  time: timeOfDay,
  statement: (typed) => typed['']?.[0] === 'yes' ? { certified: true } : null,
  parts: (typed) => {
    const filled = Object.entries(typed).map(([part, values]) => [part, line(values[0])]).filter(([, text]) => text)
    return filled.length ? Object.fromEntries(filled) : null
  }
}

/**
 * @param {string} reader name that the type of field gives (`FieldType.live`)
 * @param {Object<string, string[]>} typed what the inputs hold, by part
 * @returns {*} the JSON value, null when empty or not understood
 */
export function read (reader, typed) {
  return (READERS[reader] ?? READERS.none)(typed)
}
