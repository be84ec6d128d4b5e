import { useRef } from 'react'
import { newestPosition } from './events-merge.ts'

/**
 * Where a subscription begins: the newest position that the first answer held. It stays the same while the list grows
 * (the link itself resumes from where it is), and changes only with the thing that is followed.
 */
export function useFirstPosition(
  id: string,
  events: Parameters<typeof newestPosition>[0] | undefined,
): string | undefined {
  const first = useRef<{ id: string; position: string | undefined } | null>(null)
  if (events !== undefined && first.current?.id !== id) first.current = { id, position: newestPosition(events) }
  return first.current?.id === id ? first.current.position : undefined
}
