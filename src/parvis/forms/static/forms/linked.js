// Lists that narrow each other (`fields/linked.py`): what is chosen in one fills the next at once.

function fill (select, offered, words) {
  const kept = select.value
  select.replaceChildren(new Option(words, ''), ...offered.map((one) => new Option(one, one, false, one === kept)))
}

/** @param {HTMLElement} root what holds the questions */
export function linked (root) {
  for (const box of root.querySelectorAll('[data-linked]')) {
    const tree = JSON.parse(box.dataset.linked)
    const lists = [...box.querySelectorAll('[data-linked-list]')]
    const selects = lists.map((list) => list.querySelector('select'))
    const narrow = (from) => {
      let here = tree
      selects.forEach((select, index) => {
        const offered = here.map(([one]) => one)
        if (index > from) {
          fill(select, offered, select.options[0].text)
          lists[index].hidden = !offered.length
        }
        here = here.find(([one]) => one === select.value)?.[1] ?? []
      })
    }
    box.addEventListener('change', (event) => narrow(selects.indexOf(event.target)))
    narrow(0)
  }
}
