import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename } from 'node:path'
import { CommandFault, EXIT } from '../exit-codes.ts'

/** A port that the house needs, and the variable that moves it. */
export interface WantedPort {
  readonly port: number
  readonly purpose: string
  readonly variable: string
}

/** @throws CommandFault that names every port that is taken, by whom if that can be seen, and how to move ours */
export async function assertPortsFree(wanted: readonly WantedPort[]): Promise<void> {
  const clash = wanted.find(({ port }, index) => wanted.findIndex((other) => other.port === port) < index)
  if (clash !== undefined)
    throw new CommandFault(EXIT.usage, `Port ${clash.port} is wanted twice. Give ${clash.variable} another value.`)
  const taken = (await Promise.all(wanted.map(async (one) => ((await isFree(one.port)) ? null : one)))).filter(
    (one) => one !== null,
  )
  if (taken.length === 0) return
  const lines = taken.map(({ port, purpose, variable }) => {
    const holder = holderOf(port)
    const by = holder === null ? '' : ` by ${holder}`
    return `Port ${port} (${purpose}) is taken${by}. Stop it, or choose another: ${variable}=${port + 1} npm start`
  })
  throw new CommandFault(EXIT.usage, lines.join('\n'))
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** The process that listens on a port, as Linux shows it to us; null when it is not ours to see. */
export function holderOf(port: number): string | null {
  try {
    const inode = listeningInode(port)
    const pid =
      inode === null ? null : readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holdsSocket(entry, inode))
    if (pid === null || pid === undefined) return null
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
    return `${inShort(words) || readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`
  } catch {
    return null
  }
}

/** A command line as people know it: the program, and the script that it runs. */
function inShort([program = '', ...words]: readonly string[]): string {
  const script = words.find((word) => /^[^-].*\.(m?js|ts)$/.test(word) && !word.startsWith('file:'))
  return [basename(program), ...(script === undefined ? words.slice(0, 2) : [script])].join(' ')
}

const LISTENING = '0A'

function listeningInode(port: number): string | null {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
      if (state === LISTENING && local.endsWith(suffix) && inode !== undefined) return inode
    }
  return null
}

function holdsSocket(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`)
  } catch {
    return false // another user's process, or one that just ended
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}
