import { parametersTag } from '@budeng/protocol'
import { continueDueRollouts } from '@budeng/storage'
import type { Client } from './client.ts'
import type { TestHouse } from './test-house.ts'

let turn = 0

/** A rollout of two terminals that runs, asked for by somebody who may; the first of its groups is under way. */
export async function makeRollout(house: TestHouse, asker: Client): Promise<{ id: string; version: number }> {
  const terminalIds = house.fleet.terminals.xuhui.slice(2, 4).map(({ id }) => id)
  const made = await asker.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
    i: { terminalIds },
  })
  const input = {
    ...{ selectionId: made.at('selectionCreate.selection.id'), expectedCount: 2, command: { statusGet: {} } },
    ...{ reason: 'walked', plan: { groups: [1] }, idempotencyKey: `rollout-${++turn}` },
  }
  const started = await asker.ask(
    'mutation($i:RolloutStartInput!){rolloutStart(input:$i){rollout{id version} userErrors{code}}}',
    { i: input },
  )
  const rollout = started.at('rolloutStart.rollout') as { id: string; version: number } | null
  if (rollout == null) throw new Error(`no rollout: ${started.text}`)
  await continueDueRollouts(house.owner, 50, parametersTag)
  return rollout
}
