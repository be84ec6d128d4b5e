import type { Browser, Page } from 'playwright-core'
import { demoCode, type DemoLogin } from '../demo.ts'
import type { House } from '../house.ts'
import { sessionSecret } from '../sessions.ts'
import { type Authenticator, plugInAuthenticator } from './passkeys.ts'
import { type Language, wordsOf } from './words.ts'

/** How long a screen may take; the machine may be busy. */
const SCREEN_TIMEOUT_MS = 60_000

/** One person before one browser window. */
export interface Visit {
  readonly page: Page
  readonly word: ReturnType<typeof wordsOf>
  /** Holds the passkeys of this window, where it has any. */
  readonly authenticator: Authenticator | null
  /** Opens a page of the dashboard by its path. */
  open(path: string): Promise<void>
  /** Goes to a page inside the dashboard, as a link does: nothing is loaded anew. */
  follow(path: string): Promise<void>
  /** Waits until everything is there: what is still being fetched is no screen yet, what fades in has no colour yet. */
  settled(): Promise<void>
  /** Comes in with the person's session. */
  login(person: DemoLogin): Promise<void>
  /** Types everything that the login page asks for; takes a code of the authenticator. */
  loginByHand(person: DemoLogin): Promise<void>
  /** Types a code of the person's authenticator where the screen asks to confirm an act. */
  confirm(person: DemoLogin): Promise<void>
  /** What a window must never have: errors in the console, exceptions, requests to anywhere but this machine. */
  complaints(): string[]
  close(): Promise<void>
}

export interface VisitOptions {
  readonly language: Language
  readonly scheme?: 'light' | 'dark' | 'system'
  readonly size?: { readonly width: number; readonly height: number }
  /** The window's device holds passkeys; they need a name for an address, not numbers. */
  readonly passkeys?: boolean
}

export async function visit(browser: Browser, house: House, options: VisitOptions): Promise<Visit> {
  const { language, scheme = 'light', size = { width: 1440, height: 900 }, passkeys = false } = options
  const baseURL = passkeys ? house.httpUrl.replace('127.0.0.1', 'localhost') : house.httpUrl
  const context = await browser.newContext({
    baseURL,
    viewport: size,
    locale: language,
    timezoneId: 'Asia/Shanghai',
  })
  await context.addInitScript(
    (preferences) => localStorage.setItem('budeng.preferences', preferences),
    JSON.stringify({ language, scheme }),
  )
  context.setDefaultTimeout(SCREEN_TIMEOUT_MS)
  const page = await context.newPage()
  const authenticator = passkeys ? await plugInAuthenticator(page) : null
  const complaints = complaintsOf(page)
  const word = wordsOf(language)
  return {
    page,
    word,
    authenticator,
    open: async (path) => {
      await page.goto(path)
    },
    async follow(path) {
      const before = await page.evaluate((to) => {
        const { title } = document
        const samePage = new URL(to, location.href).pathname === location.pathname
        if (!samePage) document.querySelector('h1')?.setAttribute('data-left', '')
        history.pushState({}, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
        return title
      }, path)
      // the old page stays while the new one is fetched
      await page.waitForFunction(
        (title) => document.title !== title || document.querySelector('h1[data-left]') === null,
        before,
      )
    },
    async settled() {
      await page.waitForFunction(
        () =>
          document.querySelector('h1') !== null &&
          document.querySelector('.ant-skeleton, .waiting') === null &&
          // a button that turns while its act waits to be confirmed is there
          document
            .getAnimations()
            .every(
              ({ playState, effect }) =>
                playState !== 'running' || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
            ),
      )
    },
    ...entrance(house, baseURL, { page, word, complaints: () => complaints }),
    async confirm({ email }) {
      await page.getByLabel(word('stepUp.code')).fill(await demoCode(house, email))
      await page.getByRole('button', { name: word('stepUp.confirm'), exact: true }).click()
    },
    complaints: () => complaints,
    close: () => context.close(),
  }
}

/** The two ways in. */
function entrance(
  house: House,
  baseURL: string,
  { page, word, complaints }: Pick<Visit, 'page' | 'word' | 'complaints'>,
): Pick<Visit, 'login' | 'loginByHand'> {
  return {
    async login(person) {
      const value = await sessionSecret(house, person)
      await page
        .context()
        .addCookies([{ name: 'budeng_session', value, url: baseURL, httpOnly: true, sameSite: 'Lax' }])
      await page.goto('/')
      // on a telephone the rail is a menu
      await page.locator('header.bar').waitFor()
    },
    async loginByHand({ email, password }) {
      try {
        await page.goto('/login')
        await page.getByLabel(word('login.email')).fill(email)
        await page.getByLabel(word('login.password'), { exact: true }).fill(password)
        await page.getByLabel(word('login.code')).fill(await demoCode(house, email))
        await page.getByRole('button', { name: word('login.submit'), exact: true }).click()
        await page.getByRole('navigation', { name: word('frame.rail') }).waitFor()
      } catch (cause) {
        throw new Error(`the login did not work at ${page.url()}; the window says: ${complaints().join('; ')}`, {
          cause,
        })
      }
    },
  }
}

/** What is written down as it happens: errors, exceptions, and requests to anywhere but this machine. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`console: ${message.text()} (${page.url()})`)
  })
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message} (${page.url()})`))
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol !== 'data:' && protocol !== 'blob:' && hostname !== '127.0.0.1' && hostname !== 'localhost')
      complaints.push(`outside: ${request.url()}`)
  })
  return complaints
}
