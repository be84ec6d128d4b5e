import { withoutCards } from '@budeng/kernel'
import { type Command, LOG_HOURS_MAX, parametersTag, sha256, toBase64url, type UpOf } from '@budeng/protocol'
import type { Bench } from '../bench.ts'
import { type Clause, must, NotApplicable } from '../clause.ts'
import type { Shelf } from '../file-desk.ts'

const LOG = { sinceHours: LOG_HOURS_MAX, bytesMax: 1024 * 1024 }
const UPLOAD_WITHIN_MS = 60_000

/** What goes over HTTP, parameters and software: each only where the terminal says that it knows the type. */
export const fileClauses: readonly Clause[] = [
  {
    number: '23.3',
    about: 'sends its log to the one-time address, and goes on after an interruption',
    async run(bench) {
      const { shelf, result } = await sent(bench, 'LOGS_UPLOAD', LOG, (opened) => (opened.cuts = 1))
      if (result.status === 'NO_OP') throw new NotApplicable('its log is empty')
      whole(shelf, result)
      must(shelf.type.startsWith('text/plain'), `a log is ${shelf.type}`)
      const text = shelf.held.toString('utf8')
      must(withoutCards(text) === text, 'a card number stands in its log [P-23.5]')
      must(text.length <= LOG.bytesMax, `the log has ${text.length} bytes, more than asked for`)
    },
  },
  {
    number: '23.4',
    about: 'ends when the platform does not take its file',
    async run(bench) {
      const { result } = await sent(bench, 'LOGS_UPLOAD', LOG, (opened) => (opened.refuses = 'CARD_DATA'))
      if (result.status === 'NO_OP') throw new NotApplicable('its log is empty')
      must(
        result.status === 'FAILED' && result.code === 'UPLOAD_REFUSED' && result.data?.['code'] === 'CARD_DATA',
        `a refused file ended ${ended(result)}`,
      )
    },
  },
  {
    number: '23.7',
    about: 'sends what stands on its screen, where its vendor allows it',
    async run(bench) {
      const { shelf, result } = await sent(bench, 'SCREEN_CAPTURE', { bytesMax: 2 * 1024 * 1024 })
      if (result.code === 'NOT_NOW') throw new NotApplicable('its screen may not be seen just now')
      whole(shelf, result)
      must(/^(text\/plain|image\/png)/.test(shelf.type), `a screen is ${shelf.type}`)
    },
  },
  {
    number: '24.2',
    about: 'takes parameters whole, once, and none that are older',
    async run(bench) {
      const held = heldVersion(bench)
      const pull = async (version: number) => bench.run('PARAMETERS_PULL', { version, values: {} })
      const from = bench.inbox.mark()
      const taken = await pull(held + 1)
      must(taken.code === 'PARAMETERS_APPLIED', `no parameters at all ended ${ended(taken)}`)
      const told = parametersTag(held + 1, {})
      await bench.inbox.expect('hb', from, 10_000, ({ health }) => health.versions?.parameters === told)
      const again = await pull(held + 1)
      must(again.status === 'NO_OP' && again.code === 'UP_TO_DATE', `the same once more ended ${ended(again)}`)
      const older = await pull(held)
      must(older.status === 'REJECTED' && older.code === 'OLD_VERSION', `an older version ended ${ended(older)}`)
    },
  },
  {
    number: '25.1',
    about: 'fetches nothing of a package that its vendor did not sign',
    async run(bench) {
      const bytes = Buffer.from('no package')
      const manifest = { model: bench.hello.versions.model, version: 'certify', bytes: bytes.length }
      const signed = { sha256: toBase64url(sha256(bytes)), signature: toBase64url(Buffer.alloc(64, 1)) }
      const { shelf, result } = await sent(bench, 'SOFTWARE_UPDATE', { ...manifest, ...signed })
      must(
        result.status === 'FAILED' && result.code === 'PACKAGE_NOT_GENUINE',
        `a package that nobody signed ended ${ended(result)}`,
      )
      must(shelf.requests === 0, 'it asked for the package before it looked at the signature')
    },
  },
]

/** Runs a command that moves a file. */
async function sent(
  bench: Bench,
  type: string,
  params: Command['params'],
  prepare: (shelf: Shelf) => unknown = () => undefined,
): Promise<{ readonly shelf: Shelf; readonly result: UpOf<'result'> }> {
  needs(bench, type)
  const command = bench.command(type, params)
  const shelf = bench.files.open(command)
  prepare(shelf)
  const from = bench.inbox.mark()
  bench.sendCommand(command)
  return { shelf, result: await bench.result(command, from, UPLOAD_WITHIN_MS) }
}

function needs(bench: Bench, type: string): void {
  if (!bench.supports(type)) throw new NotApplicable(`${type} is not supported`)
}

/** The file is here, whole, and the result tells the same of it. */
function whole(shelf: Shelf, result: UpOf<'result'>): void {
  must(shelf.wrong === null, `its upload is not as it must be: ${shelf.wrong}`)
  must(result.status === 'SUCCEEDED' && result.code === 'UPLOADED', `the upload ended ${ended(result)}`)
  must(shelf.isWhole, 'it says that it sent the file, and it is not here')
  const { bytes, sha256: hash } = result.data ?? {}
  must(
    bytes === shelf.held.length && hash === toBase64url(sha256(shelf.held)),
    `the result tells of another file: ${JSON.stringify(result.data)}`,
  )
}

function heldVersion(bench: Bench): number {
  needs(bench, 'PARAMETERS_PULL')
  const beats = bench.inbox.all.flatMap(({ message }) => (message.kind === 'hb' ? [message] : []))
  const told = beats.at(-1)?.health.versions?.parameters ?? ''
  const version = /^(\d{1,9})\.[\w-]{11}$/.exec(told)?.[1]
  must(version !== undefined, `its heartbeats say of its parameters "${told}" [P-24.3]`)
  return Number(version)
}

function ended({ status, code, data }: UpOf<'result'>): string {
  return `${status}(${code}) ${data === undefined ? '' : JSON.stringify(data)}`
}
