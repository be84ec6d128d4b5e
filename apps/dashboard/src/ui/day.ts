/** The day of a moment by the clock of whoever looks, as `<input type="date">` has it. */
export function dayOf(at: number): string {
  const day = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

/** The last second of such a day, as the API wants it. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
