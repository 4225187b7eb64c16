// Keeps the editors of conditions and formulas of a page up to date while one works: the server draws and checks them.
//
// Without this script every button sends the page, which comes back with the editor as it then is.

const HEADER = 'X-Parvis-Editor'
const PAUSE = 350
/** A list goes to what one types letter by letter: it is drawn anew once no key has come for so long, or when left. */
const TYPING = 900
const CONTROLS = 'select, input:not([type=hidden]), textarea, button'

/** Sends the editor's form as it stands and gives the editor that the server drew; null where that failed. */
async function drawn (editor, button) {
  const form = editor.closest('form')
  const sent = new FormData(form)
  if (button) sent.set(button.name, button.value)
  editor.dataset.editorAsked = String(Number(editor.dataset.editorAsked ?? 0) + 1)
  const asked = editor.dataset.editorAsked
  let answer
  try {
    answer = await fetch(form.action || location.href, {
      method: 'POST', body: sent, headers: { [HEADER]: editor.dataset.editor }, credentials: 'same-origin'
    })
  } catch {
    return null
  }
  if (!answer.ok || editor.dataset.editorAsked !== asked) return null
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return page.querySelector(`[data-editor="${CSS.escape(editor.dataset.editor)}"]`)
}

/** The control with the keyboard, to be found again in another drawing. */
function kept (editor) {
  const at = document.activeElement
  if (!editor.contains(at) || !at.id) return null
  const range = 'selectionStart' in at ? [at.selectionStart, at.selectionEnd] : null
  return { id: at.id, range }
}

/** The control after the one of that id, in the new drawing. */
function following (editor, id) {
  const controls = [...editor.querySelectorAll(CONTROLS)]
  const at = controls.findIndex((one) => one.id === id)
  return at < 0 ? null : controls[at + 1]
}

function bring (editor, focus) {
  if (focus?.after) { following(editor, focus.after)?.focus(); return }
  const wanted = editor.dataset.editorFocus
  const part = wanted && (document.getElementById(`${wanted}-item`) ?? document.getElementById(wanted))
  const target = part?.matches('textarea') ? part : part?.querySelector(CONTROLS)
  if (target) { target.focus(); return }
  const found = focus && document.getElementById(focus.id)
  if (!found) return
  found.focus()
  try { if (focus.range) found.setSelectionRange(...focus.range) } catch { /* a control without a caret */ }
}

/** Puts the new drawing in the place of the editor. */
function replace (editor, found, act, after) {
  const open = editor.querySelector('details')?.open
  const focus = after ? { after } : kept(editor)
  if (!act) delete found.dataset.editorFocus
  if (open) found.querySelector('details').open = true
  editor.replaceWith(found)
  enliven(found)
  bring(found, focus)
}

/** Takes over only what was said, and leaves alone what is being typed. */
function tell (editor, found) {
  for (const slot of found.querySelectorAll('.cond-told, .cond-state')) {
    const old = document.getElementById(slot.id)
    if (old && old.innerHTML !== slot.innerHTML) {
      old.innerHTML = slot.innerHTML
      old.className = slot.className
    }
  }
  const text = editor.querySelector(`#${CSS.escape(editor.id)}-text`)
  const fresh = found.querySelector(`#${CSS.escape(editor.id)}-text`)
  const said = editor.querySelector(`[name="${CSS.escape(editor.id)}-said"]`)
  if (document.activeElement === text) return
  text.value = fresh.value
  said.value = found.querySelector(`[name="${CSS.escape(editor.id)}-said"]`).value
}

function enliven (editor) {
  editor.classList.add('cond--live')
  let waiting
  let changed = null // the list whose choice is not drawn yet
  let pressed = 0
  const redraw = async (button, after) => {
    clearTimeout(waiting)
    changed = null
    const found = await drawn(editor, button)
    if (found) replace(editor, found, Boolean(button), after)
    return found
  }
  editor.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-editor-act]')
    if (!button) return
    event.preventDefault()
    // what the script can't do, the page itself does
    if (!await redraw(button)) editor.closest('form').requestSubmit(button)
  })
  editor.addEventListener('keydown', (event) => {
    if (event.target.matches('[data-editor-redraws]') && event.key !== 'Enter') pressed = Date.now()
  })
  editor.addEventListener('change', (event) => {
    if (!event.target.matches('[data-editor-redraws]')) return
    changed = event.target
    clearTimeout(waiting)
    waiting = setTimeout(() => redraw(null), Date.now() - pressed < TYPING ? TYPING : 0)
  })
  editor.addEventListener('focusout', (event) => {
    if (event.target !== changed) return
    const next = event.relatedTarget
    const on = next && editor.contains(next) && following(editor, changed.id) === next
    redraw(null, on ? changed.id : null)
  })
  editor.addEventListener('input', (event) => {
    if (event.target.matches('[data-editor-redraws]')) return
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      const found = await drawn(editor, null)
      if (found) tell(editor, found)
    }, PAUSE)
  })
}

for (const editor of document.querySelectorAll('[data-editor]')) {
  enliven(editor)
  if (editor.dataset.editorFocus) bring(editor, null)
}
