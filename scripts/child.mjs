import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { childEnvironment, nodePath } from './pinned-node.mjs'
import { ROOT } from './places.mjs'
import { say } from './progress.mjs'

// npm's programs are command files there
const WINDOWS = process.platform === 'win32'

/** How often we look whether npm, which started us, still lives. */
const PARENT_POLL_MS = 500

/** One Ctrl-C reaches us twice, from the terminal and from npm. */
const SAME_SIGNAL_WITHIN_MS = 500

/**
 * Runs a program to its end and keeps what it says.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(program, args, { cwd = ROOT, env = childEnvironment() } = {}) {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  return exitCode(child).then((code) => ({ code, output: Buffer.concat(chunks).toString() }))
}

/** Runs a program with our terminal, to its end. An interrupt that is typed reaches it directly. */
export function runTool(program, args, { env = {} } = {}) {
  const [command, ...before] = [...boundToUs(), program]
  const child = spawn(command, [...before, ...args], {
    cwd: ROOT,
    env: childEnvironment(env),
    stdio: 'inherit',
    shell: WINDOWS,
  })
  const ignore = () => {} // the child decides how to end, we end after it
  const end = () => child.kill('SIGTERM')
  process.on('SIGINT', ignore).on('SIGTERM', end)
  onceNpmIsGone(end)
  return exitCode(child).finally(() => process.off('SIGINT', ignore).off('SIGTERM', end))
}

/**
 * Runs a Node program that has processes of its own to stop. It gets each signal once, however often and by whichever
 * way it reaches us, and ends when we are killed.
 */
export function runHouse(script, args, { env = {} } = {}) {
  const [program, ...before] = [...boundToUs(), nodePath()]
  // A process group of its own: an interrupt typed in the terminal reaches us alone
  const child = spawn(program, [...before, script, ...args], {
    cwd: ROOT,
    env: childEnvironment(env),
    stdio: 'inherit',
    detached: true,
  })
  let lastMs = Number.NEGATIVE_INFINITY
  const passOn = (signal) => {
    if (performance.now() - lastMs < SAME_SIGNAL_WITHIN_MS) return
    lastMs = performance.now()
    child.kill(signal)
  }
  process.on('SIGINT', () => passOn('SIGINT'))
  process.on('SIGTERM', () => passOn('SIGTERM'))
  process.on('SIGHUP', () => passOn('SIGTERM')) // the terminal was closed
  onceNpmIsGone(() => passOn('SIGTERM'))
  return exitCode(child)
}

/** npm passes a termination to its shell only, and nothing at all when it is killed: neither reaches us. */
function onceNpmIsGone(act) {
  if (process.env.npm_lifecycle_event === undefined) return
  const before = lineage()
  const timer = setInterval(() => {
    if (lineage() === before) return
    clearInterval(timer)
    act()
  }, PARENT_POLL_MS)
  timer.unref()
}

/** Our parent, and its parent when ours is the shell that npm started; elsewhere than on Linux our parent alone. */
function lineage() {
  const [name, parent] = nameAndParent(process.ppid)
  return name === 'sh' ? `${process.ppid} ${parent}` : String(process.ppid)
}

function nameAndParent(pid) {
  try {
    return /\((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.slice(1) ?? []
  } catch {
    return []
  }
}

/** Starts a tool that runs beside the house until it is killed, and says when it ends before. */
export function keepRunning(program, args, cwd) {
  const [command, ...before] = [...boundToUs(), program]
  const child = spawn(command, [...before, ...args], {
    cwd,
    env: childEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  child.once('close', (code) => child.killed || say(`${program} ${args.join(' ')} in ${cwd} ended with code ${code}`))
  return child
}

/** On Linux the kernel tells the child when we die, even by kill -9. */
function boundToUs() {
  const prefix = ['setpriv', '--pdeathsig=TERM', '--']
  const works =
    process.platform === 'linux' && spawnSync(prefix[0], [...prefix.slice(1), 'true'], { stdio: 'ignore' }).status === 0
  return works ? prefix : []
}

function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
