import type { Frontier, Instant } from '@budeng/kernel'
import { VERIFY_BLOCK, VERIFY_LANES } from '../limits.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import type { Scoped } from '../unit.ts'
import { type Block, readBlock, type SignedTree } from './block.ts'
import { entryAt, leafOf } from './leaf.ts'
import { appendLeaf, loadFrontier, rangeRoot, sealedSize } from './tree.ts'
import { type Unplaced, unplacedEvents } from './unplaced.ts'

/** What is wrong with a log. */
export type AuditFault =
  | 'EVENT_CHANGED'
  | 'EVENT_MOVED'
  | 'EVENT_MISSING'
  | 'EVENT_UNPLACED'
  | 'POSITION_MISSING'
  | 'LEAF_MISSING'
  | 'SUBTREE_CHANGED'
  | 'CHECKPOINT_UNSIGNED'
  | 'CHECKPOINT_MISSING'
  | 'LOG_CUT'
  | 'ROOT_DIFFERS'
  | 'OTHER_LOG'

/** The first thing that is wrong: where, with which event, and figures for a sentence. */
export interface AuditFinding {
  readonly code: AuditFault
  readonly position: number | null
  readonly eventId: string | null
  /** Where the contradiction comes from: a checkpoint that was kept elsewhere, or what the database holds itself. */
  readonly source: 'EXPORTED' | 'DATABASE'
  readonly detail: Readonly<Record<string, string | number>>
}

/** How far a log was proven. */
export interface Verification {
  readonly from: number
  readonly sealed: number
  /** Events that were hashed again. */
  readonly events: number
  /** Events that retention removed: of them only the leaf is there. */
  readonly removed: number
  readonly checkpoints: number
  readonly exported: number
  /** Placed, not sealed yet. */
  readonly tail: number
  readonly finding: AuditFinding | null
}

export interface VerifyOptions {
  /** First position whose event is hashed again; what is before it counts by its leaves. 1 when left out. */
  readonly from?: number
  /** Checkpoints that were kept elsewhere. */
  readonly exported?: readonly string[]
  /** A note under a known key; else why it is not believed. */
  readonly readNote: (note: string) => (SignedTree & { readonly origin: string }) | string
  readonly onProgress?: (position: number, of: number) => void
}

/**
 * Proves the whole log, or names the first thing that is wrong: each event against its leaf, the order, the tree, each
 * signed root, and checkpoints kept elsewhere. Reads in blocks, some at once; holds a few thousand events at a time.
 */
export async function verifyLog(storage: Storage, options: VerifyOptions): Promise<Verification> {
  const read = <T>(work: Parameters<typeof storage.read<T>>[1]) => storage.read(PLATFORM_SCOPE, work)
  const sealed = await read(sealedSize)
  const from = Math.max(1, Math.min(options.from ?? 1, sealed))
  const walk = new Walk(options)
  const state = () => ({ from, sealed, ...walk.counts, finding: walk.finding })
  await walk.takeExported(sealed, (size) => read((db) => rangeRoot(db, { from: 0, to: size })), from)
  if (walk.finding !== null) return { ...state(), tail: 0 }
  // whole blocks, so that the subtrees in them can be held against the kept ones
  const start = Math.floor((from - 1) / VERIFY_BLOCK) * VERIFY_BLOCK
  const frontier = await read((db) => loadFrontier(db, start))
  for await (const block of blocks(storage, start, sealed)) {
    walk.block(frontier, block)
    if (walk.finding !== null) return { ...state(), tail: 0 }
    options.onProgress?.(frontier.size, sealed)
  }
  const unplaced = await unplacedEvents(storage)
  walk.end(unplaced, await read(unsigned))
  return { ...state(), tail: unplaced.tail }
}

/** Blocks in their order, of which the next ones are being read meanwhile. */
async function* blocks(storage: Storage, start: number, sealed: number): AsyncGenerator<Block> {
  const ahead: Promise<Block>[] = []
  let next = start
  const fill = () => {
    while (ahead.length < VERIFY_LANES && next < sealed) {
      const range = { after: next, through: Math.min(next + VERIFY_BLOCK, sealed) }
      const reading = storage.read(PLATFORM_SCOPE, (db) => readBlock(db, range))
      reading.catch(() => undefined) // whoever waits for it is told
      ahead.push(reading)
      next = range.through
    }
  }
  for (fill(); ahead.length > 0; fill()) {
    const block = await ahead.shift()
    if (block !== undefined) yield block
  }
}

interface Unsigned {
  readonly signed: number
  readonly kept: number
}

/** What is signed and what is kept, when they are not the same. */
async function unsigned(db: Scoped): Promise<Unsigned | null> {
  // one look at both: the log may grow meanwhile
  const [row] = await db.query<{ signed: number; kept: number }>(
    `select coalesce((select max(size) from event_checkpoint), 0) as signed,
       coalesce((select max(position) from event_leaf), 0) as kept`,
  )
  return row === undefined || row.signed === row.kept ? null : row
}

interface Expected {
  readonly tree: SignedTree
  readonly source: AuditFinding['source']
}

/** What was found on the way through the log. */
class Walk {
  readonly counts = { events: 0, removed: 0, checkpoints: 0, exported: 0 }
  finding: AuditFinding | null = null
  readonly #options: VerifyOptions
  #exported: Expected[] = []
  #origin: string | null = null

  constructor(options: VerifyOptions) {
    this.#options = options
  }

  /** Reads what was kept elsewhere; what lies before the walk is held against the kept leaves at once. */
  async takeExported(sealed: number, rootAt: (size: number) => Promise<Buffer>, from: number): Promise<void> {
    for (const note of this.#options.exported ?? []) {
      const tree = this.#tree(note, 'EXPORTED')
      if (tree === null) return
      if (tree.size > sealed)
        return this.#fail('LOG_CUT', sealed + 1, null, 'EXPORTED', {
          sealed,
          signed: tree.size,
          at: isoOf(tree.at),
        })
      this.#exported.push({ tree, source: 'EXPORTED' })
    }
    this.#exported.sort((a, b) => a.tree.size - b.tree.size)
    const start = Math.floor((from - 1) / VERIFY_BLOCK) * VERIFY_BLOCK
    for (const { tree } of this.#exported.filter((one) => one.tree.size <= start)) {
      if (!(await rootAt(tree.size)).equals(tree.root)) return this.#differs({ tree, source: 'EXPORTED' })
      this.counts.exported++
    }
    this.#exported = this.#exported.filter((one) => one.tree.size > start)
  }

  block(frontier: Frontier, block: Block): void {
    const expected = this.#expectedIn(block)
    if (expected === null) return
    let next = 0
    for (let position = block.after + 1; position <= block.through; position++) {
      const leaf = this.#leafAt(block, position)
      if (leaf === null) return
      for (const { level, place, hash } of appendLeaf(frontier, leaf))
        if (block.subtrees.get(`${level}/${place}`)?.equals(hash) !== true)
          return this.#fail('SUBTREE_CHANGED', position, null, 'DATABASE', { level, place })
      for (let signed = expected[next]; signed?.tree.size === position; signed = expected[++next]) {
        if (!Buffer.from(frontier.root()).equals(signed.tree.root)) return this.#differs(signed)
        this.counts[signed.source === 'EXPORTED' ? 'exported' : 'checkpoints']++
      }
    }
    this.#exported = this.#exported.filter(({ tree }) => tree.size > block.through)
  }

  /** After the last leaf: is everything signed, and does every event stand in the order? */
  end(unplaced: Unplaced, differs: Unsigned | null): void {
    if (differs !== null)
      return this.#fail(
        differs.signed > differs.kept ? 'LOG_CUT' : 'CHECKPOINT_MISSING',
        differs.kept,
        null,
        'DATABASE',
        {
          sealed: differs.kept,
          signed: differs.signed,
        },
      )
    if (unplaced.gap !== null) return this.#fail('POSITION_MISSING', unplaced.gap, null, 'DATABASE', {})
    if (unplaced.eventId !== null) this.#fail('EVENT_UNPLACED', null, unplaced.eventId, 'DATABASE', {})
  }

  #leafAt(block: Block, position: number): Buffer | null {
    const event = block.events.get(position)
    const kept = block.leaves.get(position)
    const fail = (code: AuditFault, detail: AuditFinding['detail'] = {}) => {
      this.#fail(code, position, event?.eventId ?? null, 'DATABASE', detail)
      return null
    }
    if (event === undefined) return fail('POSITION_MISSING')
    if (kept === undefined) return fail('LEAF_MISSING')
    if (event.entry === null) {
      const month = block.removals.find(({ from, to }) => event.eventId >= from && event.eventId < to)
      if (month === undefined) return fail('EVENT_MISSING')
      this.counts.removed++
      return kept
    }
    this.counts.events++
    const leaf = leafOf(event.entry)
    if (leaf.equals(kept)) return leaf
    const sealedAt = placeOf(block, event.entry, position)
    return sealedAt === null ? fail('EVENT_CHANGED') : fail('EVENT_MOVED', { sealedAt })
  }

  #expectedIn(block: Block): Expected[] | null {
    const own: Expected[] = []
    for (const { note, size } of block.checkpoints) {
      const tree = this.#tree(note, 'DATABASE')
      if (tree === null) return null
      if (tree.size !== size) {
        this.#fail('CHECKPOINT_UNSIGNED', size, null, 'DATABASE', { reason: 'OTHER_SIZE' })
        return null
      }
      own.push({ tree, source: 'DATABASE' })
    }
    const exported = this.#exported.filter(({ tree }) => tree.size > block.after && tree.size <= block.through)
    // what was kept elsewhere speaks first
    return [...exported, ...own].sort((a, b) => a.tree.size - b.tree.size)
  }

  #tree(note: string, source: AuditFinding['source']): SignedTree | null {
    const tree = this.#options.readNote(note)
    if (typeof tree === 'string') {
      this.#fail('CHECKPOINT_UNSIGNED', null, null, source, { reason: tree, note: note.slice(0, 60) })
      return null
    }
    this.#origin ??= tree.origin
    if (this.#origin === tree.origin) return tree
    this.#fail('OTHER_LOG', tree.size, null, source, { origin: tree.origin, expected: this.#origin })
    return null
  }

  #differs({ tree, source }: Expected): void {
    this.#fail('ROOT_DIFFERS', tree.size, null, source, { size: tree.size, at: isoOf(tree.at) })
  }

  #fail(
    code: AuditFault,
    position: number | null,
    eventId: string | null,
    source: AuditFinding['source'],
    detail: AuditFinding['detail'],
  ): void {
    this.finding ??= { code, position, eventId, source, detail }
  }
}

/** The position of the block at which this very event was sealed, if it was at another one. */
function placeOf(block: Block, entry: string, position: number): number | null {
  for (const [place, leaf] of block.leaves)
    if (place !== position && leafOf(entryAt(entry, position, place)).equals(leaf)) return place
  return null
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString()
}
