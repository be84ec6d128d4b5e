import type { RequestListener } from 'node:http'
import type { PlainScreen } from '@budeng/terminal'
import type { DemoCode } from '../fleet/demo-codes.ts'
import { SCREENS_SHOWN_MAX } from '../limits.ts'
import { pageHtml, pageScript } from './page.ts'

/** A terminal whose screen may be looked at. */
export interface Watched {
  readonly acquirer: string
  readonly tid: string
  readonly model: string
  readonly screen: PlainScreen
}

/** What stands on one screen. Digits and words are there only while the terminal shows them. */
export interface ScreenView {
  readonly acquirer: string
  readonly tid: string
  readonly model: string
  readonly digits: string | null
  readonly words: { readonly zh: readonly [string, string]; readonly en: readonly [string, string] } | null
  readonly message: string | null
  readonly locked: boolean
}

/** Screens with something on them, or those whose TID begins as asked; at most so many. */
export function screensOf(terminals: Iterable<Watched>, tid: string): ScreenView[] {
  const found: ScreenView[] = []
  for (const terminal of terminals) {
    if (found.length === SCREENS_SHOWN_MAX) break
    const view = viewOf(terminal)
    if (tid === '' ? isLit(view) : terminal.tid.startsWith(tid)) found.push(view)
  }
  return found
}

function viewOf({ acquirer, tid, model, screen }: Watched): ScreenView {
  const { presence, message, locked } = screen
  return { acquirer, tid, model, digits: presence?.digits ?? null, words: presence?.words ?? null, message, locked }
}

function isLit({ digits, message, locked }: ScreenView): boolean {
  return digits !== null || message !== null || locked
}

const POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'"

/**
 * The screens of simulated terminals, for whoever plays the merchant. It looks at the terminals in this process: nothing
 * of it passes MQTT, the platform or a log.
 *
 *     GET /screens                 a page that follows them
 *     GET /screens.json?tid=1001   the same for programs
 *     GET /codes.json              what the authenticators of the demonstration's people show now
 *
 * Answers false when the request is about something else.
 */
export function screensListener(
  terminals: () => Iterable<Watched>,
  codes: () => readonly DemoCode[],
): (...args: Parameters<RequestListener>) => boolean {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answer = (type: string, body: string) =>
      response
        .writeHead(200, {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'no-store',
          'content-security-policy': POLICY,
          'x-content-type-options': 'nosniff',
        })
        .end(body)
    if (request.method !== 'GET') return false
    if (url.pathname === '/screens') answer('text/html', pageHtml)
    else if (url.pathname === '/screens.js') answer('text/javascript', pageScript)
    else if (url.pathname === '/screens.json')
      answer('application/json', JSON.stringify(screensOf(terminals(), url.searchParams.get('tid') ?? '')))
    else if (url.pathname === '/codes.json') answer('application/json', JSON.stringify(codes()))
    else return false
    return true
  }
}
