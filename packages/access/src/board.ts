/**
 * Pages that a board on a wall may show by itself, with the root fields that each reads. A board's session reads these
 * and changes nothing.
 */
export const BOARD_PAGES = {
  overview: ['fleetCounts', 'terminals', 'commands', 'bulkActions', 'events', 'organisation', 'terminalChanges'],
  terminals: ['terminals', 'fleetCounts', 'organisation', 'organisations', 'terminalChanges'],
  commands: ['commands', 'fleetCounts'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type BoardPage = keyof typeof BOARD_PAGES

/** What every board asks: who it is, and whether that still holds. */
const OF_EVERY_BOARD: readonly string[] = ['viewer', '__typename']

export function isBoardPage(page: string): page is BoardPage {
  return Object.hasOwn(BOARD_PAGES, page)
}

/** Whether a board of that page may ask for a root field. */
export function boardReads(page: string, field: string): boolean {
  if (!isBoardPage(page)) return false
  const fields: readonly string[] = BOARD_PAGES[page]
  return OF_EVERY_BOARD.includes(field) || fields.includes(field)
}
