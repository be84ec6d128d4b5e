import { type Refusal, refuse } from '@budeng/kernel'
import { AGENT_LEVELS_MAX } from './limits.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** One tree: acquirer, agents (nested), merchants, stores. Terminals stand at stores. */
export const NODE_KINDS = ['ACQUIRER', 'AGENT', 'MERCHANT', 'STORE'] as const
export type NodeKind = (typeof NODE_KINDS)[number]

/** A node as the tree's rules see it. `path`: ids from the acquirer down to this node, joined by dots. */
export interface OrganisationNode {
  readonly id: string
  readonly kind: NodeKind
  readonly path: string
}

const PARENT_KINDS: Readonly<Record<NodeKind, readonly NodeKind[]>> = {
  ACQUIRER: [],
  AGENT: ['ACQUIRER', 'AGENT'],
  MERCHANT: ['ACQUIRER', 'AGENT'],
  STORE: ['MERCHANT'],
}

/** Why a node of this kind may not stand under that parent (null: at the root); null when it may. */
export function parentRefusal(kind: NodeKind, parent: OrganisationNode | null): Refusal<AccessRefusalCode> | null {
  const allowed = PARENT_KINDS[kind]
  const fits = parent === null ? allowed.length === 0 : allowed.includes(parent.kind)
  if (!fits) return refuse('PARENT_KIND', { kind, parent: parent?.kind ?? 'NONE' }, ['parentId']).refusal
  // acquirer first, then agents only: the depth of an agent's parent is the number of levels above it
  const isTooDeep = kind === 'AGENT' && parent !== null && depthOf(parent.path) > AGENT_LEVELS_MAX
  return isTooDeep ? refuse('AGENTS_TOO_DEEP', { max: AGENT_LEVELS_MAX }, ['parentId']).refusal : null
}

/** The path of a node under its parent. */
export function pathUnder(parent: OrganisationNode | null, id: string): string {
  return parent === null ? id : `${parent.path}.${id}`
}

/** Whether somebody at one node sees another: itself and what is below, nothing else. */
export function sees(viewerPath: string, path: string): boolean {
  return viewerPath !== '' && (path === viewerPath || path.startsWith(`${viewerPath}.`))
}

/** Whether a node stands strictly below another. */
export function isBelow(abovePath: string, path: string): boolean {
  return path !== abovePath && sees(abovePath, path)
}

function depthOf(path: string): number {
  return path.split('.').length
}
