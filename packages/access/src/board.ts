import { sees } from './organisation.ts'

/**
 * Pages that a board on a wall may show by itself, with the root fields that each reads. A board's session reads these
 * and changes nothing.
 */
export const BOARD_PAGES = {
  overview: ['fleetCounts', 'terminals', 'commands', 'bulkActions', 'events', 'organisation', 'terminalChanges'],
  terminals: ['terminals', 'fleetCounts', 'organisation', 'organisations', 'terminalChanges'],
  commands: ['commands', 'fleetCounts'],
  watch: ['fleetCounts', 'alerts', 'terminals'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type BoardPage = keyof typeof BOARD_PAGES

/** What every board asks: who it is, whether that still holds, and whether a stop stands. */
const OF_EVERY_BOARD: readonly string[] = ['viewer', 'dispatchStops', '__typename']

/**
 * Where the board of a watch window reads: the window's own place, or that of the person behind it who stands below; null:
 * neither sees the other any more, and the board shows nothing.
 */
export function watchBoardPlace(personPath: string, windowPath: string): string | null {
  if (sees(personPath, windowPath)) return windowPath
  return sees(windowPath, personPath) ? personPath : null
}

export function isBoardPage(page: string): page is BoardPage {
  return Object.hasOwn(BOARD_PAGES, page)
}

/** Whether a board of that page may ask for a root field. */
export function boardReads(page: string, field: string): boolean {
  if (!isBoardPage(page)) return false
  const fields: readonly string[] = BOARD_PAGES[page]
  return OF_EVERY_BOARD.includes(field) || fields.includes(field)
}
