// A field to draw a signature on. Its strokes go to a hidden input as numbers: `12,34 15,36;80,20`. Whoever does not
// draw, or has no script, signs with their name and the statement alone.

const WIDTH = 600
const HEIGHT = 200
const LONGEST = 15_900

const read = (text) => text ? text.split(';').map((stroke) => stroke.split(' ').map((point) => point.split(',').map(Number))) : []
const written = (strokes) => strokes.map((stroke) => stroke.map((point) => point.join(',')).join(' ')).join(';')
const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)))

class Pad {
  constructor (box) {
    this.input = document.getElementById(box.dataset.signature)
    this.strokes = read(this.input.value)
    this.stroke = null
    this.canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT, className: 'pv-signature__pad' })
    this.canvas.setAttribute('role', 'img')
    this.canvas.setAttribute('aria-label', box.dataset.label)
    const clear = Object.assign(document.createElement('button'), { type: 'button', className: 'pv-linklike', textContent: box.dataset.clear })
    clear.addEventListener('click', () => { this.strokes = []; this.changed() })
    box.append(this.canvas, clear)
    box.querySelector('[data-signature-hint]').hidden = false
    const held = document.querySelector(`[data-signature-held="${box.dataset.signature}"]`)
    if (held) held.hidden = true
    this.canvas.addEventListener('pointerdown', (event) => this.begin(event))
    this.canvas.addEventListener('pointermove', (event) => this.go(event))
    for (const end of ['pointerup', 'pointercancel']) this.canvas.addEventListener(end, () => this.end())
    this.draw()
  }

  at (event) {
    const box = this.canvas.getBoundingClientRect()
    return [within((event.clientX - box.left) * WIDTH / box.width, WIDTH), within((event.clientY - box.top) * HEIGHT / box.height, HEIGHT)]
  }

  begin (event) {
    if (event.button || this.stroke || written(this.strokes).length > LONGEST) return
    event.preventDefault()
    this.canvas.setPointerCapture(event.pointerId)
    this.stroke = [this.at(event)]
    this.strokes.push(this.stroke)
    this.draw()
  }

  go (event) {
    if (!this.stroke) return
    const [across, down] = this.at(event)
    const [before, above] = this.stroke[this.stroke.length - 1]
    // points that are nearer say nothing more
    if (Math.hypot(across - before, down - above) < 3 || written(this.strokes).length > LONGEST) return
    this.stroke.push([across, down])
    this.draw()
  }

  end () {
    if (!this.stroke) return
    this.stroke = null
    this.changed()
  }

  changed () {
    this.input.value = written(this.strokes)
    this.input.dispatchEvent(new Event('input', { bubbles: true }))
    this.draw()
  }

  draw () {
    const pen = this.canvas.getContext('2d')
    pen.clearRect(0, 0, WIDTH, HEIGHT)
    Object.assign(pen, { lineWidth: 4, lineCap: 'round', lineJoin: 'round', strokeStyle: '#17212b' })
    for (const stroke of this.strokes) {
      pen.beginPath()
      pen.moveTo(...stroke[0])
      for (const point of stroke.length > 1 ? stroke : [stroke[0], stroke[0]]) pen.lineTo(...point)
      pen.stroke()
    }
  }
}

/** Offer a field to draw on beside each signature of `form`. */
export function signatures (form) {
  for (const box of form.querySelectorAll('[data-signature]')) new Pad(box) // eslint-disable-line no-new
}
