import { randomBytes } from 'node:crypto'
import { type Clock, DAY, idMaker, type Instant, MINUTE } from '@budeng/kernel'
import { hmacSha256, sha256 } from '@budeng/protocol'
import {
  type Arrival,
  type ArrivedRecord,
  bookChanges,
  type BatchWord,
  fileImportTable,
  type FileImportRow,
  type HostFactRow,
  ingestJournals,
  insertHostRecords,
  journalKeyText,
  lockJournals,
  moveBatchesOn,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  raiseEpochs,
  type Role,
  PLACE_STATEMENT,
  postDueCorrections,
  proposeDueCases,
  takeConnections,
  takeFileLines,
  type Storage,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { agreeTariff } from '@budeng/storage/fleet-fixture'
import { type FileRow, leafOf, parseRecord, payloadHashOf, recordText, type Totals } from '@budeng/transactions'
import { Detection, DetectionDays, MissingJob } from '@budeng/worker'
import { again } from './again.ts'
import { type Conjured, conjured } from './conjure.ts'
import { type Ground, makeMonths, type Place } from './ground.ts'
import type { Traces, Written } from './till.ts'

const GATEWAY = 'gateway'
const CHUNK = 200
const FILE_CHUNK = 1_000
const HOST_CHUNK = 1_000
const SEQUENCE_CHUNK = 1_000
/** Each has little to look at: more at a time than a worker takes. */
const LOOKED_AT_ONCE = 128
const PROPOSED_AT_ONCE = 100
/** On a machine that does other things too. */
const STATEMENT_MS = 60_000

/** The whole house in one process, but for the wires: what gateway and worker do, on a clock that is moved by hand. */
export class World {
  readonly owner: Storage
  readonly #gateway: Storage
  readonly #worker: Storage
  readonly #detection: Detection
  readonly #days: DetectionDays
  readonly #missing: MissingJob
  readonly #end: () => Promise<void>
  readonly #clock: { now: Instant }
  /** By terminal: the number by which a gateway proves that it holds it. */
  readonly #fences = new Map<string, number>()
  #acquirerId = ''
  #position = 0
  /** Records that were looked at, and how long that took. */
  looked = { records: 0, ms: 0 }

  private constructor(
    storages: readonly [Storage, Storage, Storage],
    clock: { now: Instant },
    end: () => Promise<void>,
  ) {
    const [owner, gateway, worker] = storages
    this.owner = owner
    this.#gateway = gateway
    this.#worker = worker
    this.#clock = clock
    this.#end = end
    this.#detection = new Detection(worker, LOOKED_AT_ONCE)
    this.#days = new DetectionDays(worker, 1)
    this.#missing = new MissingJob(worker)
  }

  static async open(ground: Ground, start: Instant): Promise<World> {
    const at = { now: start }
    const clock: Clock = { now: () => at.now }
    const common = { url: ground.url, clock, poolMax: 3, statementTimeoutMs: STATEMENT_MS }
    const open = (role: Role) => openStorage({ ...common, role, newId: idMaker(clock.now, randomBytes) })
    const storages = [await open('owner'), await open('gateway'), await open('worker')] as const
    return new World(storages, at, async () => {
      for (const storage of storages) await storage.close()
      await ground.stop()
    })
  }

  async close(): Promise<void> {
    await this.#end()
  }

  now(): Instant {
    return this.#clock.now
  }

  at(now: Instant): void {
    this.#clock.now = now
  }

  /** The gateway takes these terminals; the host's numbers go on behind those that it gave. */
  async hold(places: readonly Place[]): Promise<void> {
    this.#acquirerId = places[0]?.base.scope.acquirerId ?? ''
    await this.#own(makeMonths)
    const held = await this.#gate(async (unit) => {
      const taken = places.map(({ base: { terminalId, deviceId } }) => ({ terminalId, deviceId }))
      const rows = await unit.query<{ terminalId: string; conn: number }>(
        'select terminal_id as "terminalId", conn from connection where terminal_id = any($1::text[])',
        [taken.map(({ terminalId }) => terminalId)],
      )
      const conns = new Map(rows.map(({ terminalId, conn }) => [terminalId, conn]))
      const as = (each: (typeof taken)[number]) => ({
        ...{ ...each, conn: conns.get(each.terminalId) ?? 0, takeoversAt: [], tookOver: false, slowed: 1 },
      })
      return await takeConnections(unit, GATEWAY, taken.map(as), this.now())
    })
    for (const { terminalId, fence } of held) this.#fences.set(terminalId, fence)
    const [last] = await this.#read<{ position: number | null }>('select max(position) as position from host_record')
    this.#position = last?.position ?? 0
  }

  /** What each merchant pays from the beginning. */
  async tariffs(places: readonly Place[]): Promise<void> {
    const merchants = new Map(places.map(({ base }) => [base.scope.merchantId, base.scope]))
    await this.#own(async (unit) => {
      for (const scope of merchants.values())
        await agreeTariff(unit, scope, { validFrom: '2020-01-01', percentBps: 60 })
    })
  }

  /** Other terms of a merchant's, from a day on that may be over. */
  async tariff(place: Place, validFrom: string, percentBps: number): Promise<void> {
    await this.#own((unit) => agreeTariff(unit, place.base.scope, { validFrom, percentBps }))
  }

  /** What journals bring, as the gateway takes it. */
  async bring(
    brought: readonly { readonly place: Place; readonly epoch: number; readonly traces: Traces }[],
  ): Promise<void> {
    const arrivals = brought
      .filter(({ traces }) => traces.records.length > 0)
      .map(
        ({ place, epoch, traces }): Arrival => ({
          ...place.base,
          fence: this.#fenceOf(place),
          epoch,
          records: traces.records.filter(({ how }) => how !== 'HELD').map((each) => arrivedOf(place, each, epoch)),
        }),
      )
    for (let from = 0; from < arrivals.length; from += CHUNK)
      await this.#gate((unit) => ingestJournals(unit, GATEWAY, arrivals.slice(from, from + CHUNK), bookChanges))
  }

  /** What the host decided, in its order. */
  async tell(facts: readonly Omit<HostFactRow, 'position'>[]): Promise<void> {
    const rows = facts.toSorted((a, b) => a.at - b.at).map((fact) => ({ ...fact, position: ++this.#position }))
    for (let from = 0; from < rows.length; from += HOST_CHUNK)
      await this.#work((unit) => insertHostRecords(unit, this.#acquirerId, rows.slice(from, from + HOST_CHUNK)))
  }

  /** Closes batches, with the totals that each terminal says. */
  async settle(closing: readonly Closing[]): Promise<void> {
    for (let from = 0; from < closing.length; from += CHUNK) await this.#settle(closing.slice(from, from + CHUNK))
  }

  async #settle(closing: readonly Closing[]): Promise<void> {
    await this.#gate(async (unit) => {
      const claims = closing.map(({ place, epoch }) => ({
        ...{ terminalId: place.base.terminalId, fence: this.#fenceOf(place), epoch },
      }))
      const journals = await lockJournals(unit, GATEWAY, claims)
      const rows = await unit.query<{ openSeq: number; place: number }>(
        `select n.place::int - 1 as place, b.open_seq as "openSeq"
         from unnest($1::text[], $2::int[], $3::text[]) with ordinality as n (terminal_id, epoch, batch_no, place)
         join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.batch_no = n.batch_no`,
        [
          claims.map(({ terminalId }) => terminalId),
          claims.map(({ epoch }) => epoch),
          closing.map(({ batch }) => batch),
        ],
      )
      const words = rows.flatMap((row): BatchWord[] => {
        const asked = closing[row.place]
        const journal =
          asked && journals.get(journalKeyText({ terminalId: asked.place.base.terminalId, epoch: asked.epoch }))
        if (asked === undefined || journal === undefined || journal.ahead.length > 0) return []
        const { throughSeq, root } = journal
        const count = throughSeq - row.openSeq + 1
        const { terminalId, scope } = asked.place.base
        return [
          {
            ...{ scope, terminalId, epoch: asked.epoch, batchNo: asked.batch, openSeq: row.openSeq },
            closing: { throughSeq, count, totals: asked.totals, root, tag: null },
          },
        ]
      })
      await moveBatchesOn(unit, journals, words, new Map(), () => null)
    })
  }

  /** The acquirer's file of a day, read as the worker reads it. */
  async file(day: string, rows: readonly FileRow[]): Promise<void> {
    const bytes = sha256(Buffer.from(`${day} ${rows.length}`))
    const file: FileImportRow = {
      ...{
        id: `imp_${day}`,
        acquirerId: this.#acquirerId,
        path: this.#acquirerId,
        name: `${day}.csv`,
        format: 'CSV',
        mapping: null,
      },
      ...{
        mappingId: null,
        businessDate: day,
        originalSha256: bytes,
        originalBytes: 1,
        storedSha256: bytes,
        storedBytes: 1,
      },
      ...{
        state: 'DONE',
        position: 0,
        line: rows.length,
        rows: rows.length,
        badRows: 0,
        unknownTerminals: 0,
        matched: 0,
      },
      ...{
        missingHere: 0,
        missingThere: 0,
        contradicting: 0,
        repeated: 0,
        problem: null,
        createdBy: 'usr_month',
        version: 1,
      },
      ...{ createdAt: this.now(), startedAt: this.now(), finishedAt: this.now() },
    }
    await this.#own((unit) => unnestInsert(unit, fileImportTable, [file]))
    for (let from = 0; from < rows.length; from += FILE_CHUNK)
      await this.#work(async (unit) => {
        const read = rows.slice(from, from + FILE_CHUNK).map((row, place) => ({ line: from + place + 1, row }))
        await takeFileLines(unit, file, read, [])
      })
    const data = { name: file.name, businessDate: day }
    await this.#work(async (unit) =>
      unit.append([{ type: 'FileImported', subject: file.id, path: this.#acquirerId, at: this.now(), data }]),
    )
  }

  /** A terminal has lost its store: its journal begins anew. */
  async lose(place: Place): Promise<void> {
    await this.#gate((unit) => raiseEpochs(unit, [place.base.terminalId], 'STORE_LOST'))
  }

  /** A transaction that stands with us and came from nowhere: a copy of the terminal's newest sale, under a number of its own. */
  async conjure(place: Place, stan: string): Promise<Conjured | null> {
    return await this.#own((unit) => conjured(unit, place, stan))
  }

  /** The worker notices and looks until there is nothing to look at, drafts what follows and posts what goes by itself. */
  async detect(): Promise<void> {
    await this.#placed()
    const before = performance.now()
    const { records } = this.#detection.counts()
    await this.#look()
    this.looked.records += this.#detection.counts().records - records
    this.looked.ms += performance.now() - before
    await this.#draft()
  }

  /** The worker looks at the acquirer as a whole: at declines and reversals of the minutes before. */
  async watch(): Promise<void> {
    while ((await again(() => this.#days.turn())) === 0) await this.#look()
  }

  async #draft(): Promise<void> {
    const drafted = async () => (await proposeDueCases(this.#worker, PROPOSED_AT_ONCE)).tried
    while ((await again(drafted)) === PROPOSED_AT_ONCE);
    while ((await again(() => postDueCorrections(this.#worker, PROPOSED_AT_ONCE))) === PROPOSED_AT_ONCE);
  }

  /** What the worker does once a day, and after each file. */
  async night(): Promise<void> {
    while ((await again(() => this.#missing.turn())) === 0);
    await this.#placed()
    await this.#look()
    for (let isBehind = true; isBehind; ) {
      isBehind = (await again(() => this.#days.turn())) === 0
      await this.detect()
    }
  }

  /** A worker rests between looks; here there is nobody for whom it should. */
  async #look(): Promise<void> {
    for (let looks = -1; looks !== this.#detection.counts().looks; ) {
      looks = this.#detection.counts().looks
      while ((await again(() => this.#detection.turn())) === 0);
    }
  }

  /** What the sequencer does: every event gets its place. */
  async #placed(): Promise<void> {
    for (let count = SEQUENCE_CHUNK; count === SEQUENCE_CHUNK; )
      count = await this.#work(async (unit) => {
        const [tick] = await unit.query<{ count: number }>(PLACE_STATEMENT, [SEQUENCE_CHUNK])
        return tick?.count ?? 0
      })
  }

  #fenceOf({ base: { terminalId } }: Place): number {
    return this.#fences.get(terminalId) ?? 0
  }

  async #read<Row extends object>(sql: string): Promise<Row[]> {
    return await this.owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql))
  }

  async #gate<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await again(() => this.#gateway.write(PLATFORM_SCOPE, { kind: 'TERMINAL', id: null }, work))
  }

  async #own<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await this.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
  }

  async #work<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await again(() => this.#worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work))
  }
}

/** How a terminal closes a batch. */
export interface Closing {
  readonly place: Place
  readonly epoch: number
  readonly batch: string
  readonly totals: Totals
}

/** What the gateway makes of a record. Without a device the leaf is the record's own hash. */
function arrivedOf({ leafKey }: Place, { seq, record, how }: Written, epoch: number): ArrivedRecord {
  const hash = (bytes: Uint8Array) => (leafKey === null ? sha256(bytes) : hmacSha256(leafKey, bytes))
  const leaf = Buffer.from(leafOf(hash, record, epoch, seq))
  if (how === 'GARBLED') {
    const body = `{"type":"SOMETHING","n":${seq}}`
    const payloadHash = sha256(Buffer.from(body))
    return { seq, leaf, proven: false, payloadHash, body, record: null, fault: 'WRONG_FORM', hadCardData: false }
  }
  const body = recordText(record)
  const parsed = parseRecord(body)
  if (!parsed.ok) throw new Error(`the generator wrote what cannot be read: ${parsed.fault.code} ${body}`)
  const payloadHash = Buffer.from(payloadHashOf(sha256, record))
  return { seq, leaf, proven: true, payloadHash, body, record: parsed.record, fault: null, hadCardData: false }
}

/** A day of the month, as files name it, by the acquirer's clock. */
export function dayText(start: Instant, day: number): string {
  return new Date(start + day * DAY + 8 * 60 * MINUTE).toISOString().slice(0, 10)
}
