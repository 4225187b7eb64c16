// The draft is sent at every pause. What can't be sent stays in this browser until it can, and no longer.

const PAUSE = 800
const RETRIES = [5_000, 15_000, 30_000, 60_000]

/** 14 h 02, 14:02. */
function clock (moment, language) {
  const minutes = String(moment.getMinutes()).padStart(2, '0')
  return language.startsWith('fr') ? `${moment.getHours()}\u00a0h\u00a0${minutes}` : `${moment.getHours()}:${minutes}`
}

/** What the page holds, without files: those go up by themselves (files.js), once. */
function fieldsOf (form) {
  const body = new FormData(form)
  for (const [name, value] of [...body]) if (typeof value !== 'string') body.delete(name)
  return body
}

/** Whether something was typed before this script was there to see it. */
function typed (form) {
  return [...form.elements].some((input) => {
    if (!input.name?.startsWith('f-') || ['hidden', 'submit', 'file'].includes(input.type)) return false
    if (input.type === 'radio' || input.type === 'checkbox') return input.checked !== input.defaultChecked
    if (!input.options) return input.value !== input.defaultValue
    const first = [...input.options].findIndex((option) => option.defaultSelected)
    return input.selectedIndex !== Math.max(first, 0)
  })
}

class Unsent {
  constructor (address) {
    this.key = `parvis-unsent:${address}`
  }

  keep (form) {
    const entries = [...new FormData(form)].filter(([name, value]) => name.startsWith('f-') && typeof value === 'string')
    try {
      window.localStorage.setItem(this.key, JSON.stringify(entries))
    } catch (error) {
      console.warn('Nothing can be kept in this browser:', error.message)
    }
  }

  forget () {
    window.localStorage.removeItem(this.key)
  }

  /** Put back what was kept; whether there was something. */
  restore (form) {
    const text = window.localStorage.getItem(this.key)
    if (!text) return false
    const held = new Map()
    for (const [name, value] of JSON.parse(text)) held.set(name, [...(held.get(name) ?? []), value])
    for (const input of form.elements) {
      if (!input.name?.startsWith('f-') || ['hidden', 'submit', 'file'].includes(input.type)) continue
      const values = held.get(input.name) ?? []
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = values.includes(input.value)
      else if (values.length) input.value = values[0]
    }
    form.dispatchEvent(new Event('change'))
    return true
  }
}

/** Save `form` to the address in its `data-autosave`, and say so in its `[data-saved]`. */
export function autosave (form) {
  const address = form.dataset.autosave
  const unsent = new Unsent(address)
  const language = document.documentElement.lang
  let timer = null
  let failures = 0
  let running = null

  const words = form.querySelector('[data-save-words]')?.dataset ?? {}
  const say = (state, text) => {
    const place = form.querySelector('[data-saved]')
    if (!place) return
    place.dataset.state = state
    place.textContent = text
  }

  async function save () {
    clearTimeout(timer)
    running?.abort()
    const control = running = new AbortController()
    say('saving', words.saving)
    try {
      const response = await fetch(address, {
        method: 'POST',
        body: fieldsOf(form),
        headers: { Accept: 'application/json' },
        signal: control.signal
      })
      // 409: another window saved first, and this was merged with it: safe, and the page says more when it is sent
      if (!response.ok && response.status !== 409 && response.status !== 410) throw new Error(`status ${response.status}`)
      const answer = await response.json()
      if (response.status === 410) { // submitted meanwhile: nothing is left to save
        unsent.forget()
        window.location.assign(answer.address)
        return
      }
      if (response.ok && answer.version && form.elements.version) form.elements.version.value = answer.version
      failures = 0
      unsent.forget()
      for (const [path, text] of Object.entries(answer.computed ?? {})) {
        const output = form.querySelector(`[data-computed="${path}"]`)
        if (output) output.textContent = text
      }
      say('done', `✓ ${words.done.replace('{time}', answer.time ?? clock(new Date(answer.saved_at), language))}`)
    } catch (error) {
      if (control.signal.aborted) return // a later save, or the page itself, took over
      unsent.keep(form)
      say('failed', words.failed)
      timer = setTimeout(save, RETRIES[Math.min(failures++, RETRIES.length - 1)])
    }
  }

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  }

  form.addEventListener('input', later)
  form.addEventListener('change', (event) => { if (event.target !== form) later() })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    running?.abort()
    unsent.forget()
  })
  window.addEventListener('online', () => { if (failures) save() })
  if (unsent.restore(form)) {
    say('restored', words.restored)
    later()
  } else if (typed(form)) later()
}
