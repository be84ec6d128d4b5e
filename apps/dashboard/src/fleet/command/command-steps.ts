import type { CommandFullFragment, CommandState, Witness } from '../../api/generated/graphql.ts'

/**
 * Where one step of a command stands. DONE and MISSING are facts with a time or the lack of one; NOW is where the
 * command is; TO_COME may still happen; SKIPPED will not happen any more.
 */
export type StepState = 'DONE' | 'NOW' | 'TO_COME' | 'WRONG' | 'MISSING' | 'SKIPPED'

export interface Step {
  readonly key: string
  /** LIFE: the platform's own account. EVIDENCE: a fact that a witness vouches for. END: how it came out. */
  readonly kind: 'APPROVAL' | 'BACKUP' | 'LIFE' | 'EVIDENCE' | 'END'
  /** Name in the family of its kind: a life step, an evidence kind or a command state. */
  readonly name: string
  readonly state: StepState
  readonly at: string | null
  readonly witness: Witness | null
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

type Told = Pick<
  CommandFullFragment,
  | 'type'
  | 'state'
  | 'final'
  | 'requestedAt'
  | 'publishedAt'
  | 'acknowledgedAt'
  | 'runningAt'
  | 'finishedAt'
  | 'evidence'
  | 'missingEvidence'
  | 'waitsFor'
  | 'causes'
  | 'result'
>

/** The order in which pieces of evidence usually come; a kind that is not listed comes last. */
const EVIDENCE_ORDER: readonly string[] = [
  'BACKUP_MATCHED',
  'ANSWER',
  'DIGITS_RIGHT',
  'BOOT_ROSE',
  'CONNECTION_RENEWED',
  'HOST_SIGN_ON',
  'PLATFORM_SIGN_ON',
  'HEARTBEAT_SIGNED_ON',
  'HOST_ECHO',
  'JOURNAL_COMPLETE',
  'BATCH_CLOSED',
  'AMENDMENT_RECORDED',
  'FILE_RECEIVED',
  'PARAMETERS_HELD',
  'VERSION_RUNNING',
]

/** A command as the steps that a person watches: what happened with its time, where it is, what is still to come. */
export function stepsOf(command: Told): readonly Step[] {
  return [...approvalOf(command), ...backupOf(command), ...lifeOf(command), ...evidenceOf(command), endOf(command)]
}

const bare = { at: null, witness: null, facts: [] } as const

function approvalOf({ state, finishedAt }: Told): Step[] {
  const step = { ...bare, key: 'approval', kind: 'APPROVAL', name: 'APPROVAL' } as const
  if (state === 'PENDING_APPROVAL') return [{ ...step, state: 'NOW' }]
  if (state === 'DENIED' || state === 'LAPSED') return [{ ...step, state: 'WRONG', at: finishedAt }]
  return []
}

function backupOf({ waitsFor, causes }: Told): Step[] {
  const backup = waitsFor ?? causes.find((cause) => cause.type === 'BACKUP')
  if (backup === undefined) return []
  const proof = backup.evidence.find((piece) => piece.kind === 'BACKUP_MATCHED')
  const state: StepState = backup.state === 'SUCCEEDED' ? 'DONE' : backup.finishedAt === null ? 'NOW' : 'WRONG'
  return [
    {
      key: 'backup',
      kind: 'BACKUP',
      name: 'BACKUP',
      state,
      at: backup.finishedAt ?? backup.requestedAt,
      witness: proof?.witness ?? null,
      facts: proof?.facts ?? [],
    },
  ]
}

/** States in which a life step is the one the command stands at. */
const STANDS_AT: Readonly<Record<string, readonly CommandState[]>> = {
  SENT: ['QUEUED'],
  ACKNOWLEDGED: ['SENT'],
}

function lifeOf(command: Told): Step[] {
  const waitsForBackup = command.waitsFor !== null && command.waitsFor.finishedAt === null
  const facts: readonly (readonly [string, string | null])[] = [
    ['QUEUED', command.requestedAt],
    ['SENT', command.publishedAt],
    ['ACKNOWLEDGED', command.acknowledgedAt],
  ]
  return facts.map(([name, at]) => {
    const isNow = !waitsForBackup && (STANDS_AT[name]?.includes(command.state) ?? false)
    const state: StepState = at !== null ? 'DONE' : command.final ? 'SKIPPED' : isNow ? 'NOW' : 'TO_COME'
    return { ...bare, key: name, kind: 'LIFE', name, state, at }
  })
}

function evidenceOf(command: Told): Step[] {
  const found = command.evidence.map(
    ({ kind, witness, at, facts }): Step => ({
      key: kind,
      kind: 'EVIDENCE',
      name: kind,
      state: 'DONE',
      at,
      witness,
      facts,
    }),
  )
  const have = new Set(found.map((step) => step.name))
  const lacking = [...command.missingEvidence].filter((kind) => !have.has(kind)).sort(byOrder)
  const isAtIt = ['ACKNOWLEDGED', 'RUNNING', 'VERIFYING'].includes(command.state)
  const wanted = lacking.map((kind, index): Step => {
    const live: StepState = isAtIt && index === 0 ? 'NOW' : 'TO_COME'
    return { ...bare, key: kind, kind: 'EVIDENCE', name: kind, state: command.final ? lackOf(command, kind) : live }
  })
  return [...found, ...wanted].sort((one, other) => byOrder(one.name, other.name))
}

/** Evidence that never came: missing where proof is all that lacks; wrong at the step that the terminal says failed. */
function lackOf({ state, result }: Told, kind: string): StepState {
  if (state === 'UNVERIFIED') return 'MISSING'
  return stepIn(result?.data) === kind ? 'WRONG' : 'SKIPPED'
}

function stepIn(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'step' in data ? data.step : undefined
}

function byOrder(one: string, other: string): number {
  const rank = (kind: string) =>
    (EVIDENCE_ORDER.indexOf(kind) + EVIDENCE_ORDER.length + 1) % (EVIDENCE_ORDER.length + 1)
  return rank(one) - rank(other)
}

const GOOD_ENDS: readonly CommandState[] = ['SUCCEEDED']
const NEUTRAL_ENDS: readonly CommandState[] = ['CANCELLED', 'SUPERSEDED', 'REMOVED']

function endOf(command: Told): Step {
  const base = { ...bare, key: 'end', kind: 'END', at: command.finishedAt } as const
  if (!command.final) {
    const isNow = command.state === 'UNKNOWN' || command.state === 'DEFERRED'
    return { ...base, name: isNow ? command.state : 'SUCCEEDED', state: isNow ? 'NOW' : 'TO_COME' }
  }
  const state: StepState = GOOD_ENDS.includes(command.state)
    ? 'DONE'
    : NEUTRAL_ENDS.includes(command.state)
      ? 'SKIPPED'
      : 'WRONG'
  return { ...base, name: command.state, state }
}
