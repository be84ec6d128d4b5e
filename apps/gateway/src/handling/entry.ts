import type { UpMessage } from '@budeng/protocol'
import type { Link } from '../links.ts'

/** What becomes of a publish at MQTT level: a PUBACK, or the end of the connection without one. */
export type Verdict = 'acknowledge' | 'disconnect'

/** One message on its way to the database, its tag checked. */
export interface Entry {
  readonly link: Link
  readonly message: UpMessage
  readonly topic: string
  readonly payload: Buffer
  /** Process time after which nobody waits for it any more. */
  readonly deadline: number
  /** True once no commit succeeded with its content: only its number in the stream is kept. */
  opaque: boolean
  settled: boolean
  readonly settle: (verdict: Verdict) => void
}

export type EntryOf<Kind extends UpMessage['kind']> = Entry & { readonly message: Extract<UpMessage, { kind: Kind }> }

/** The entries of one kind, in their order. */
export function entriesOf<Kind extends UpMessage['kind']>(
  entries: readonly Entry[],
  ...kinds: readonly Kind[]
): readonly EntryOf<Kind>[] {
  return entries.filter((entry): entry is EntryOf<Kind> => (kinds as readonly string[]).includes(entry.message.kind))
}
