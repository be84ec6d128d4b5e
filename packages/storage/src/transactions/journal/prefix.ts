import type { JournalStreamRow } from '../../rows/journal.ts'
import type { Scoped } from '../../unit.ts'
import { readLeaves } from './records.ts'
import { grow } from './tree.ts'

/** The tree through one number. */
export interface Prefix {
  readonly throughSeq: number
  readonly frontier: Buffer
  readonly root: Buffer
}

type Stream = Pick<
  JournalStreamRow,
  'terminalId' | 'epoch' | 'throughSeq' | 'frontier' | 'root' | 'equalSeq' | 'equalFrontier'
>

/** The tree through a number up to which all is received: from where both sides were last equal, a few leaves on. */
export async function prefixOf(db: Scoped, stream: Stream, throughSeq: number): Promise<Prefix> {
  if (throughSeq === stream.throughSeq) return { throughSeq, frontier: stream.frontier, root: stream.root }
  const isBehind = throughSeq < stream.equalSeq
  const base = isBehind
    ? { size: 0, frontier: Buffer.alloc(0) }
    : { size: stream.equalSeq, frontier: stream.equalFrontier }
  const leaves = await readLeaves(db, stream, base.size + 1, throughSeq)
  const { frontier, root } = grow(
    base,
    leaves.map(({ leaf }) => leaf),
  )
  return { throughSeq, frontier, root }
}
