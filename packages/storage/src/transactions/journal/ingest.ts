import { type JournalRecord, receiveSeqs } from '@budeng/transactions'
import type { Unit } from '../../unit.ts'
import { type Arrival, type ArrivedRecord, journalKeyText } from './arrivals.ts'
import { type BatchMember, batchesOf, type BatchSheet, isLate, moveBatches } from './batches.ts'
import { type NewDifference, openDifferences } from './differences.ts'
import { type NewIncident, openIncidents } from './incidents.ts'
import { withStakes } from './located.ts'
import { insertRecords, type NewRecord, readLeaves, recordRow, storedRecords } from './records.ts'
import { aheadOf, type HeldJournal, lockJournals, receivedOf, saveJournals } from './streams.ts'
import { applyToTransactions, type TakenRecords, type TransactionChange } from './transactions.ts'
import { grow } from './tree.ts'
import { type Trust, trustOf } from './trust.ts'

/** How a journal stands after its records are in. */
export interface Ingested {
  readonly arrival: Arrival
  readonly stream: HeldJournal
  readonly fresh: number
  readonly repeated: number
  readonly conflicts: number
  readonly quarantined: number
  /** Numbers beyond more gaps than are remembered: not received. */
  readonly refused: number
  /** Another device has written other records under this terminal's numbers. */
  readonly otherDevice: boolean
  /** Amendments that we ordered, as we ordered them, with the leaf that their content makes. */
  readonly amended: readonly { readonly seq: number; readonly correctionId: string; readonly version: number }[]
}

/** Books what became of transactions, in the same database transaction. */
export type Booking = (unit: Unit, changes: readonly TransactionChange[]) => Promise<void>

/**
 * Takes records of many journals in: each number once, in whatever order and however often it comes. Records, tree,
 * transactions, totals and postings are committed together, or not at all. A journal that is missing in the answer this
 * gateway has lost, or it names an epoch that is not there.
 */
export async function ingestJournals(
  unit: Unit,
  gatewayId: string,
  arrivals: readonly Arrival[],
  book: Booking,
): Promise<readonly Ingested[]> {
  const streams = await lockJournals(unit, gatewayId, arrivals)
  const works = arrivals.flatMap((arrival) => {
    const stream = streams.get(journalKeyText(arrival))
    return stream === undefined ? [] : [new Work(unit, arrival, stream)]
  })
  await compareKnown(unit, works)
  const fresh = works.flatMap((work) => work.fresh)
  await insertRecords(unit, fresh)
  const sheet = await batchesOf(unit, membersOf(fresh))
  const taken = works.map((work) => takenOf(work, sheet))
  const trust = await trustOf(unit, taken)
  const changes = await applyToTransactions(unit, taken, trust)
  await book(unit, changes)
  await moveBatches(unit, sheet, changes)
  for (const work of works) await work.grow()
  await saveJournals(
    unit,
    works.filter(({ fresh: records }) => records.length > 0).map(({ stream }) => stream),
  )
  const incidents = works.flatMap((work) => work.incidents(trust))
  await openIncidents(unit, incidents)
  await openDifferences(unit, await withStakes(unit, incidents.flatMap(differenceOf)))
  appendReceived(unit, works)
  return works.map((work) => work.outcome(trust))
}

interface Known {
  readonly arrived: ArrivedRecord
  /** The hash of what stands there: stored, or earlier in this same batch. */
  readonly against: Buffer | null
}

/** One journal within one transaction. */
class Work {
  readonly arrival: Arrival
  readonly before: HeldJournal
  stream: HeldJournal
  readonly fresh: readonly NewRecord[]
  readonly refused: number
  readonly known: Known[] = []
  readonly conflicts: ArrivedRecord[] = []
  otherDevice = false
  readonly #unit: Unit

  constructor(unit: Unit, arrival: Arrival, stream: HeldJournal) {
    this.#unit = unit
    this.arrival = arrival
    this.before = stream
    const { received, fresh, refused } = receiveSeqs(
      receivedOf(stream),
      arrival.records.map(({ seq }) => seq),
    )
    const at = unit.clock.now()
    const open = new Set(fresh)
    const away = new Set(refused)
    const taken = new Map<number, NewRecord>()
    for (const arrived of arrival.records) {
      if (away.has(arrived.seq)) continue
      const earlier = taken.get(arrived.seq)
      if (!open.has(arrived.seq)) this.known.push({ arrived, against: null })
      else if (earlier === undefined) taken.set(arrived.seq, { arrival, arrived, row: recordRow(arrival, arrived, at) })
      else this.known.push({ arrived, against: earlier.arrived.payloadHash })
    }
    this.fresh = [...taken.values()].sort((a, b) => a.arrived.seq - b.arrived.seq)
    this.refused = refused.length
    const hasGap = received.ahead.length > 0
    const closed = received.throughSeq > stream.throughSeq
    this.stream = {
      ...stream,
      throughSeq: received.throughSeq,
      ahead: aheadOf(received),
      unproven: stream.unproven + this.fresh.filter(({ arrived }) => !arrived.proven).length,
      gapSince: hasGap ? ((closed ? null : stream.gapSince) ?? at) : null,
      gapTold: hasGap && !closed && stream.gapTold,
      changedAt: at,
    }
  }

  /** The tree grows by what has no gap before it any more. [P-17.6] */
  async grow(): Promise<void> {
    const { throughSeq: from, frontier } = this.before
    const { throughSeq } = this.stream
    if (throughSeq === from) return
    const own = new Map(this.fresh.map(({ arrived }) => [arrived.seq, arrived.leaf]))
    const beyond = this.before.ahead.length > 0 ? await readLeaves(this.#unit, this.arrival, from + 1, throughSeq) : []
    for (const { seq, leaf } of beyond) own.set(seq, leaf)
    const leaves = Array.from({ length: throughSeq - from }, (_, place) => own.get(from + 1 + place) ?? NO_LEAF)
    const tree = grow({ size: from, frontier }, leaves)
    this.stream = { ...this.stream, frontier: tree.frontier, root: tree.root }
  }

  incidents(trust: Trust): NewIncident[] {
    const { scope, epoch, deviceId } = this.arrival
    const told = (arrived: ArrivedRecord, kind: NewIncident['kind'], reason: string): NewIncident => ({
      ...scope,
      kind,
      epoch,
      seq: arrived.seq,
      toSeq: arrived.seq,
      reason,
      deviceId,
      leaf: arrived.leaf,
      payloadHash: arrived.payloadHash,
      body: arrived.body,
    })
    return [
      ...this.conflicts.map((arrived) => told(arrived, 'KEY_CONFLICT', 'SEQ')),
      ...this.fresh.flatMap(({ arrived, row }) => [
        ...(row.state === 'CONFLICT' ? [told(arrived, 'KEY_CONFLICT', 'STAN')] : []),
        ...(row.state === 'QUARANTINED' ? [told(arrived, 'QUARANTINED', arrived.fault ?? 'UNREADABLE')] : []),
        ...(row.state !== 'QUARANTINED' && !arrived.proven ? [told(arrived, 'UNPROVEN', 'LEAF')] : []),
        ...(arrived.hadCardData ? [told(arrived, 'CARD_DATA', 'REMOVED')] : []),
      ]),
      ...this.#amendments()
        .filter(({ seq }) => !trust.isAskedFor(this.arrival, seq))
        .map((arrived) => told(arrived, 'AMENDMENT', 'NOT_ASKED_FOR')),
    ]
  }

  #amendments(): readonly ArrivedRecord[] {
    return this.fresh.flatMap(({ arrived, row }) =>
      row.state === 'TAKEN' && arrived.record?.amendment !== undefined ? [arrived] : [],
    )
  }

  outcome(trust: Trust): Ingested {
    const states = this.fresh.map(({ row }) => row.state)
    const count = (state: string) => states.filter((one) => one === state).length
    return {
      arrival: this.arrival,
      stream: this.stream,
      fresh: this.fresh.length,
      repeated: this.known.length - this.conflicts.length + count('REPEATED'),
      conflicts: this.conflicts.length + count('CONFLICT'),
      quarantined: count('QUARANTINED'),
      refused: this.refused,
      otherDevice: this.otherDevice,
      amended: this.#amendments().flatMap(({ seq, proven, record }) => {
        const isOurs = proven && trust.isAskedFor(this.arrival, seq)
        return isOurs && record?.amendment !== undefined ? [{ seq, ...namesOf(record.amendment) }] : []
      }),
    }
  }
}

const NO_LEAF = Buffer.alloc(0)

function namesOf({ correctionId, version }: NonNullable<JournalRecord['amendment']>) {
  return { correctionId, version }
}

/** Where the two sides will differ because of it. A card number that was taken out changes no content. */
function differenceOf(incident: NewIncident): NewDifference[] {
  const kind = DIFFERENCES[`${incident.kind} ${incident.reason}`] ?? DIFFERENCES[incident.kind]
  if (kind === undefined) return []
  const { epoch, seq, leaf, body } = incident
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = incident
  return [
    {
      scope: { terminalId, acquirerId, agentId, merchantId, storeId, path },
      epoch,
      fromSeq: seq,
      toSeq: seq,
      kind,
      leafTerminal: leaf,
      bodyTerminal: body,
    },
  ]
}

const DIFFERENCES: Readonly<Record<string, NewDifference['kind']>> = {
  'KEY_CONFLICT SEQ': 'ALTERED',
  'KEY_CONFLICT STAN': 'CONFLICT',
  QUARANTINED: 'UNPROVEN',
  UNPROVEN: 'UNPROVEN',
}

/** Holds what came again against what stands there. Another content under a known number changes nothing, and is told. */
async function compareKnown(unit: Unit, works: readonly Work[]): Promise<void> {
  const asked = works.flatMap((work) => work.known.map((known) => ({ work, known })))
  if (asked.length === 0) return
  const stored = await storedRecords(
    unit,
    asked.map(({ work, known }) => ({
      terminalId: work.arrival.terminalId,
      epoch: work.arrival.epoch,
      seq: known.arrived.seq,
    })),
  )
  for (const [place, { work, known }] of asked.entries()) {
    const against = known.against ?? stored[place]?.payloadHash
    if (against === undefined || against.equals(known.arrived.payloadHash)) continue
    work.conflicts.push(known.arrived)
    const writer = stored[place]?.deviceId
    if (writer !== undefined && writer !== work.arrival.deviceId) work.otherDevice = true
  }
}

function membersOf(fresh: readonly NewRecord[]): BatchMember[] {
  return fresh.flatMap(({ arrival: { scope, terminalId, epoch }, row }) =>
    row.batchNo === null ? [] : [{ scope, terminalId, epoch, seq: row.seq, batchNo: row.batchNo }],
  )
}

function takenOf({ arrival, stream, fresh }: Work, sheet: BatchSheet): TakenRecords {
  const { scope, tid, terminalId, epoch } = arrival
  const records = fresh.flatMap(({ arrived: { seq, record }, row }) => {
    if (row.state !== 'TAKEN' || record === null) return []
    const batch = row.batchNo === null ? undefined : sheet.get({ terminalId, epoch, batchNo: row.batchNo })
    return [{ seq, record, late: batch !== undefined && isLate(batch, seq) }]
  })
  return { scope, tid, terminalId, epoch, timeZone: stream.timeZone, records }
}

/** One event a journal and batch, however many records. */
function appendReceived(unit: Unit, works: readonly Work[]): void {
  unit.append(
    works
      .filter(({ fresh }) => fresh.length > 0)
      .map(({ arrival, stream, fresh }) => ({
        type: 'JournalReceived',
        subject: arrival.terminalId,
        terminal: arrival.scope,
        path: arrival.scope.path,
        at: unit.clock.now(),
        actor: { kind: 'TERMINAL', id: arrival.deviceId } as const,
        data: {
          epoch: arrival.epoch,
          fromSeq: fresh[0]?.arrived.seq ?? 0,
          throughSeq: stream.throughSeq,
          records: fresh.length,
          root: stream.root.toString('hex'),
        },
      })),
  )
}
