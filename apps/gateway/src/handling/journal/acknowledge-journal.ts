import { encodeDown, makeAck, makeBatchNotice, MISSING_RANGES_MAX, missingOf, toBase64url } from '@budeng/protocol'
import { type BatchStanding, type HeldJournal, receivedOf } from '@budeng/storage'
import { journalAcknowledgementOf } from '@budeng/transactions'
import type { Down } from '../../down.ts'
import type { Link } from '../../links.ts'
import { JOURNAL_ROOTS_KEPT } from '../../limits.ts'

/** How far a journal was at an acknowledgement of ours: heartbeats name such places. */
export interface AckedRoot {
  readonly epoch: number
  readonly throughSeq: number
  readonly root: Buffer
  readonly frontier: Buffer
}

/** Everything through a number is committed, but what is missing; the root is that of the part without a gap. [P-17.7] */
export function acknowledgeJournal(down: Down, era: number, link: Link, journal: HeldJournal): void {
  const { throughSeq, missing } = journalAcknowledgementOf(receivedOf(journal), MISSING_RANGES_MAX)
  const ack = makeAck(
    {
      stream: 'journal',
      era,
      epoch: journal.epoch,
      throughSeq,
      missing: missingOf(missing),
      root: toBase64url(journal.root),
    },
    link.secrets.ack,
  )
  down.sendAtOnce(link, encodeDown(ack))
  remember(link, journal)
}

function remember(link: Link, { epoch, throughSeq, root, frontier }: HeldJournal): void {
  const last = link.ackedRoots.at(-1)
  if (last?.epoch === epoch && last.throughSeq === throughSeq) return
  link.ackedRoots = [...link.ackedRoots, { epoch, throughSeq, root, frontier }].slice(-JOURNAL_ROOTS_KEPT)
}

/** The tag of an acknowledgement without a gap: what a proof keeps as our word. */
export function tagOfRoot(link: Link, era: number, epoch: number, throughSeq: number, root: Buffer): Buffer {
  const { tag } = makeAck(
    { stream: 'journal', era, epoch, throughSeq, missing: [], root: toBase64url(root) },
    link.secrets.ack,
  )
  return Buffer.from(tag, 'base64url')
}

/** Where the platform is with a batch. [P-19.6] */
export function tellBatch(down: Down, era: number, link: Link, { row, throughSeq }: BatchStanding): void {
  const root = row.rootHost ?? row.rootTerminal
  const notice = makeBatchNotice(
    {
      era,
      epoch: row.epoch,
      batch: row.batchNo,
      state: row.state,
      throughSeq,
      ...(root === null ? {} : { root: toBase64url(root) }),
      at: row.closedAt ?? row.comparedAt ?? row.closingAt ?? row.openedAt,
    },
    link.secrets.ack,
  )
  down.sendAtOnce(link, encodeDown(notice))
}
