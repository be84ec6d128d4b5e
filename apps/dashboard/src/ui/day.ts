/** The day of a moment by the clock of whoever looks, as `<input type="date">` has it. */
export function dayOf(at: number): string {
  const day = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A day as a URL may name it; undefined: it names none. */
export function dayIn(text: string | undefined): string | undefined {
  return DAY.test(text ?? '') ? text : undefined
}

const DAY_MS = 86_400_000

/** The day after a day, whatever the clock. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

/** The last second of such a day, as the API wants it. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
