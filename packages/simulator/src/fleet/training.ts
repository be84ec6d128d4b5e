import { MINUTE, TRAINING_SERIAL_PREFIX } from '@budeng/kernel'
import { type Behaviour, type BehaviourName, behaviourOf } from '../behaviours/index.ts'
import type { SimulatedMachine } from '../terminals/simulated-terminal.ts'
import type { PlannedNode, PlannedTerminal } from './plan.ts'

/** Keys of the nodes to which people belong who learn. */
export const TRAINING_KEYS = { acquirer: 'training', agent: 'training/agency' } as const

/** What there is to learn, the commonest first: each terminal has one of it. */
const LESSONS = [
  'logged-out',
  'lost-sign-on-77',
  'no-paper',
  'offline',
  'not-registered-97',
  'healthy',
  'in-transaction',
  'tampered',
] as const satisfies readonly BehaviourName[]

/** What was put right goes wrong again after this long, so that the next one can practise on it. */
const RECURS_AFTER_MS = 10 * MINUTE

const TIDS_FROM = 90_000_001
const TERMINALS_PER_STORE = 4

/** Organisations and terminals to learn on, after those that stand there already. */
export function planTraining(
  count: number,
  standing: number,
): { readonly nodes: readonly PlannedNode[]; readonly terminals: readonly PlannedTerminal[] } {
  const { acquirer, agent } = TRAINING_KEYS
  const merchant = `${agent}/t00001`
  const nodes: PlannedNode[] = [
    { ...PLACE, key: acquirer, parentKey: null, kind: 'ACQUIRER', code: 'training', name: '培训中心 Training' },
    { ...PLACE, key: agent, parentKey: acquirer, kind: 'AGENT', code: 'agency', name: '培训代理 Training agency' },
    { ...PLACE, key: merchant, parentKey: agent, kind: 'MERCHANT', code: 't00001', name: '练习商户 Practice shop' },
  ]
  const terminals: PlannedTerminal[] = []
  for (let index = standing; index < standing + count; index++) {
    const store = `${merchant}/t00001-s${Math.floor(index / TERMINALS_PER_STORE) + 1}`
    if (!nodes.some(({ key }) => key === store)) nodes.push(storeOf(store, merchant))
    terminals.push({
      ...{ acquirer, storeKey: store, tid: String(TIDS_FROM + index), mid: '898000580000001', model: 'A920' },
      serial: `${TRAINING_SERIAL_PREFIX}${String(index + 1).padStart(4, '0')}`,
      behaviour: LESSONS[index % LESSONS.length] ?? 'healthy',
    })
  }
  return { nodes, terminals }
}

const PLACE = { timeZone: 'Asia/Shanghai', phone: null, address: null, contact: '练习 Practice' }

function storeOf(key: string, parentKey: string): PlannedNode {
  const code = key.split('/').at(-1) ?? key
  const number = code.slice(code.lastIndexOf('s') + 1)
  return { ...PLACE, key, parentKey, kind: 'STORE', code, name: `练习门店 ${number} Practice counter` }
}

/** A machine to learn on: what its behaviour lets somebody put right goes wrong again. */
export function practised(machine: SimulatedMachine): SimulatedMachine {
  const { behaviour } = machine
  return { ...machine, behaviour: RECURRING.has(behaviour) ? recurring(behaviour) : behaviour }
}

const RECURRING: ReadonlySet<Behaviour> = new Set([behaviourOf('logged-out'), behaviourOf('lost-sign-on-77')])

function recurring(behaviour: Behaviour): Behaviour {
  return {
    ...behaviour,
    observe(event, life) {
      behaviour.observe?.(event, life)
      if (event.event !== 'SIGN_ON' || event.state !== 'SIGNED_ON') return
      life.scheduler.after(RECURS_AFTER_MS, () => {
        life.terminal.signOff()
        for (const { code, severity } of behaviour.faults ?? []) life.terminal.reportFault(code, true, severity)
      })
    },
  }
}
