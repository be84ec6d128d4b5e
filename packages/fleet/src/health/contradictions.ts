import type { Presence, SignOnState } from '../terminal.ts'
import type { FaultCode } from './fault-table.ts'
import type { Health } from './vocabulary.ts'

/** What cannot be true at once. It is shown as such: nobody guesses which half is right. */
export const CONTRADICTION_CODES = [
  'NO_NETWORK_YET_HEARD',
  'TAMPERED_YET_PED_OK',
  'TAMPERED_YET_SIGNED_ON',
  'KEYS_MISSING_YET_SIGNED_ON',
  'FAULT_YET_PART_OK',
  'NO_SIM_YET_ON_CELL',
  'MAINS_YET_NOT_CHARGING',
  'NETWORK_WITHOUT_HOST_YET_APPROVING',
] as const
export type ContradictionCode = (typeof CONTRADICTION_CODES)[number]

export interface Contradiction {
  readonly code: ContradictionCode
  /** The fault that stands against the part, where it is one. */
  readonly fault: string | null
}

export interface Testimony {
  readonly health: Health
  readonly presence: Presence
  readonly signOn: SignOnState
  /** Faults that the terminal itself reported and has not taken back. */
  readonly reported: readonly string[]
}

/** Names what contradicts itself in a terminal's word. */
export function contradictionsOf({ health, presence, signOn, reported }: Testimony): readonly Contradiction[] {
  const { network, security, power, business } = health
  const signedOn = signOn === 'SIGNED_ON'
  const onCell = network?.type?.startsWith('CELL_') === true
  const found: readonly (readonly [ContradictionCode, boolean])[] = [
    ['NO_NETWORK_YET_HEARD', network?.type === 'NONE' && presence === 'ONLINE'],
    ['TAMPERED_YET_PED_OK', security?.tampered === true && security.ped === 'OK'],
    ['TAMPERED_YET_SIGNED_ON', security?.tampered === true && signedOn],
    ['KEYS_MISSING_YET_SIGNED_ON', security?.keysLoaded === false && signedOn],
    ['NO_SIM_YET_ON_CELL', network?.sim === 'ABSENT' && onCell],
    // full is full: below that, mains feed the battery
    [
      'MAINS_YET_NOT_CHARGING',
      power?.source === 'MAINS' && power.charging === false && (power.batteryPercent ?? 100) < 80,
    ],
    ['NETWORK_WITHOUT_HOST_YET_APPROVING', network?.hostReachable === false && (business?.approvedHour ?? 0) > 0],
  ]
  return [
    ...found.flatMap(([code, holds]) => (holds ? [{ code, fault: null }] : [])),
    ...reported
      .filter((code) => isDenied(code, health))
      .map((fault) => ({ code: 'FAULT_YET_PART_OK' as const, fault })),
  ]
}

/** The part of the machine that a fault is about, when the terminal says in the same breath that it is well. */
const DENIALS: Readonly<Partial<Record<FaultCode, (health: Health) => boolean>>> = {
  HW_PRINTER_PAPER_LOW: ({ printer }) => printer === 'OK',
  HW_PRINTER_NO_PAPER: ({ printer }) => printer === 'OK' || printer === 'PAPER_LOW',
  HW_PRINTER_JAM: ({ printer }) => printer === 'OK',
  HW_PRINTER_FAIL: ({ printer }) => printer === 'OK',
  HW_READER_MSR: ({ readers }) => readers?.magnetic === 'OK',
  HW_READER_ICC: ({ readers }) => readers?.chip === 'OK',
  HW_READER_NFC: ({ readers }) => readers?.contactless === 'OK',
  HW_DISPLAY: ({ display }) => display === 'OK',
  HW_KEYPAD: ({ keypad }) => keypad === 'OK',
  HW_TOUCH: ({ touch }) => touch === 'OK',
  SEC_TAMPER: ({ security }) => security?.tampered === false,
  SEC_PED_FAIL: ({ security }) => security?.ped === 'OK',
  SEC_KEYS_MISSING: ({ security }) => security?.keysLoaded === true,
  NET_NO_SIM: ({ network }) => network?.sim === 'ACTIVE',
  NET_WEAK: ({ network }) => (network?.rsrpDbm ?? -200) > -100,
  SYS_STORAGE_FULL: ({ resources }) => (resources?.storageFreePercent ?? 0) > 20,
}

function isDenied(code: string, health: Health): boolean {
  return DENIALS[code as FaultCode]?.(health) === true
}
