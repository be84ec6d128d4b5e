import { once } from 'node:events'
import type { CorrectionKind, CorrectionState } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import type { Verification } from '@budeng/storage'
import { demoPostgresUrl } from '../../demo.ts'
import { type House, spawnBudeng } from '../../house.ts'
import { until } from '../../until.ts'
import type { Desk } from './desk.ts'
import type { Machine } from './machines.ts'
import { rowsOf } from './rows.ts'

const COMPARED_TIMEOUT_MS = 10 * 60_000
const LOOK_MS = 2_000
const AUDITS_MAX = 3

/** How the corrections of a kind ended. */
export interface KindEnd {
  readonly kind: CorrectionKind
  readonly state: CorrectionState
  readonly automatic: number
  readonly byPeople: number
}

export interface GivenUp {
  readonly correction: string
  readonly kind: CorrectionKind
  readonly state: CorrectionState
  readonly ground: string
  readonly tid: string
}

/** What is left when everything is corrected. */
export interface Reckoned {
  readonly kinds: readonly KindEnd[]
  readonly givenUp: readonly GivenUp[]
  /** As the API reports them: corrected with us, not proven at a terminal. */
  readonly unproven: number
  /** Of journals, by kind, as the agreement board has them. */
  readonly differences: readonly { readonly kind: string; readonly tid: string }[]
  readonly trialBalance: readonly string[]
  readonly proofs: { readonly all: number; readonly equal: number }
  readonly journals: { readonly all: number; readonly equal: number }
  readonly audit: { readonly events: number; readonly finding: string | null }
  readonly broken: readonly string[]
}

/** Reckons up what the house holds, by what its API, its database and its auditor say. */
export async function reckon(
  house: House,
  desk: Desk,
  machines: readonly Machine[],
  since: Instant,
): Promise<Reckoned> {
  const journals = await comparedJournals(house, machines)
  const kinds = await kindsOf(house, since)
  const givenUp = await givenUpOf(house)
  const differences = await rowsOf<{ kind: string; tid: string }>(
    house,
    'select d.kind, t.tid from open_difference d join terminal t on t.id = d.terminal_id where d.closed_at is null order by 1, 2',
  )
  const admin = await desk.session('ADMIN')
  const said = await admin.ask<{
    openDifferences: { nodes: { state: CorrectionState }[] }
    trialBalance: { sums: { amount: string }[] } | null
  }>('{ openDifferences(first: 200) { nodes { state } } trialBalance { sums { amount } } }')
  const [proofs] = await rowsOf<Reckoned['proofs']>(
    house,
    `select count(*)::int as all, (count(*) filter (where p.equal))::int as equal from correction c join consistency_proof p on p.id = c.proof_id`,
  )
  const reckoned = {
    ...{ kinds, givenUp, differences, journals },
    unproven: said.openDifferences.nodes.length,
    trialBalance: said.trialBalance?.sums.map(({ amount }) => amount) ?? ['none'],
    proofs: proofs ?? { all: 0, equal: 0 },
    audit: await audited(house),
  }
  return { ...reckoned, broken: brokenOf(reckoned) }
}

function brokenOf(reckoned: Omit<Reckoned, 'broken'>): string[] {
  const { kinds, givenUp, unproven, differences, trialBalance, proofs, journals, audit } = reckoned
  const odd = kinds.filter(({ state }) => !['CLOSED', 'WAIVED', 'UNREACHABLE', 'WITHDRAWN'].includes(state))
  const known = new Set(givenUp.map(({ tid }) => tid))
  const unknown = differences.filter(({ tid }) => !known.has(tid))
  return [
    ...odd.map(({ kind, state, automatic, byPeople }) => `${automatic + byPeople} × ${kind} ended as ${state}`),
    ...(unproven === givenUp.length ? [] : [`${unproven} open differences, ${givenUp.length} given up`]),
    ...unknown.slice(0, 10).map(({ kind, tid }) => `a difference of ${tid} is open: ${kind}`),
    ...(trialBalance.every((sum) => sum === '0') ? [] : [`trial balance ${trialBalance.join(', ')}`]),
    ...(proofs.all === proofs.equal ? [] : [`${proofs.all - proofs.equal} proofs are not equal`]),
    ...(journals.all === journals.equal ? [] : [`${journals.all - journals.equal} journals are not equal`]),
    ...(audit.finding === null ? [] : [`the audit says ${audit.finding}`]),
  ]
}

/** Every terminal has told what it holds, and both sides hold the same. */
async function comparedJournals(house: House, machines: readonly Machine[]): Promise<Reckoned['journals']> {
  const tids = machines.map(({ stand }) => stand.place.tid)
  const look = async () => {
    const [row] = await rowsOf<{ all: number; equal: number }>(
      house,
      `select count(*)::int as all, (count(*) filter (where s.agreement = 'EQUAL' and s.equal_seq = s.through_seq and s.ahead = '{}'))::int as equal
       from journal_stream s join terminal t on t.id = s.terminal_id where s.newest and t.tid = any($1::text[])`,
      [tids],
    )
    return row ?? { all: 0, equal: 0 }
  }
  let last = { all: 0, equal: -1 }
  const isEqual = async () => {
    last = await look()
    return last.all === last.equal
  }
  await until(isEqual, {
    what: () => 'all journals are equal',
    timeoutMs: COMPARED_TIMEOUT_MS,
    everyMs: LOOK_MS,
  }).catch(() => {})
  return last
}

async function kindsOf(house: House, since: Instant): Promise<KindEnd[]> {
  return await rowsOf<KindEnd>(
    house,
    `select kind, state, (count(*) filter (where maker_id is null))::int as automatic, (count(*) filter (where maker_id is not null))::int as "byPeople"
     from correction where state <> 'WITHDRAWN' and drafted_at >= $1 group by 1, 2 order by 1, 2`,
    [new Date(since)],
  )
}

async function givenUpOf(house: House): Promise<GivenUp[]> {
  return await rowsOf<GivenUp>(
    house,
    `select c.id as correction, c.kind, c.state, coalesce(c.facts->'waived'->>'ground', c.facts->'problems'->>0, '') as ground, t.tid
     from correction c join terminal t on t.id = c.terminal_id where c.state in ('WAIVED', 'UNREACHABLE') order by t.tid`,
  )
}

/** `budeng audit verify`, as an auditor would run it: again when a busy machine gave it no answer. */
async function audited(house: House): Promise<Reckoned['audit']> {
  for (let attempt = 1; ; attempt++) {
    const said = await auditedOnce(house)
    if (said.events > 0 || attempt === AUDITS_MAX) return said
  }
}

async function auditedOnce(house: House): Promise<Reckoned['audit']> {
  const { child, output } = await spawnBudeng(['audit', 'verify', '--json'], {
    DATABASE_URL: demoPostgresUrl(house),
    BUDENG_DATA_DIR: house.dataDir,
  })
  await once(child, 'close')
  try {
    const { events, finding } = JSON.parse(output()) as Verification
    return { events, finding: finding === null ? null : finding.code }
  } catch {
    return { events: 0, finding: output().slice(0, 300) }
  }
}
