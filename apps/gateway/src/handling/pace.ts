import type { Instant } from '@budeng/kernel'
import type { GatewayLimits } from '../limits.ts'
import type { Link } from '../links.ts'

type Paced = Pick<Link, 'allowance' | 'allowanceAt'>
type PaceLimits = Pick<GatewayLimits, 'messagesPerSecond' | 'messagesBurst'>

/**
 * Takes one message off what a terminal may send now: a burst, then so many a second of the platform's clock. False: it
 * is too fast, and this message must wait or go.
 */
export function isWithinPace(link: Paced, { messagesPerSecond, messagesBurst }: PaceLimits, now: Instant): boolean {
  const passedMs = Math.max(0, now - link.allowanceAt)
  link.allowance = Math.min(messagesBurst, link.allowance + (passedMs * messagesPerSecond) / 1_000)
  link.allowanceAt = now
  if (link.allowance < 1) return false
  link.allowance -= 1
  return true
}
