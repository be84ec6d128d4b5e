import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Clock, DAY, idMaker, type Instant, MINUTE } from '@budeng/kernel'
import {
  addTariffVersion,
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
  lockTariff,
  makeFileMonths,
  makeLedgerMonths,
  makeRecordMonths,
  migrate,
  moveBatchesOn,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  raiseEpochs,
  type Role,
  Sequencer,
  silentLog,
  takeFileLines,
  type Storage,
  type TerminalScope,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { startEmbedded } from '@budeng/storage/embedded'
import { makeBranch, makeTerminals } from '@budeng/storage/fleet-fixture'
import { type FileRow, leafOf, parseRecord, payloadHashOf, recordText, type Totals } from '@budeng/transactions'
import { Detection, DetectionDays, MissingJob } from '@budeng/worker'
import { newDataDir } from '../../house.ts'
import type { Traces } from './till.ts'

/** A terminal in the database, as the gateway `month` holds it. */
export interface Place {
  readonly tid: string
  readonly base: Omit<Arrival, 'records' | 'epoch'>
}

const GATEWAY = 'gateway'
const CHUNK = 40
const FILE_CHUNK = 1_000
const HOST_CHUNK = 1_000
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

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
  acquirerId = ''
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
    this.#detection = new Detection(worker)
    this.#days = new DetectionDays(worker, 1)
    this.#missing = new MissingJob(worker)
  }

  static async open(start: Instant): Promise<World> {
    const server = await startEmbedded({ dataDir: join(newDataDir(), 'postgres'), fsync: false, log: () => {} })
    await migrate(server.url)
    const at = { now: start }
    const clock: Clock = { now: () => at.now }
    const open = (role: Role) =>
      openStorage({ url: server.url, role, clock, newId: idMaker(clock.now, randomBytes), poolMax: 3 })
    const storages = [await open('owner'), await open('gateway'), await open('worker')] as const
    const sequencer = new Sequencer({ url: server.url, role: 'worker' }, silentLog)
    return new World(storages, at, async () => {
      await sequencer.close()
      for (const storage of storages) await storage.close()
      await server.stop()
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

  /** So many terminals, each of a merchant of its own that pays by a tariff. */
  async populate(count: number): Promise<Place[]> {
    const places: Place[] = []
    await this.#own(async (unit) => {
      for (const months of [makeRecordMonths, makeLedgerMonths, makeFileMonths]) await months(unit)
      const first = await makeBranch(unit, 'm0')
      this.acquirerId = first.acquirer.id
      for (let number = 0; number < count; number++) {
        const branch = number === 0 ? first : await makeBranch(unit, `m${number}`, first.acquirer)
        const prefix = String(number).padStart(5, '0')
        const { terminalIds, deviceIds } = await makeTerminals(unit, branch, 1, prefix)
        const scope: TerminalScope = {
          terminalId: terminalIds[0] ?? '',
          acquirerId: branch.acquirer.id,
          agentId: branch.agent.id,
          merchantId: branch.merchant.id,
          storeId: branch.store.id,
          path: branch.store.path,
        }
        const tid = `${prefix}000`
        places.push({ tid, base: { terminalId: scope.terminalId, fence: 1, scope, tid, deviceId: deviceIds[0] ?? '' } })
        await this.#tariff(unit, scope, '2020-01-01', 60)
      }
    })
    return places
  }

  /** Other terms of a merchant's, from a day on that may be over. */
  async tariff(place: Place, validFrom: string, percentBps: number): Promise<void> {
    await this.#own((unit) => this.#tariff(unit, place.base.scope, validFrom, percentBps))
  }

  async #tariff(unit: Unit, scope: TerminalScope, validFrom: string, percentBps: number): Promise<void> {
    const place = { merchantId: scope.merchantId, cardType: 'ANY', product: 'CARD', currency: 'CNY' } as const
    const { acquirerId, agentId, path } = scope
    const terms = { validFrom, percentBps, capMinor: null, minimumMinor: 0n, agentShareBps: 3_000, changeId: null }
    await addTariffVersion(unit, await lockTariff(unit, place), { ...place, acquirerId, agentId, path }, terms)
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
          epoch,
          records: traces.records.map(({ seq, record }) => arrivedOf(seq, record, epoch)),
        }),
      )
    for (let from = 0; from < arrivals.length; from += CHUNK)
      await this.#gateway.write(PLATFORM_SCOPE, { kind: 'TERMINAL', id: null }, (unit) =>
        ingestJournals(unit, GATEWAY, arrivals.slice(from, from + CHUNK), bookChanges),
      )
  }

  /** What the host decided, in its order. */
  async tell(facts: readonly Omit<HostFactRow, 'position'>[]): Promise<void> {
    const rows = facts.toSorted((a, b) => a.at - b.at).map((fact) => ({ ...fact, position: ++this.#position }))
    for (let from = 0; from < rows.length; from += HOST_CHUNK)
      await this.#work((unit) => insertHostRecords(unit, this.acquirerId, rows.slice(from, from + HOST_CHUNK)))
  }

  /** Closes batches: each terminal says what it has, but for those that say so much more. */
  async settle(
    closing: readonly {
      readonly place: Place
      readonly epoch: number
      readonly batch: string
      readonly extra: bigint
    }[],
  ): Promise<void> {
    for (let from = 0; from < closing.length; from += CHUNK) await this.#settle(closing.slice(from, from + CHUNK))
  }

  async #settle(closing: Parameters<World['settle']>[0]): Promise<void> {
    await this.#gateway.write(PLATFORM_SCOPE, { kind: 'TERMINAL', id: null }, async (unit) => {
      const claims = closing.map(({ place, epoch }) => ({ terminalId: place.base.terminalId, fence: 1, epoch }))
      const journals = await lockJournals(unit, GATEWAY, claims)
      const words: BatchWord[] = []
      for (const { place, epoch, batch, extra } of closing) {
        const { terminalId, scope } = place.base
        const journal = journals.get(journalKeyText({ terminalId, epoch }))
        if (journal === undefined || journal.ahead.length > 0) continue
        const [row] = await unit.query<{ id: string; openSeq: number }>(
          `select id, open_seq as "openSeq" from batch where terminal_id = $1 and epoch = $2 and batch_no = $3`,
          [terminalId, epoch, batch],
        )
        if (row === undefined) continue
        const totals = await unit.query<Totals[number]>(
          `select currency, exponent, card_scope as scope, side, count, amount::numeric as minor from batch_total where batch_id = $1 and count > 0`,
          [row.id],
        )
        const said = totals.map((line, at) => (at === 0 ? { ...line, minor: line.minor + extra } : line))
        const { throughSeq, root } = journal
        const count = throughSeq - row.openSeq + 1
        words.push({
          ...{ scope, terminalId, epoch, batchNo: batch, openSeq: row.openSeq },
          closing: { throughSeq, count, totals: said, root, tag: null },
        })
      }
      await moveBatchesOn(unit, journals, words, new Map(), () => null)
    })
  }

  /** The acquirer's file of a day, read as the worker reads it. */
  async file(day: string, rows: readonly FileRow[]): Promise<void> {
    const bytes = sha256(Buffer.from(`${day} ${rows.length}`))
    const file: FileImportRow = {
      ...{
        id: `imp_${day}`,
        acquirerId: this.acquirerId,
        path: this.acquirerId,
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
      unit.append([{ type: 'FileImported', subject: file.id, path: this.acquirerId, at: this.now(), data }]),
    )
  }

  /** A terminal has lost its store: its journal begins anew. */
  async lose(place: Place): Promise<void> {
    await this.#gateway.write(PLATFORM_SCOPE, { kind: 'TERMINAL', id: null }, (unit) =>
      raiseEpochs(unit, [place.base.terminalId], 'STORE_LOST'),
    )
  }

  /** A transaction that stands with us and came from nowhere: a copy of the terminal's newest sale, under a number of its own. */
  async conjure(place: Place, stan: string): Promise<{ readonly batch: string; readonly minor: bigint } | null> {
    return await this.#own(async (unit) => {
      const id = unit.newId('transaction')
      const columns = (
        await unit.query<{ name: string }>(
          `select quote_ident(column_name) as name from information_schema.columns where table_schema = 'public' and table_name = 'transaction' order by ordinal_position`,
        )
      ).map(({ name }) => name)
      const changed: Readonly<Record<string, string>> = {
        id: '$2',
        stan: '$3',
        seq: '900000',
        seqs: `'{}'::bigint[]`,
        rrn: 'null',
        facts: `jsonb_set(jsonb_set(facts, '{key,stan}', to_jsonb($3::text)), '{founding,seq}', '900000')`,
      }
      const [row] = await unit.query<{ batch: string; minor: bigint }>(
        `insert into transaction (${columns.join(', ')}) select ${columns.map((name) => changed[name] ?? name).join(', ')} from transaction
         where terminal_id = $1 and type = 'PURCHASE' and auth_state = 'APPROVED' and reversal_state = 'NONE' and follow_up_state = 'NONE'
         order by recorded_at desc, stan desc limit 1 returning batch_no as batch, amount::numeric as minor`,
        [place.base.terminalId, id, stan],
      )
      await unit.execute(
        `insert into record_line select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, coalesce(occurred_at, recorded_at), id, batch_no, stan, rrn, null, null,
           type, auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at from transaction where id = $1`,
        [id],
      )
      return row ?? null
    })
  }

  /** The worker notices and looks until there is nothing to look at. */
  async detect(): Promise<void> {
    await this.#placed()
    const before = performance.now()
    const { records } = this.#detection.counts()
    while ((await this.#detection.turn()) === 0);
    this.looked.records += this.#detection.counts().records - records
    this.looked.ms += performance.now() - before
  }

  /** What the worker does once a day, and after each file. */
  async night(): Promise<void> {
    while ((await this.#missing.turn()) === 0);
    await this.#placed()
    while ((await this.#detection.turn()) === 0);
    await this.#days.turn()
    await this.detect()
  }

  /** The sequencer has given every event its place. */
  async #placed(): Promise<void> {
    for (;;) {
      const [row] = await this.owner.read(PLATFORM_SCOPE, (db) =>
        db.query<{ left: number }>('select count(*)::int as left from event_pending'),
      )
      if (row?.left === 0) return
      await new Promise((resume) => setTimeout(resume, 20))
    }
  }

  async #own<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await this.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
  }

  async #work<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await this.#worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
  }
}

/** What the gateway makes of a record; the leaf is the record's own hash, keys are not the matter here. */
function arrivedOf(seq: number, record: Traces['records'][number]['record'], epoch: number): ArrivedRecord {
  if (record === null) {
    const body = `{"type":"SOMETHING","n":${seq}}`
    const bytes = sha256(Buffer.from(body))
    return {
      seq,
      leaf: bytes,
      proven: false,
      payloadHash: bytes,
      body,
      record: null,
      fault: 'WRONG_FORM',
      hadCardData: false,
    }
  }
  const body = recordText(record)
  const parsed = parseRecord(body)
  if (!parsed.ok)
    throw new Error(
      `the generator wrote a record that cannot be read: ${parsed.fault.code} ${parsed.fault.member ?? ''} ${body}`,
    )
  return {
    seq,
    leaf: Buffer.from(leafOf(sha256, record, epoch, seq)),
    proven: true,
    payloadHash: Buffer.from(payloadHashOf(sha256, record)),
    body,
    record: parsed.record,
    fault: null,
    hadCardData: false,
  }
}

/** A day of the month, as files name it, by the acquirer's clock. */
export function dayText(start: Instant, day: number): string {
  return new Date(start + day * DAY + 8 * 60 * MINUTE).toISOString().slice(0, 10)
}
