import { type Authority, hashOf, type Instant, type Millis, type Refusal, SECOND } from '@budeng/kernel'
import { type Command, type CommandType, isFinal, type Tier } from './command.ts'
import { commandType, rivalsOf } from './command-types/index.ts'
import { isBackupFresh } from './decide-tick.ts'
import { DISPATCH_PER_SECOND, TYPICAL_MS } from './limits.ts'
import { needsApproval, standingRefusals, tierOf } from './permission.ts'
import { isWithUs } from './sent.ts'
import {
  changeHere,
  NOTHING_KNOWN,
  type ParameterLine,
  parameterLines,
  type ParametersChange,
  type ParametersSight,
} from './parameters-change.ts'
import type { RolloutPlan } from './rollouts/plan.ts'
import { type TimeWindow, windowAt } from './rollouts/window.ts'
import type { TerminalSituation } from './terminal.ts'

/** What an action would do to one terminal: exactly one of these. */
export const PREVIEW_KINDS = [
  'RUN_NOW',
  'QUEUED_OFFLINE',
  'DEFERRED',
  'OUTSIDE_WINDOW',
  'CONFLICTING',
  'NOT_ALLOWED',
  'NOT_HELPFUL',
] as const
export type PreviewKind = (typeof PREVIEW_KINDS)[number]

export interface Classification {
  readonly kind: PreviewKind
  /** Refusal code, deferral reason, host response code, type of the command in the way or HELD; empty when there is none. */
  readonly code: string
  /** Figures of a refusal. */
  readonly params?: Refusal['params']
}

/** An action that is asked about: one type for many terminals. */
export interface PlannedAction {
  readonly at: Instant
  readonly type: CommandType
  readonly authority: Authority
  /** All terminals of the selection. */
  readonly terminalsInAction: number
  readonly bulkRaise: number
  /** Store time in which its commands are made; none: at any time. */
  readonly window?: TimeWindow | null
  /** What becomes of their parameters before they are pulled; none: they take what is wished already. */
  readonly change?: ParametersChange | null
}

/** One terminal of an action. */
export interface ActionTarget {
  readonly terminal: TerminalSituation
  /** The store's zone, where windows are asked about. */
  readonly zone?: string
  /** Its commands that are not final. */
  readonly open: readonly Command[]
  /** Its parameters, where a change of them is asked about. */
  readonly parameters?: ParametersSight
}

/** Classifies the terminals of an action in their order: each that makes a command leaves less of a budget. */
export function* classifyAll<Target extends ActionTarget>(
  action: PlannedAction,
  targets: Iterable<Target>,
): Generator<{ readonly target: Target; readonly found: Classification; readonly chargedBefore: number }> {
  let chargedBefore = 0
  for (const target of targets) {
    const found = classify(action, target, chargedBefore)
    yield { target, found, chargedBefore }
    if (willCreate(found)) chargedBefore++
  }
}

/** Classifies one terminal. What must not happen is told before what merely takes longer. */
export function classify(
  action: PlannedAction,
  { terminal, open, zone, parameters = NOTHING_KNOWN }: ActionTarget,
  chargedBefore = 0,
): Classification {
  const { type } = action
  const rule = commandType(type)
  const [refusal] = standingRefusals({ ...action, terminal, chargedBefore })
  if (refusal !== undefined)
    return { kind: 'NOT_ALLOWED', code: refusal.code, ...(refusal.params && { params: refusal.params }) }
  // not registered at the host: signing on anew changes nothing
  if (type === 'RELOGIN' && terminal.hostRoute === 'REGISTRATION')
    return { kind: 'NOT_HELPFUL', code: terminal.hostResponseCode ?? '' }
  const change = action.change == null ? null : changeHere(action.change, parameters)
  if (change?.kind === 'REFUSED') {
    const { code, params } = change.refusal
    return { kind: 'NOT_ALLOWED', code, ...(params && { params }) }
  }
  if (change?.kind === 'HELD') return { kind: 'NOT_HELPFUL', code: HELD }
  const rivals = rivalsOf(type)
  const rival = open.find((command) => rivals.includes(command.type) && !isFinal(command.state) && !givesWay(command))
  if (rival !== undefined) return { kind: 'CONFLICTING', code: rival.type }
  const { window = null } = action
  if (window !== null && zone !== undefined && !windowAt(window, action.at, zone).isOpen)
    return { kind: 'OUTSIDE_WINDOW', code: '' }
  if (!terminal.connected) return { kind: 'QUEUED_OFFLINE', code: '' }
  const reason = rule.deferredBy(terminal)
  return reason === null ? { kind: 'RUN_NOW', code: '' } : { kind: 'DEFERRED', code: reason }
}

/** A terminal that has all of a change of parameters, and says so. */
export const HELD = 'HELD'

/** A newer command supersedes it. */
function givesWay(command: Command): boolean {
  return command.state === 'QUEUED' && isWithUs(command)
}

/** True when the action makes a command for a terminal so classified; the others are skipped, and said to be. */
export function willCreate({ kind }: Classification): boolean {
  return kind === 'RUN_NOW' || kind === 'QUEUED_OFFLINE' || kind === 'DEFERRED' || kind === 'OUTSIDE_WINDOW'
}

export interface PreviewLine extends Classification {
  readonly count: number
  /** A few terminals of this line, in the order in which they came. */
  readonly sampleIds: readonly string[]
}

export interface Preview {
  readonly total: number
  readonly willCreate: number
  /** Their counts add up to `total`. */
  readonly lines: readonly PreviewLine[]
  readonly tier: Tier
  readonly secondPerson: boolean
  /** About how long until the last one that runs now is finished. */
  readonly estimateMs: Millis
  /** Before and after, where parameters are changed. */
  readonly parameters: readonly ParameterLine[]
}

/** Terminals named with each line. */
const SAMPLE_MAX = 5

/** Sums up an action over its terminals, with the code that acts. */
export function previewOf(action: PlannedAction, targets: Iterable<ActionTarget>): Preview {
  const lines = new Map<string, Classification & { count: number; sampleIds: string[] }>()
  let backups = 0
  const documents: Parameters<typeof parameterLines>[1][number][] = []
  for (const {
    target: { terminal, parameters },
    found,
  } of classifyAll(action, targets)) {
    if (action.change != null && willCreate(found))
      documents.push({ terminalId: terminal.terminalId, values: parameters?.values ?? null })
    const key = `${found.kind}|${found.code}`
    const line = lines.get(key) ?? { ...found, count: 0, sampleIds: [] }
    line.count++
    if (line.sampleIds.length < SAMPLE_MAX) line.sampleIds.push(terminal.terminalId)
    lines.set(key, line)
    if (
      found.kind === 'RUN_NOW' &&
      commandType(action.type).needsBackup &&
      !isBackupFresh(terminal.backupAt, action.at)
    )
      backups++
  }
  const sorted = [...lines.values()].sort(
    (a, b) => PREVIEW_KINDS.indexOf(a.kind) - PREVIEW_KINDS.indexOf(b.kind) || b.count - a.count,
  )
  const sum = (chosen: readonly PreviewLine[]) => chosen.reduce((count, line) => count + line.count, 0)
  return {
    total: sum(sorted),
    willCreate: sum(sorted.filter(willCreate)),
    lines: sorted,
    tier: tierOf(action.type, action.terminalsInAction, action.bulkRaise),
    secondPerson: needsApproval(action.authority, action.type, action.terminalsInAction, action.bulkRaise),
    parameters: action.change == null ? [] : parameterLines(action.change, documents),
    estimateMs: estimateMs(action.type, sum(sorted.filter(({ kind }) => kind === 'RUN_NOW')), backups),
  }
}

/** Signing is the bottleneck of a large action, the terminal that of a small one. */
function estimateMs(type: CommandType, runNow: number, backups: number): Millis {
  if (runNow === 0) return 0
  const dispatchMs = Math.ceil((runNow + backups) / DISPATCH_PER_SECOND) * SECOND
  return dispatchMs + TYPICAL_MS[type] + (backups > 0 ? TYPICAL_MS.BACKUP : 0)
}

/** What an approval is bound to: exactly this, for exactly these terminals, in whatever order they were listed. */
export function actionHash(action: {
  readonly type: CommandType
  readonly params: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly notAfterMs: Millis
  readonly terminalIds: readonly string[]
  /** Only of a rollout: in which steps. */
  readonly plan?: RolloutPlan
  /** Only of a rollout that changes parameters: how. */
  readonly parameters?: ParametersChange
}): string {
  return hashOf({ ...action, terminalIds: [...action.terminalIds].sort() })
}
