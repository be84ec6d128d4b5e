import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { generateSync } from 'otplib'

/** Whose authenticator, and its secret in base32. */
export interface DemoSecret {
  readonly email: string
  readonly name: string
  readonly role: string
  readonly secret: string
}

/** What one authenticator of the demonstration shows. */
export interface DemoCode {
  readonly email: string
  readonly name: string
  readonly role: string
  readonly code: string
  readonly secondsLeft: number
}

const STEP_MS = 30_000
/** A code counts one step early and one step late. */
const DRIFT = 1
/** As long as it may take from the moment a code is handed out to the moment the platform reads it. */
const TYPING_MS = 10_000
const LOCK_MS = 5_000
const LOCK_POLL_MS = 20

/** Where a demonstration keeps the secrets of its people's authenticators; mode 0600. */
export function demoSecretsFile(folder: string): string {
  return join(folder, 'totp.json')
}

export function writeDemoSecrets(file: string, secrets: readonly DemoSecret[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** What every authenticator of the demonstration shows now; empty where there is no demonstration. */
export function codesNow(folder: string): DemoCode[] {
  const now = Date.now()
  return secretsIn(folder).map(({ secret, ...person }) => ({
    ...person,
    code: codeOf(secret, Math.floor(now / STEP_MS)),
    secondsLeft: Math.ceil((STEP_MS - (now % STEP_MS)) / 1_000),
  }))
}

/**
 * A code that no program on this machine has used yet: a platform accepts each step once. The steps that were handed out
 * stand in a file beside the secrets. Waits, half a minute at most a call before it, when all that count now are used.
 */
export async function nextDemoCode(folder: string, email: string): Promise<string> {
  const secret = secretsIn(folder).find((one) => one.email === email)?.secret
  if (secret === undefined) throw new Error(`the demonstration in ${folder} has no authenticator of ${email}`)
  for (;;) {
    const step = await takeStep(folder, email)
    if (step !== null) return codeOf(secret, step)
    await wait(STEP_MS - (Date.now() % STEP_MS))
  }
}

/** The first step that counts now and was not handed out; null: none is left at this moment. */
async function takeStep(folder: string, email: string): Promise<number | null> {
  const lock = join(folder, 'totp.lock')
  await takeLock(lock)
  try {
    const file = join(folder, 'totp-used.json')
    const used = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {}
    const now = Date.now()
    const current = Math.floor(now / STEP_MS)
    // an early step ends with this half minute: too soon for whoever must still type it
    const isEnding = STEP_MS - (now % STEP_MS) < TYPING_MS
    const step = Math.max(isEnding ? current : current - DRIFT, (used[email] ?? 0) + 1)
    if (step > current + DRIFT) return null
    writeFileSync(file, JSON.stringify({ ...used, [email]: step }), { mode: 0o600 })
    return step
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

async function takeLock(folder: string): Promise<void> {
  const until = Date.now() + LOCK_MS
  for (;;) {
    try {
      mkdirSync(folder)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      // whoever held it was killed
      if (Date.now() > until) return
      await wait(LOCK_POLL_MS)
    }
  }
}

function secretsIn(folder: string): DemoSecret[] {
  const file = demoSecretsFile(folder)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoSecret[]) : []
}

function codeOf(secret: string, step: number): string {
  return generateSync({ secret, epoch: (step * STEP_MS) / 1_000 })
}
