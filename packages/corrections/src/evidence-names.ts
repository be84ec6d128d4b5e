import { MSG_CLASSES, type MsgClass, type StanKey } from '@budeng/transactions'

/** How evidence names what it was read from. Names stand in stored facts: what was once written is read for ever. */
export const nameOfRecord = (epoch: number, seq: number): string => `record:${epoch}:${seq}`
export const nameOfHostRecord = (position: number): string => `host:${position}`
export const nameOfFileLine = (importId: string, line: number): string => `file:${importId}:${line}`
export const nameOfTariff = (tariffId: string): string => `tariff:${tariffId}`

/** What a name leads to. */
export type NamedEvidence =
  | { readonly kind: 'RECORD'; readonly epoch: number; readonly seq: number }
  | { readonly kind: 'HOST_RECORD'; readonly position: number }
  | { readonly kind: 'FILE_LINE'; readonly importId: string; readonly line: number }
  /** All that its source has of one transaction. */
  | { readonly kind: 'TRANSACTION'; readonly place: Place }

/** A transaction across terminals, by its number there. */
export interface Place {
  readonly tid: string
  readonly key: StanKey
}

/** A key across terminals, read from its text; null: the text names something else. */
export function readPlace(text: string): Place | null {
  const [, tid, batch, stan, msgClass] = /^([^:]+):(\d{6}):(\d{6}):([A-Z]+)$/.exec(text) ?? []
  if (tid === undefined || batch === undefined || stan === undefined || !isMsgClass(msgClass)) return null
  return { tid, key: { batch, stan, msgClass } }
}

function isMsgClass(text: string | undefined): text is MsgClass {
  return (MSG_CLASSES as readonly string[]).includes(text ?? '')
}

/** Reads a name, by whomever it was written; null: it leads to nothing that could be shown. */
export function readEvidenceName(name: string): NamedEvidence | null {
  const [, epoch, seq] = /^record:(\d+):(\d+)$/.exec(name) ?? []
  if (seq !== undefined) return { kind: 'RECORD', epoch: Number(epoch), seq: Number(seq) }
  // rules name the host's acquirer too
  const [, position] = /^host:(?:[^:]+:)?(\d+)$/.exec(name) ?? []
  if (position !== undefined) return { kind: 'HOST_RECORD', position: Number(position) }
  const [, importId = '', line] = /^(?:file|line):([^:]+):(\d+)$/.exec(name) ?? []
  if (line !== undefined) return { kind: 'FILE_LINE', importId, line: Number(line) }
  const place = readPlace(name.replace(/^(?:file|journal|mid):/, ''))
  return place && { kind: 'TRANSACTION', place }
}
