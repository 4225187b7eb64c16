// A choice among many rows (`datasets/plugins/field.py`): while one writes, the server is asked for rows that fit, and a
// list opens under the input (WAI-ARIA combobox with a listbox). Without it one writes, sends the page, and chooses.

const PAUSE = 200

function comb (box) {
  const search = box.querySelector('template[data-search]')
  const input = box.querySelector('input.govuk-input')
  if (!search || !input) return
  const name = `${input.name}-choice`
  const list = document.createElement('ul')
  Object.assign(list, { id: `${input.id}-list`, className: 'pv-combobox__list', hidden: true })
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', box.querySelector('label')?.textContent ?? '')
  input.after(list)
  for (const [key, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) {
    input.setAttribute(key, value)
  }
  let timer, asked, active = -1

  const close = () => {
    list.hidden = true
    active = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const hold = (key) => {
    for (const old of box.querySelectorAll(`input[name="${CSS.escape(name)}"]`)) old.closest('.govuk-form-group:not(:has(.govuk-input))')?.remove() ?? old.remove()
    if (key === null) return
    const hidden = document.createElement('input')
    Object.assign(hidden, { type: 'hidden', name, value: key })
    box.append(hidden)
  }
  const choose = (option) => {
    input.value = option.textContent
    hold(option.dataset.key)
    close()
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }
  const mark = (index) => {
    const options = [...list.children]
    active = options.length ? (index + options.length) % options.length : -1
    options.forEach((option, at) => option.setAttribute('aria-selected', String(at === active)))
    if (active >= 0) {
      input.setAttribute('aria-activedescendant', options[active].id)
      options[active].scrollIntoView({ block: 'nearest' })
    }
  }
  const ask = async () => {
    const text = input.value.trim()
    asked = text
    if (text.length < 2) return close()
    try {
      const answer = await fetch(`${search.dataset.search}?q=${encodeURIComponent(text)}`)
      const { found } = await answer.json()
      if (asked !== text || document.activeElement !== input) return
      list.replaceChildren(...found.map((one, at) => {
        const option = document.createElement('li')
        Object.assign(option, { id: `${list.id}-${at}`, textContent: one.label })
        option.setAttribute('role', 'option')
        option.setAttribute('aria-selected', 'false')
        option.dataset.key = one.key
        return option
      }))
      active = -1
      list.hidden = !found.length
      input.setAttribute('aria-expanded', String(found.length > 0))
    } catch {
      close() // the page without its script does the same
    }
  }
  input.addEventListener('input', () => {
    hold(null)
    clearTimeout(timer)
    timer = setTimeout(ask, PAUSE)
  })
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return
    if (event.key === 'ArrowDown') mark(active + 1)
    else if (event.key === 'ArrowUp') mark(active < 0 ? -1 : active - 1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && active >= 0) choose(list.children[active])
    else return
    event.preventDefault()
  })
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]')
    if (option) choose(option)
  })
  input.addEventListener('blur', close)
}

/** @param {HTMLElement} root what holds the questions */
export function combobox (root) {
  for (const box of root.querySelectorAll('[data-combobox]')) comb(box)
}
