export interface ChartPoint {
  readonly at: string
  readonly low: number
  readonly mean: number
  readonly high: number
}

export interface Chart {
  /** One path a stretch without a gap. */
  readonly lines: readonly string[]
  readonly bands: readonly string[]
  readonly lowest: number
  readonly highest: number
}

/** A picture of so many units, the newest at the right edge. A gap longer than a step breaks the line. */
export function chartOf(
  points: readonly ChartPoint[],
  span: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  size: { readonly width: number; readonly height: number },
): Chart | null {
  if (points.length === 0) return null
  const lowest = Math.min(...points.map(({ low }) => low))
  const highest = Math.max(...points.map(({ high }) => high))
  const room = highest === lowest ? 1 : highest - lowest
  const x = (at: string) =>
    (((Date.parse(at) + span.stepMs / 2 - span.fromMs) / (span.toMs - span.fromMs)) * size.width).toFixed(1)
  const y = (value: number) => (size.height - ((value - lowest) / room) * size.height).toFixed(1)
  const runs: ChartPoint[][] = []
  for (const point of points) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run === undefined || last === undefined || Date.parse(point.at) - Date.parse(last.at) > span.stepMs * 1.5)
      runs.push([point])
    else run.push(point)
  }
  const path = (run: readonly ChartPoint[], of: (point: ChartPoint) => number) =>
    run.map((point) => `${x(point.at)} ${y(of(point))}`)
  return {
    lowest,
    highest,
    lines: runs.map((run) => `M${path(run, ({ mean }) => mean).join('L')}${run.length === 1 ? 'h0.1' : ''}`),
    bands: runs.map(
      (run) => `M${[...path(run, ({ high }) => high), ...path(run, ({ low }) => low).toReversed()].join('L')}Z`,
    ),
  }
}

/** An ISO 8601 length of hours and minutes, as the API gives it. */
export function stepOf(text: string): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)?.map((part) => part ?? '0') ?? []
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
}
