import { type ChangeRequest, checkPolicy, loosens, POLICY_KINDS, type PolicyKind, policyValues } from '@budeng/access'
import { canonicalJson, Fault } from '@budeng/kernel'
import { lockPolicy, nodesByIds, savePolicy, type Unit } from '@budeng/storage'
import { policiesAt } from '../access/place-policies.ts'
import type { Operation } from '../graphql/operation.ts'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule, ChangeSubject } from './change-kinds.ts'

/** A node's own word on one matter; null: what is above holds. */
export interface PolicyWord {
  readonly kind: PolicyKind
  readonly value: unknown
}

/** A change of a node's own word. */
export const nodePolicyChange: ChangeRule = {
  permission: 'policy:write',
  prepare: async (operation, unit, nodeId, wish) => {
    const [node] = await nodesByIds(unit, [nodeId])
    if (node === undefined) throw notFound('organisationId')
    const word = checkedWord(wish)
    const own = await lockPolicy(unit, node.id, word.kind)
    const before: PolicyWord = { kind: word.kind, value: own?.value ?? null }
    if (canonicalJson(before) === canonicalJson(word))
      throw new Refused({ code: 'NO_CHANGE', path: ['input', 'policy'] })
    const needsAbove = await isLooser(operation, unit, node.path, word)
    return { path: node.path, before, after: word, version: own?.version ?? 0, needsAbove } satisfies ChangeSubject
  },
  versionNow: async (unit, change) => (await lockPolicy(unit, change.subject, wordOf(change).kind))?.version ?? 0,
  apply: async (_operation, unit, change) => {
    const { kind, value } = wordOf(change)
    const { subject: nodeId, path, baseVersion, before, after } = change
    const at = unit.clock.now()
    await savePolicy(unit, { nodeId, kind, path, value, version: baseVersion + 1, changedAt: at })
    unit.append([
      { type: 'NodePolicyChanged', subject: nodeId, path, at, data: { kind, before, after, changeId: change.id } },
    ])
  },
}

function checkedWord(wish: unknown): PolicyWord {
  const { kind, value } = wish as PolicyWord
  if (!POLICY_KINDS.includes(kind)) throw new Fault(`there is no policy ${kind}`)
  if (value === null) return { kind, value }
  const checked = checkPolicy(kind, value)
  if (!checked.ok) throw new Refused({ ...checked.refusal, path: ['input', ...(checked.refusal.path ?? [])] })
  return { kind, value: checked.value }
}

/** Whether the node would be freer than what holds above it. An acquirer has nobody above. */
async function isLooser(operation: Operation, unit: Unit, path: string, { kind, value }: PolicyWord): Promise<boolean> {
  const above = path.split('.').slice(0, -1).join('.')
  if (above === '' || value === null) return false
  const inherited = policyValues((await policiesAt(unit, operation.house, [above]))(above))
  return loosens(inherited, { ...inherited, [kind]: value })
}

function wordOf({ after }: ChangeRequest): PolicyWord {
  return after as PolicyWord
}
