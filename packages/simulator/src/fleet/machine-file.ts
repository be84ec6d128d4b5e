import type { Identity } from '@budeng/terminal'
import { type BehaviourName, behaviourOf } from '../behaviours/index.ts'
import { type LineFile, openLineFile } from '../disk/line-file.ts'
import type { SimulatedMachine } from '../terminals/simulated-terminal.ts'

/** What is kept of a simulated machine from one start to the next. Secrets: the file has mode 0600. */
export interface MachineRecord {
  readonly identity: Identity
  readonly mid: string
  readonly model: string
  readonly behaviour: BehaviourName
}

/** The machines of a demonstration, by device. */
export function openMachineFile(path: string): LineFile<MachineRecord> {
  return openLineFile<MachineRecord>(path)
}

/** All machines of the file. Root key and key list are the same text for all, and are held once. */
export function machinesOf(records: LineFile<MachineRecord>): SimulatedMachine[] {
  const texts = new Map<string, string>()
  const once = (text: string): string => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, text)
    return text
  }
  return [...records.entries()].map(([, { identity, mid, model, behaviour }]) => ({
    identity: {
      ...identity,
      acquirer: once(identity.acquirer),
      rootKey: once(identity.rootKey),
      keyList: once(identity.keyList),
    },
    mid: once(mid),
    model: once(model),
    behaviour: behaviourOf(behaviour),
  }))
}
