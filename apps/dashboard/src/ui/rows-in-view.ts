/** Rows drawn above and below what is seen, so that a quick flick shows no gap. */
const MARGIN_ROWS = 12

/** Which rows to draw: `first` inclusive, `end` exclusive. Heights in CSS pixels. */
export function rowsInView(view: { top: number; height: number; rowHeight: number; rows: number }): {
  first: number
  end: number
} {
  const { top, height, rowHeight, rows } = view
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN_ROWS)
  const end = Math.min(rows, Math.ceil((top + height) / rowHeight) + MARGIN_ROWS)
  return { first: Math.min(first, end), end }
}
