import type { LinkView } from '@budeng/storage'

/** What a terminal's newest heartbeat says that it holds, as `version.digest`; null: it does not say. */
export function reportedParameters(link: LinkView | null): string | null {
  const health: { versions?: { parameters?: unknown } } | undefined = link?.heartbeat?.health
  const parameters = health?.versions?.parameters
  return typeof parameters === 'string' ? parameters : null
}
