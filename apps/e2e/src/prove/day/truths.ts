/** What is wrong with a simulated terminal, said without a word of the code that has to find it out. */
export interface Truth {
  readonly kind: 'SINGLE' | 'MIXED' | 'UNKNOWN' | 'WELL'
  /** Names of causes that are true of it; of a mixture, of each trouble. */
  readonly causes: readonly string[]
  /** What the platform hears is enough to be certain. */
  readonly enough: boolean
  /** Ends that a recovery of it may have, each with its reason; none: nobody tries. */
  readonly ends: readonly string[]
  /** What somebody at a desk tries where nothing goes by itself. */
  readonly tried?: 'AUTH' | 'SEC'
}

const RECOVERED = ['RECOVERED', 'RECOVERED_WITH_WARNING']
const single = (cause: string, ends: readonly string[] = [], rest: Partial<Truth> = {}): Truth => ({
  ...{ kind: 'SINGLE', causes: [cause], enough: true, ends, ...rest },
})
const mixed = (causes: readonly string[], ends: readonly string[] = []): Truth => ({
  ...{ kind: 'MIXED', causes, enough: true, ends },
})
const STILL = ['ESCALATED SYSTEM_KEEPS_FAILING']
const CUT_OFF = ['ESCALATED NETWORK_KEEPS_FAILING']
const NOT_REGISTERED = ['NOT_FIXABLE_REMOTELY NOT_REGISTERED']

/** By the name of the behaviour that plays it. Whatever is not here is well. */
export const TRUTHS: Readonly<Record<string, Truth>> = {
  'lost-sign-on-77': single('SIGN_ON_LOST', RECOVERED),
  'logged-out': single('SIGN_ON_LOST', RECOVERED),
  'not-registered-97': single('NOT_REGISTERED', NOT_REGISTERED, { tried: 'AUTH' }),
  'merchant-unknown-03': single('NOT_REGISTERED', NOT_REGISTERED, { tried: 'AUTH' }),
  'host-ill-96': single('HOST_ILL', ['NOT_FIXABLE_REMOTELY HOST_ILL'], { enough: false, tried: 'AUTH' }),
  'app-hangs': single('APPLICATION', RECOVERED),
  // it falls every few minutes, with all that have its version: what is found may be the falling, the starting or the many
  'app-crashes': { ...single('APPLICATION'), causes: ['APPLICATION', 'REBOOTS', 'FLAPPING', 'OUTAGE'] },
  'storage-full': single('STORAGE', STILL),
  'wrong-clock': single('CLOCK', STILL),
  // two names of one thing: parameters of an older version than is wished
  'old-parameters': { ...single('VERSIONS', STILL), causes: ['VERSIONS', 'PARAMETERS'] },
  'weak-signal': single('SIGNAL', CUT_OFF),
  'no-sim': single('SIM', CUT_OFF),
  'host-cut-off': single('HOST_UNREACHABLE', CUT_OFF),
  'wrong-apn': single('NETWORK_SETUP', CUT_OFF),
  tampered: single('TAMPERED', ['ESCALATED TAMPERED'], { tried: 'SEC' }),
  'keys-missing': single('KEYS'),
  'expired-certificate': single('CERTIFICATE'),
  'stays-empty-of-paper': single('PAPER'),
  'broken-printer': single('PRINTER'),
  'broken-display': single('SCREEN_OR_KEYS'),
  'broken-reader': single('READER'),
  'empty-battery': single('BATTERY'),
  // switched off or cut off: nobody can tell from afar
  offline: single('UNREACHABLE', [], { enough: false }),
  'unknown-fault': { kind: 'UNKNOWN', causes: [], enough: false, ends: [] },
  // opened by one word, whole by the other: nothing of it may be certain
  'contradicts-itself': { kind: 'UNKNOWN', causes: [], enough: false, ends: [] },
  'logged-out+broken-printer': mixed(['SIGN_ON_LOST', 'PRINTER'], RECOVERED),
  'storage-full+weak-signal': mixed(['STORAGE', 'SIGNAL'], [...STILL, ...CUT_OFF]),
  'not-registered-97+broken-reader': mixed(['NOT_REGISTERED', 'READER']),
  'lost-sign-on-77+stays-empty-of-paper': mixed(['SIGN_ON_LOST', 'PAPER'], RECOVERED),
  'host-cut-off+broken-display': mixed(['HOST_UNREACHABLE', 'SCREEN_OR_KEYS'], CUT_OFF),
  'app-hangs+empty-battery': mixed(['APPLICATION', 'BATTERY'], RECOVERED),
}

const WELL: Truth = { kind: 'WELL', causes: [], enough: true, ends: [] }

export function truthOf(behaviour: string): Truth {
  return TRUTHS[behaviour] ?? WELL
}

/** Troubles with which new software might not come through, whatever the software is like. */
const HINDERED: readonly string[] = [
  ...['UNREACHABLE', 'SIM', 'SIGNAL', 'NETWORK_SETUP', 'HOST_UNREACHABLE', 'FLAPPING'],
  ...['TAMPERED', 'APPLICATION', 'STORAGE', 'CLOCK'],
]

/** True where only the software decides whether it starts. */
export function takesSoftware(behaviour: string): boolean {
  const { kind, causes } = truthOf(behaviour)
  return kind !== 'UNKNOWN' && !causes.some((cause) => HINDERED.includes(cause))
}
