import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { childEnvironment, nodePath } from './pinned-node.mjs'
import { ROOT } from './places.mjs'
import { say } from './progress.mjs'

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
  const child = spawn(program, args, {
    cwd: ROOT,
    env: childEnvironment(env),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const wait = () => {} // the child decides how to end, we end after it
  process.on('SIGINT', wait)
  const passOn = () => child.kill('SIGTERM')
  process.on('SIGTERM', passOn)
  return exitCode(child)
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
  return exitCode(child)
}

/** Starts a tool that runs beside the house until it is killed, and says when it ends before. */
export function keepRunning(program, args, cwd) {
  const [command, ...before] = [...boundToUs(), program]
  const child = spawn(command, [...before, ...args], {
    cwd,
    env: childEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  child.once('close', (code) => code && say(`${program} ${args.join(' ')} in ${cwd} ended with code ${code}`))
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
