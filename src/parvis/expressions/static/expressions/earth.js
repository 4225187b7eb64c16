// Distances on the ground: `domain/earth.py` for the page, the same operations in the same order.
const RADIUS = 6_371_008.8
const PI = 3.141592653589793
const SERIES = [
  -8.22063524662433e-18, 2.8114572543455206e-15, -7.647163731819816e-13, 1.6059043836821613e-10,
  -2.505210838544172e-08, 2.7557319223985893e-06, -0.0001984126984126984, 0.008333333333333333, -0.16666666666666666, 1.0
]
const HALVINGS = 4

/** Of an angle between 0 and pi. */
function sine (angle) {
  const small = angle > PI / 2 ? PI - angle : angle
  const square = small * small
  let found = 0.0
  for (const coefficient of SERIES) found = found * square + coefficient
  return found * small
}

/** Of a value between 0 and 1. */
function arcSine (start) {
  let value = start
  for (let time = 0; time < HALVINGS; time++) value = value / Math.sqrt(2 * (1 + Math.sqrt(1 - value * value)))
  const square = value * value
  const found = ((((35 / 1152) * square + 5 / 112) * square + 3 / 40) * square + 1 / 6) * square + 1
  return found * value * 2 ** HALVINGS
}

const degrees = (value, most) => typeof value === 'number' && Math.abs(value) <= most ? value : null

/** Whole metres between two points given in degrees; null where one is missing or no place on Earth. */
export function metres (latitude, longitude, otherLatitude, otherLongitude) {
  const [first, second] = [degrees(latitude, 90), degrees(otherLatitude, 90)]
  const [start, end] = [degrees(longitude, 180), degrees(otherLongitude, 180)]
  if (first === null || second === null || start === null || end === null) return null
  const turn = PI / 180
  const up = sine(Math.abs(first - second) * turn / 2)
  const across = sine(Math.abs(start - end) * turn / 2)
  const cosines = sine(PI / 2 - Math.abs(first) * turn) * sine(PI / 2 - Math.abs(second) * turn)
  const chord = Math.sqrt(up * up + cosines * across * across)
  return Math.floor(2 * RADIUS * arcSine(chord < 1 ? chord : 1.0) + 0.5)
}
