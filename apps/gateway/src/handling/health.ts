import {
  isNews,
  judgeHealth,
  type Judgement,
  type MetricValues,
  metricsOf,
  NOTHING_TURNS,
  type Reading,
  type Turning,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { UpOf } from '@budeng/protocol'
import {
  type HelloFacts,
  type NewSample,
  type NewTrait,
  type ReportedParameters,
  SAMPLE_EVERY_MS,
} from '@budeng/storage'

/** How the health of a connected terminal stands: kept beside its link, so that most heartbeats ask the database nothing. */
export interface LinkHealth {
  /** Faults that were derived from health, as of our last commit. */
  readonly derived: ReadonlySet<string>
  readonly turning: Turning
  readonly sampled: { readonly at: Instant; readonly values: MetricValues } | null
  readonly app: string
  /** What it has in common with others, as it is stored. */
  readonly trait: string
  /** The parameters that it said it holds; null: they are not known here. */
  readonly parameters: string | null
}

export const UNKNOWN_HEALTH: LinkHealth = {
  derived: new Set(),
  turning: NOTHING_TURNS,
  sampled: null,
  app: '',
  trait: '',
  parameters: null,
}

/** A new connection begins with what is stored. */
export function healthAtHello({ derivedFaults, trait, parameters }: HelloFacts, app: string): LinkHealth {
  return { derived: new Set(derivedFaults), turning: NOTHING_TURNS, sampled: null, app, trait, parameters }
}

/** What one heartbeat says of the terminal's health: decided before anything is written, kept only when it was written. */
export interface HealthStep {
  readonly judged: Judgement
  /** Figures to be written down; null: they are not news. */
  readonly values: MetricValues | null
  readonly trait: string
  readonly before: LinkHealth
  readonly after: LinkHealth
}

export function stepHealth(before: LinkHealth, message: UpOf<'hb'>, at: Instant): HealthStep {
  const reading = readingOf(message)
  const judged = judgeHealth(before.derived, before.turning, reading, at)
  const values = metricsOf(reading)
  const { sampled } = before
  const isDue = sampled === null || at - sampled.at >= SAMPLE_EVERY_MS
  const isWorth = values.some((value) => value !== null) && (isDue || isNews(sampled.values, values))
  const { operator = '', cellId = '' } = message.health.network ?? {}
  const trait = `${operator}|${cellId}|${before.app}|${cardOf(message) ?? ''}`
  return {
    judged,
    values: isWorth ? values : null,
    trait,
    before,
    after: {
      ...before,
      derived: changed(before.derived, judged),
      turning: judged.turning,
      sampled: isWorth ? { at, values } : sampled,
      trait,
      parameters: message.health.versions?.parameters ?? before.parameters,
    },
  }
}

/** True when the terminal's row is concerned. */
export function changesFaults({ judged }: HealthStep): boolean {
  return judged.set.length > 0 || judged.cleared.length > 0
}

export function sampleOf(terminalId: string, at: Instant, { values }: HealthStep): NewSample[] {
  return values === null ? [] : [{ terminalId, at, values }]
}

/** What it says that it holds, when that is something else than before. */
export function parametersTold(terminalId: string, at: Instant, { before, after }: HealthStep): ReportedParameters[] {
  const { parameters } = after
  return parameters === null || parameters === before.parameters ? [] : [{ terminalId, parameters, at }]
}

export function traitOf(terminalId: string, before: LinkHealth, message: UpOf<'hb'>): NewTrait {
  const { operator = null, cellId: cell = null } = message.health.network ?? {}
  return { terminalId, operator, cell, app: before.app || null, iccid: cardOf(message) }
}

/** The SIM card's number, in the one spelling by which terminals are found. */
function cardOf({ health }: UpOf<'hb'>): string | null {
  return health.network?.iccid?.trim().toUpperCase() || null
}

function readingOf({ health, signOn, reversalPending, clockSkewMs, queue }: UpOf<'hb'>): Reading {
  return { health, signOn, reversalPending, clockSkewMs: clockSkewMs ?? null, forwards: queue?.forwards ?? null }
}

function changed(derived: ReadonlySet<string>, { set, cleared }: Judgement): ReadonlySet<string> {
  if (set.length === 0 && cleared.length === 0) return derived
  const after = new Set([...derived, ...set])
  for (const code of cleared) after.delete(code)
  return after
}

/** The step is kept unless the link has begun anew since it was decided: then what is stored counts. */
export function keepHealth(now: LinkHealth, { before, after }: HealthStep): LinkHealth {
  return now === before ? after : now
}
