// Files go up as soon as they are chosen, one after the other, each with its progress; the page's buttons stay for
// browsers without script. What was added stands in the page as hidden inputs, as the server drew them.

const RETRIES = [2_000, 6_000]

/** Send one file; `told` hears from 0 to 1 how much has gone. */
function send (address, body, told, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.setRequestHeader('Accept', 'application/json')
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) told(event.loaded / event.total) })
    request.addEventListener('load', () => {
      let answer = {}
      try {
        answer = JSON.parse(request.responseText)
      } catch (error) {
        answer = {} // a page of ours or a proxy's: its status says enough
      }
      resolve({ status: request.status, answer })
    })
    request.addEventListener('error', () => reject(new Error('cut')))
    request.addEventListener('timeout', () => reject(new Error('cut')))
    request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
    signal.addEventListener('abort', () => request.abort())
    request.send(body)
  })
}

const pause = (duration, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, duration)
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve() })
})

const made = (tag, css, text = '') => Object.assign(document.createElement(tag), { className: css, textContent: text })

class Files {
  constructor (form, box) {
    this.form = form
    this.box = box
    this.words = box.dataset
    this.input = box.querySelector('input[type=file]')
    this.list = box.querySelector('[data-files-list]')
    this.going = box.querySelector('[data-files-going]')
    this.said = box.querySelector('[data-files-said]')
    this.queue = Promise.resolve()
    this.waiting = 0
    this.failures = 0
    box.querySelector('[data-files-add]').hidden = true
    this.input.addEventListener('change', () => this.take())
    box.addEventListener('click', (event) => {
      const button = event.target.closest('[data-files-remove]')
      if (!button) return
      event.preventDefault()
      this.remove(button)
    })
  }

  say (words, name) {
    this.said.textContent = words.replace('{name}', name)
  }

  count () {
    return this.list.children.length + this.waiting
  }

  take () {
    this.unnote()
    for (const file of this.input.files) {
      if (this.count() >= Number(this.words.most)) {
        this.note(this.words.tooMany)
        break
      }
      if (file.size > Number(this.words.largest)) {
        this.note(this.words.tooLarge.replace('{name}', file.name))
        continue
      }
      const line = this.line(file)
      this.waiting++
      this.queue = this.queue.then(() => this.upload(file, line))
    }
    this.input.value = ''
  }

  /** Something that is wrong with what was chosen, beside the field. */
  note (text) {
    const note = made('p', 'govuk-error-message', text)
    note.dataset.note = ''
    note.setAttribute('role', 'alert')
    this.going.append(note)
  }

  unnote () {
    this.going.querySelectorAll('[data-note]').forEach((note) => note.remove())
  }

  /** Once nothing is on its way any more: whether everything arrived. */
  async done () {
    this.failures = 0
    for (let seen; seen !== this.queue;) {
      seen = this.queue
      await seen
    }
    return this.failures === 0
  }

  /** The line of a file on its way. */
  line (file) {
    const element = made('div', 'pv-files__one pv-files__going')
    const name = made('span', 'pv-files__name', file.name)
    const bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 })
    bar.setAttribute('aria-label', this.words.sending.replace('{name}', file.name))
    const cancel = made('button', 'pv-linklike', this.words.cancel)
    cancel.type = 'button'
    cancel.append(made('span', 'govuk-visually-hidden', ` ${file.name}`))
    element.append(name, bar, cancel)
    this.going.append(element)
    const line = { element, bar, cancel, control: new AbortController() }
    cancel.addEventListener('click', () => {
      line.control.abort()
      element.remove()
      this.input.focus()
    })
    return line
  }

  async upload (file, line) {
    const { signal } = line.control
    for (let attempt = 0; !signal.aborted; attempt++) {
      this.say(this.words.sending, file.name)
      const body = new FormData()
      for (const name of ['csrfmiddlewaretoken', ...this.counts()]) body.append(name, this.form.elements[name].value)
      body.append('name', this.input.name)
      body.append('file', file, file.name)
      try {
        const { status, answer } = await send(this.form.dataset.attach, body, (part) => this.progress(line, file, part), signal)
        if (status === 200) return this.added(answer, line)
        if ((status === 503 || status >= 502) && attempt < RETRIES.length) {
          await pause(RETRIES[attempt], signal)
          continue
        }
        return this.failed(file, line, answer.error ?? this.words.cut.replace('{name}', file.name), status >= 500 || status === 429)
      } catch (error) {
        if (signal.aborted) break
        if (attempt < RETRIES.length) {
          await pause(RETRIES[attempt], signal)
          continue
        }
        return this.failed(file, line, this.words.cut.replace('{name}', file.name), true)
      }
    }
    this.waiting--
  }

  /** Names of the inputs that say how many rows the blocks have. */
  counts () {
    return [...this.form.querySelectorAll('input[name$="-count"]')].map((input) => input.name)
  }

  progress (line, file, part) {
    if (part < 1) line.bar.value = part
    else {
      line.bar.removeAttribute('value')
      this.say(this.words.checking, file.name)
    }
  }

  added (answer, line) {
    this.waiting--
    const drawn = new DOMParser().parseFromString(`<ul>${answer.line}</ul>`, 'text/html').querySelector('li')
    line.element.remove()
    this.list.hidden = false
    this.list.append(document.importNode(drawn, true))
    this.say(this.words.added, answer.name)
    this.clear()
    this.changed()
  }

  failed (file, line, text, again) {
    this.waiting--
    this.failures++
    line.bar.remove()
    const wrong = made('p', 'govuk-error-message pv-files__wrong', text)
    wrong.setAttribute('role', 'alert')
    line.element.append(wrong)
    line.cancel.firstChild.textContent = this.words.remove
    if (!again) {
      line.element.dataset.note = '' // it goes when something else is chosen
      return
    }
    const retry = made('button', 'pv-linklike', this.words.retry)
    retry.type = 'button'
    retry.append(made('span', 'govuk-visually-hidden', ` ${file.name}`))
    retry.addEventListener('click', () => {
      line.element.remove()
      const fresh = this.line(file)
      this.waiting++
      this.queue = this.queue.then(() => this.upload(file, fresh))
    })
    line.element.append(retry)
  }

  remove (button) {
    const line = button.closest('[data-file]')
    const name = line.querySelector('.pv-files__name').textContent
    const body = new FormData()
    body.append('csrfmiddlewaretoken', this.form.elements.csrfmiddlewaretoken.value)
    const address = this.form.dataset.detach.replace('00000000-0000-0000-0000-000000000000', line.dataset.file)
    // where this fails, the file goes with the draft or when the request is sent: the list alone decides what counts
    if (line.dataset.file) fetch(address, { method: 'POST', body }).catch((error) => console.warn(error.message))
    line.remove()
    this.list.hidden = !this.list.children.length
    this.say(this.words.removed, name)
    this.changed()
    this.input.focus()
  }

  /** The message of an earlier sending no longer holds. */
  clear () {
    this.box.querySelector('.govuk-form-group--error')?.classList.remove('govuk-form-group--error')
    this.box.querySelector('.govuk-form-group > .govuk-error-message')?.remove()
    this.input.classList.remove('govuk-file-upload--error')
  }

  /** The draft is saved with what the list holds now. */
  changed () {
    this.input.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Have the page wait for its files before it is sent: what is on its way would be lost. */
function hold (form, boxes) {
  let held = false
  form.addEventListener('submit', (event) => {
    const busy = boxes.filter((box) => box.waiting > 0)
    if (!busy.length) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (held) return
    held = true
    for (const box of busy) box.note(box.words.wait)
    Promise.all(busy.map((box) => box.done())).then((whole) => {
      held = false
      for (const box of busy) box.unnote()
      // where one failed, its person decides what now
      if (whole.every(Boolean)) form.requestSubmit(event.submitter)
    })
  })
}

/** Take over the questions for files in `form`. */
export function files (form) {
  if (!form.dataset.attach) return
  hold(form, [...form.querySelectorAll('[data-files]')].map((box) => new Files(form, box)))
}
