import { HOUR, MINUTE } from '@budeng/kernel'
import type { Health } from '@budeng/protocol'
import type { SimulatedMachine } from './simulated-terminal.ts'

/** The application that all terminals run unless a behaviour has another one. */
export const APP_VERSION = '4.2.0'

const OPERATORS = ['中国移动', '中国联通', '中国电信'] as const
/** Terminals of one radio cell in the simulated city. */
const CELLS = 64

/** The condition of a machine that is well: the same figures for the same machine at the same time, never quite still. */
export function healthyCondition(
  { identity, model }: Pick<SimulatedMachine, 'identity' | 'model'>,
  nowMs: number,
): Health {
  const own = numberOf(identity.tid)
  const wave = (periodMs: number, depth: number) =>
    Math.round(depth * Math.sin((2 * Math.PI * (nowMs + own * MINUTE)) / periodMs))
  const onCell = own % 5 !== 0
  return {
    power: onCell
      ? {
          source: own % 3 === 0 ? 'MAINS' : 'BATTERY',
          charging: own % 3 === 0,
          batteryPercent: 72 + wave(6 * HOUR, 20),
        }
      : { source: 'MAINS' },
    network: onCell
      ? {
          type: own % 4 === 0 ? 'CELL_5G' : 'CELL_4G',
          rsrpDbm: -92 + (own % 9) + wave(40 * MINUTE, 5),
          operator: OPERATORS[own % OPERATORS.length] ?? OPERATORS[0],
          cellId: `460-00-${String(own % CELLS).padStart(3, '0')}`,
          sim: 'ACTIVE',
          apn: 'cmpos',
          rttMs: 120 + (own % 40) + wave(15 * MINUTE, 30),
          hostReachable: true,
        }
      : {
          type: own % 2 === 0 ? 'ETHERNET' : 'WIFI',
          rttMs: 22 + (own % 8) + wave(15 * MINUTE, 4),
          hostReachable: true,
        },
    printer: 'OK',
    readers: { magnetic: 'OK', chip: 'OK', contactless: 'OK', readErrorPercent: own % 3 },
    display: 'OK',
    keypad: 'OK',
    security: { ped: 'OK', tampered: false, keysLoaded: true },
    versions: { kernel: '3.1', parameters: '2026-11', keyTable: model.slice(0, 8) },
    resources: {
      cpuPercent: 14 + (own % 7) + wave(9 * MINUTE, 6),
      memoryFreePercent: 46 + wave(3 * HOUR, 6),
      storageFreePercent: 60 - (own % 12),
    },
  }
}

function numberOf(tid: string): number {
  let number = 7
  for (const char of tid) number = (number * 31 + char.charCodeAt(0)) % 1_000_003
  return number
}
