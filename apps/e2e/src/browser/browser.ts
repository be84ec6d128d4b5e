import { accessSync, constants, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Keeps the browser from looking for the world outside: every address is ours. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
]

/**
 * For the npm package's browser, which has no graphics of a desktop. Its own list of arguments is not taken: one process
 * for everything ends with the first window that is closed, and pages without web security are no test of ours.
 */
const SHELL = ['--no-zygote', '--in-process-gpu', '--font-render-hinting=none', '--disable-setuid-sandbox']

/** A real Chromium: the system's, else the one that ships inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  const system = systemChromium()
  if (system !== null) return await launch(system, QUIET)
  const args = [...QUIET, ...SHELL]
  const unpacked = await bundled.executablePath()
  try {
    return await launch(unpacked, args)
  } catch {
    // an unpacking that was cut off leaves a part, which the package takes for the whole from then on
    rmSync(unpacked, { force: true })
    return await launch(await bundled.executablePath(), args)
  }
}

async function launch(executablePath: string, args: string[]): Promise<Browser> {
  return await chromium.launch({ executablePath, args, headless: true, chromiumSandbox: false })
}

function systemChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    process.env.CHROMIUM ?? '',
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ]
  return candidates.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  if (path === '') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
