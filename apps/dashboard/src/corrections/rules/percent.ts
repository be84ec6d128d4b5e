/** Hundredths of a percent as a percentage, without rounding up: 9,949 is 99.49 %, never 99.5 %. */
export function percentOf(bps: number): string {
  const whole = Math.trunc(bps / 100)
  const rest = String(bps % 100).padStart(2, '0')
  return `${whole}.${rest} %`
}
