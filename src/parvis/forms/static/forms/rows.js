// "Add another" and "remove" without leaving the page. Where this fails, the button is pressed as without script.

/** Take over the buttons of blocks in `form`; `begin` starts the scripts again on what came. */
export function rows (form, begin) {
  form.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-rows]')
    if (!button || button.dataset.pressed) return
    event.preventDefault()
    const body = new FormData(form)
    body.append(button.name, button.value)
    try {
      const response = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } })
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('form[data-form], form[data-autosave]')
      if (!response.ok || !fresh) throw new Error(`status ${response.status}`)
      const replacement = document.importNode(fresh, true)
      form.replaceWith(replacement)
      begin(replacement)
      const block = button.name.replace(/-(add|remove)$/, '')
      const there = replacement.querySelectorAll(`[data-row="${block}"]`)
      const added = button.name.endsWith('-add') && there[there.length - 1]
      const target = added || replacement.querySelector(`#${block}-add`) || replacement.querySelector(`#${block}`)
      target?.focus()
    } catch (error) {
      button.dataset.pressed = 'true'
      button.click()
    }
  })
}
