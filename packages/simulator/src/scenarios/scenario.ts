import type { BehaviourName } from '../behaviours/index.ts'

/** Shares of a fleet by behaviour, in thousandths; whatever is left is healthy. */
export type Scenario = Readonly<Partial<Record<Exclude<BehaviourName, 'healthy'>, number>>>

/** What a demonstration shows: mostly healthy, and of everything that people meet at work a few. */
export const DEMO: Scenario = {
  'lost-sign-on-77': 60,
  'logged-out': 25,
  offline: 35,
  'paper-low': 20,
  busy: 10,
  'in-transaction': 10,
  'weak-signal': 10,
  'no-paper': 5,
  'flat-battery': 5,
  'wrong-clock': 3,
  'storage-full': 3,
  'unknown-fault': 2,
  'not-registered-97': 10,
  'reversal-pending': 5,
  'merchant-unknown-03': 5,
  'host-ill-96': 5,
  flapping: 5,
  'late-ack': 5,
  refuses: 5,
  'crashes-mid-command': 5,
  tampered: 5,
  'drops-answers': 10,
  'offline-sales': 10,
  'late-uploader': 5,
  'duplicate-sender': 5,
  'shuffles-records': 5,
  'forgets-a-record': 5,
  'alters-a-record': 5,
  'wrong-batch-77': 5,
}

/** Nothing but healthy terminals: for load. */
export const ALL_HEALTHY: Scenario = {}

/** Every fault of terminals, host and network that does not end a terminal for good: for tests of endurance. */
export const FAULTY: Scenario = {
  'logged-out': 50,
  flapping: 50,
  'stale-will': 50,
  'late-ack': 50,
  'double-ack': 100,
  busy: 50,
  'in-transaction': 50,
  'crashes-mid-command': 50,
}

/** Terminals that trade well or badly, and nothing else: for tests of money. */
export const TRADING: Scenario = {
  'drops-answers': 100,
  'offline-sales': 100,
  'late-uploader': 50,
  'duplicate-sender': 100,
  'shuffles-records': 100,
}

/** Terminals that trade, and whose journals come twice, out of order or full of reversals, but soon: for tests of endurance. */
export const SOAK: Scenario = {
  'drops-answers': 100,
  'offline-sales': 100,
  'duplicate-sender': 100,
  'shuffles-records': 100,
}

/** Nothing that a command is asked of comes to a good end: for tests of what people are told then. */
const UNLUCKY: Scenario = { offline: 250, 'reversal-pending': 250, 'never-acks': 250, boasts: 250 }

/** Healthy, but for some whose merchant lets nobody in: for tests of what many are told at once. */
const CHOOSY: Scenario = { refuses: 100 }

/** Terminals whose journals are not what their hosts know, or not their own: for detection. */
export const CROOKED: Scenario = {
  'forgets-a-record': 150,
  'alters-a-record': 150,
  'wrong-batch-77': 100,
  'clone-of': 50,
}

/** Healthy terminals with something to report all the time: for tests of what is acknowledged. */
export const REPORTING: Scenario = { reporting: 1_000 }

/**
 * A day of trouble: every fault that a diagnosis is judged by, alone and two at once; the others are well. Few enough that
 * those of one store or network seldom share one by chance: what many share is an outage.
 */
export const DAY_OF_FAULTS: Scenario = {
  'lost-sign-on-77': 20,
  'logged-out': 20,
  'not-registered-97': 12,
  'merchant-unknown-03': 12,
  'host-ill-96': 8,
  'app-hangs': 20,
  'app-crashes': 12,
  'storage-full': 12,
  'wrong-clock': 12,
  'old-parameters': 12,
  'weak-signal': 12,
  'no-sim': 12,
  'host-cut-off': 12,
  'wrong-apn': 12,
  tampered: 12,
  'keys-missing': 12,
  'expired-certificate': 12,
  'stays-empty-of-paper': 12,
  'broken-printer': 12,
  'broken-display': 12,
  'broken-reader': 12,
  'empty-battery': 12,
  offline: 12,
  'unknown-fault': 12,
  'contradicts-itself': 12,
  'logged-out+broken-printer': 10,
  'storage-full+weak-signal': 10,
  'not-registered-97+broken-reader': 10,
  'lost-sign-on-77+stays-empty-of-paper': 10,
  'host-cut-off+broken-display': 10,
  'app-hangs+empty-battery': 10,
}

export const SCENARIOS = {
  demo: DEMO,
  healthy: ALL_HEALTHY,
  faulty: FAULTY,
  reporting: REPORTING,
  trading: TRADING,
  crooked: CROOKED,
  soak: SOAK,
  unlucky: UNLUCKY,
  choosy: CHOOSY,
  'day-of-faults': DAY_OF_FAULTS,
} as const
export type ScenarioName = keyof typeof SCENARIOS

/**
 * A behaviour for each terminal. The shares are kept as exactly as whole terminals allow (rounded up, so that a small
 * fleet shows each); who gets which is the seed's business.
 */
export function shareOut(scenario: Scenario, count: number, random: () => number): BehaviourName[] {
  const behaviours: BehaviourName[] = []
  for (const [name, thousandths] of Object.entries(scenario) as [BehaviourName, number][])
    for (let i = Math.ceil((count * thousandths) / 1_000); i > 0 && behaviours.length < count; i--)
      behaviours.push(name)
  while (behaviours.length < count) behaviours.push('healthy')
  for (let i = behaviours.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[behaviours[i], behaviours[j]] = [behaviours[j] ?? 'healthy', behaviours[i] ?? 'healthy']
  }
  return behaviours
}
