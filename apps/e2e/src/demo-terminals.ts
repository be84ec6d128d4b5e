import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BehaviourName } from '@budeng/simulator'
import type { House } from './house.ts'

interface Machine {
  readonly identity: { readonly acquirer: string; readonly tid: string }
  readonly behaviour: BehaviourName
}

/** TIDs of the first acquirer's simulated terminals of a behaviour, from the file that the start keeps of them. */
export function tidsOf({ dataDir }: House, behaviour: BehaviourName): string[] {
  return readFileSync(join(dataDir, 'demo/machines.lines'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as [string, Machine])[1])
    .filter((machine) => machine.behaviour === behaviour && machine.identity.acquirer === 'huaxin')
    .map(({ identity }) => identity.tid)
}
