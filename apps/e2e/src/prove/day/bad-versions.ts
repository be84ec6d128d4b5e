import { createHash } from 'node:crypto'
import { signSimulatedPackage, versionThatFails } from '@budeng/simulator'
import { until } from '../../until.ts'
import type { Session } from '../session.ts'
import type { Administrators } from './administrators.ts'
import { type Looked, lookAtAll } from './desk.ts'

/** What became of a rollout of software that does not start on some terminals. */
export interface BadVersion {
  /** On so many of a hundred terminals it does not start. */
  readonly failsOn: number
  readonly cohort: number
  /** Terminals of its first group. */
  readonly first: number
  /** Terminals that got a command before it stopped. */
  readonly touched: number
  /** As the platform says it. */
  readonly state: string
  readonly why: string
  readonly known: number
  readonly bad: number
}

/** Fails on all, and on some: domain §8 says how far each may come. */
const VERSIONS = [100, 15] as const
/** The demonstration has a package that fails too, of a release before. */
const RELEASE = '9.1.0'
/** The first group is this share of the cohort, and 50 at most: what fails on some must be seen in it. */
const FIRST_SHARE = 0.15
const FIRST_MAX = 50
/** Results that are enough to stop; fewer only where the first group is smaller. */
const ENOUGH = 20
const PACKAGE_BYTES = 4_096
const TIMEOUT_MS = 6 * 60_000
const LOOK_MS = 500

const READ = `query ($id: ID!) { rollout(id: $id) {
  state whyCode why cohort groups { size known bad figures { standing count } }
} }`

interface Started {
  readonly id: string
  readonly action: { readonly id: string; readonly hash: string; readonly state: string }
}

interface Seen {
  readonly state: string
  readonly whyCode: string
  readonly why: string
  readonly cohort: number
  readonly groups: readonly {
    readonly size: number
    readonly known: number
    readonly bad: number
    readonly figures: readonly { readonly standing: string; readonly count: number }[]
  }[]
}

/** Two versions that do not start, on all terminals and on some, each rolled out to terminals that are online. */
export async function rollOutBadVersions(
  people: Administrators,
  fits: (terminal: Looked) => boolean,
  tell: (line: string) => void,
): Promise<readonly BadVersion[]> {
  const { maker } = people
  const cohort = largestModel(
    (await lookAtAll((query, variables) => maker.ask(query, variables))).filter((one) => one.online && fits(one)),
  )
  const seen: BadVersion[] = []
  for (const failsOn of VERSIONS) {
    const one = await rollOut(people, cohort, failsOn)
    tell(`a version that fails on ${failsOn} of 100 is ${one.state} after ${one.touched} of ${one.cohort} terminals`)
    seen.push(one)
  }
  return seen
}

/** A package is for one model. */
function largestModel(terminals: readonly Looked[]): readonly Looked[] {
  const models = Map.groupBy(terminals, ({ model }) => model)
  return [...models.values()].toSorted((a, b) => b.length - a.length)[0] ?? []
}

async function rollOut(
  { maker, checker }: Administrators,
  cohort: readonly Looked[],
  failsOn: number,
): Promise<BadVersion> {
  const manifest = await addPackage(maker, cohort[0]?.model ?? '', versionThatFails(failsOn, RELEASE))
  const terminalIds = cohort.map(({ id }) => id)
  const { selection } = await maker.orderWithoutKey<{ selection: { id: string; count: number } }>(
    ...(['selectionCreate', 'SelectionCreateInput', { terminalIds }, 'selection { id count }'] as const),
  )
  const first = Math.min(FIRST_MAX, Math.ceil(cohort.length * FIRST_SHARE))
  const { rollout } = await maker.confirmed<{ rollout: Started }>(
    'rolloutStart',
    'RolloutStartInput',
    {
      ...{ selectionId: selection.id, expectedCount: selection.count },
      ...{ command: { softwareUpdate: manifest }, reason: 'a new version' },
      plan: { groups: [first, first * 4], stopAtLeast: Math.min(ENOUGH, first) },
    },
    'rollout { id action { id hash state } }',
  )
  const { id: bulkId, hash, state } = rollout.action
  if (state === 'PENDING_APPROVAL') {
    const decision = { bulkId, hash, approve: true, note: 'go' }
    await checker.confirmed('bulkDecide', 'BulkDecideInput', decision, 'bulkAction { state }')
  }
  const stopped = await untilStill(maker, rollout.id)
  await endIt(maker, rollout.id, stopped)
  return { failsOn, first, ...figuresOf(stopped) }
}

/** Waits until it has stopped, paused or finished, and what was sent has come to its end. */
async function untilStill(maker: Session, id: string): Promise<Seen> {
  let seen: Seen | null = null
  const read = async () => {
    seen = (await maker.ask<{ rollout: Seen }>(READ, { id })).rollout
    return seen
  }
  const isStill = async () => {
    const { state, groups } = await read()
    const underWay = groups.flatMap(({ figures }) => figures).some(({ standing }) => standing === 'UNDER_WAY')
    return !['WAITING', 'RUNNING'].includes(state) && !underWay
  }
  await until(isStill, {
    what: () => `the rollout stands still: ${JSON.stringify(seen)}`,
    ...{ timeoutMs: TIMEOUT_MS, everyMs: LOOK_MS },
  })
  return await read()
}

async function endIt(maker: Session, rolloutId: string, { state }: Seen): Promise<void> {
  const input = { rolloutId, act: 'CANCEL', reason: 'the version is bad' }
  if (state === 'STOPPED' || state === 'PAUSED')
    await maker.order('rolloutControl', 'RolloutControlInput', input, 'rollout { state }')
}

function figuresOf({ state, whyCode: why, cohort, groups }: Seen): Omit<BadVersion, 'failsOn' | 'first'> {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  const untouched = ['WAITING', 'SKIPPED']
  const touched = groups.flatMap(({ figures }) => figures).filter(({ standing }) => !untouched.includes(standing))
  return {
    ...{ state, why, cohort, touched: sum(touched.map(({ count }) => count)) },
    ...{ known: sum(groups.map(({ known }) => known)), bad: sum(groups.map(({ bad }) => bad)) },
  }
}

/** The vendor's package, given to the platform as an administrator gives it; its manifest. */
async function addPackage(maker: Session, model: string, version: string) {
  const bytes = createHash('sha512')
    .update(version)
    .digest()
    .toString('hex')
    .repeat(PACKAGE_BYTES / 128)
  const about = {
    ...{ model, version, bytes: bytes.length },
    sha256: createHash('sha256').update(bytes).digest('base64url'),
  }
  const signature = signSimulatedPackage(about)
  const query = new URLSearchParams({ model, version, signature })
  const response = await maker.upload(`/packages?${query}`, 'application/octet-stream', Buffer.from(bytes))
  if (!response.ok) throw new Error(`the package was not taken: ${response.status} ${await response.text()}`)
  return { ...about, signature }
}
