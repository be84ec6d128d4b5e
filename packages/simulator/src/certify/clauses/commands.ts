import { DAY, MINUTE } from '@budeng/kernel'
import { sha256, signCancel, toBase64url, fromBase64url, type UpOf } from '@budeng/protocol'
import { must, type Clause, NotApplicable } from '../clause.ts'
import { SILENCE_MS, WINDOW_ANSWER_MS } from '../../limits.ts'

type Bench = Parameters<Clause['run']>[0]

/** Commands from the signature to the stored result. */
export const commandClauses: readonly Clause[] = [
  {
    number: '9.2',
    about: 'is silent to what is forged, unsigned, foreign or of another use',
    async run(bench) {
      const from = bench.inbox.mark()
      const { command: right, forgedCommand, clock } = bench.keys
      const doubtful = [
        bench.sendCommand(bench.command('STATUS_GET'), forgedCommand),
        bench.sendCommand(bench.command('STATUS_GET'), clock),
        bench.sendCommand(bench.command('STATUS_GET'), { kid: 'nobody', privateKey: right.privateKey }),
        bench.sendCommand(bench.command('STATUS_GET', {}, { device: bench.newId('device') })),
        bench.sendCommand(bench.command('STATUS_GET', {}, { tid: 'ZZZZZZZZ' })),
        bench.sendCommand(bench.command('STATUS_GET', {}, { acquirer: 'elsewhere' })),
        bench.sendCommand(bench.command('STATUS_GET', {}, { issuedAt: 1 })),
      ]
      const [head = '', body = ''] = (doubtful.at(-1) ?? '').split('.')
      bench.sendBytes(`${toBase64url(Buffer.from('{"alg":"none","typ":"budeng-command"}'))}.${body}.`)
      bench.sendBytes(`${head}.${body}`)
      bench.sendBytes('not a message')
      const answer = await bench.inbox.silence(from, SILENCE_MS, (message) => 'id' in message)
      must(answer === undefined, `it answered with a ${answer?.message.kind}: ${answer?.json}`)
      await alive(bench)
    },
  },
  {
    number: '9.6',
    about: 'acknowledges and runs; rejects unknown types, wrong parameters and what has expired',
    async run(bench) {
      const from = bench.inbox.mark()
      const command = bench.command('STATUS_GET')
      bench.sendCommand(command)
      const result = await bench.result(command, from)
      must(
        bench.inbox.find('ack', from, ({ id }) => id === command.id) !== undefined,
        'the result came without an ack before it',
      )
      must(
        result.status === 'SUCCEEDED' && result.code === 'STATUS',
        `STATUS_GET ended ${result.status}(${result.code})`,
      )
      await rejected(bench, bench.command('DANCE'), 'UNSUPPORTED')
      await rejected(bench, bench.command('RELOGIN', { level: 'EVERYBODY' }), 'BAD_PARAMETERS')
      const past = Date.now() - MINUTE
      await rejected(bench, bench.command('STATUS_GET', {}, { issuedAt: past - MINUTE, notAfter: past }), 'EXPIRED')
    },
  },
  {
    number: '9.4',
    about: 'takes each sequence number once, in any order within 64',
    async run(bench) {
      const [first, second] = [bench.command('STATUS_GET'), bench.command('STATUS_GET')]
      const from = bench.inbox.mark()
      bench.sendCommand(second)
      bench.sendCommand(first)
      for (const command of [first, second]) {
        const { status, code } = await bench.result(command, from)
        must(
          status === 'SUCCEEDED',
          `sequence number ${command.seq}, one of two in the wrong order: ${status}(${code})`,
        )
      }
      await rejected(bench, bench.command('STATUS_GET', {}, { seq: first.seq }), 'OUTSIDE_WINDOW')
      bench.seq += 100
      await alive(bench)
      await rejected(bench, bench.command('STATUS_GET', {}, { seq: bench.seq - 64 }), 'OUTSIDE_WINDOW')
    },
  },
  {
    number: '9.5',
    about: 'answers a repeat with what is stored, and runs nothing twice',
    async run(bench) {
      const from = bench.inbox.mark()
      const command = bench.command('BACKUP')
      const token = bench.sendCommand(command)
      const first = await bench.result(command, from)
      const again = bench.inbox.mark()
      bench.sendBytes(token)
      const second = await bench.result(command, again)
      must(
        contentOf(second) === contentOf(first),
        `the repeat was answered with ${contentOf(second)} instead of ${contentOf(first)}`,
      )
      const ran = bench.inbox.find('chunk', again, ({ id }) => id === command.id)
      must(ran === undefined, 'the backup was made a second time')
    },
  },
  {
    number: '9.16',
    about: 'puts off what belongs to a window that is not open yet, and can be told to leave it',
    async run(bench) {
      const from = bench.inbox.mark()
      // a day ahead: whatever the terminal's clock makes of a certification, that is not over
      const notBefore = Date.now() + DAY
      const command = bench.command('STATUS_GET', {}, { notBefore, notAfter: notBefore + DAY })
      bench.sendCommand(command)
      const of = ({ id }: { readonly id: string }) => id === command.id
      const answer = await bench.inbox.until(
        () => bench.inbox.find('defer', from, of) ?? bench.inbox.find('result', from, of),
        WINDOW_ANSWER_MS,
      )
      must(answer !== undefined, 'it says nothing about a command of a window')
      const { message } = answer
      if (message.kind !== 'defer') throw new NotApplicable('it does not know the beginning of a window')
      must(message.reason === 'OUTSIDE_WINDOW', `before its window a command was put off with ${message.reason}`)
      bench.sendBytes(signCancel({ v: 1, ...cancelOf(bench, command) }, bench.keys.command))
      await bench.inbox.expect('cancelled', from, 5_000, of)
    },
  },
  {
    number: '9.10',
    about: 'cancels what it does not know, so that it never runs; rejects a cancel of what is finished',
    async run(bench) {
      const from = bench.inbox.mark()
      const command = bench.command('STATUS_GET')
      bench.sendBytes(signCancel({ v: 1, ...cancelOf(bench, command) }, bench.keys.command))
      await bench.inbox.expect('cancelled', from, 5_000, ({ id }) => id === command.id)
      bench.sendCommand(command)
      const ran = await bench.inbox.silence(
        from,
        SILENCE_MS,
        (message) => message.kind === 'result' && message.id === command.id,
      )
      must(ran === undefined, 'a cancelled command ran when it came')
      const done = await bench.run('STATUS_GET')
      const later = bench.inbox.mark()
      bench.sendBytes(signCancel({ v: 1, ...cancelOf(bench, done) }, bench.keys.command))
      const { reason } = await bench.inbox.expect('cancelRejected', later, 5_000, ({ id }) => id === done.id)
      must(reason === 'FINISHED', `a cancel of a finished command was rejected with ${reason}`)
    },
  },
  {
    number: '9.11',
    about: 'tells what became of a command',
    async run(bench) {
      const from = bench.inbox.mark()
      const unknown = bench.newId('command')
      bench.sendObject({ v: 1, kind: 'query', id: unknown, attempt: 1 })
      const nothing = await bench.inbox.expect('status', from, 5_000, ({ id }) => id === unknown)
      must(nothing.state === 'UNKNOWN', `a command that it never saw is ${nothing.state}`)
      const done = await bench.run('STATUS_GET')
      bench.sendObject({ v: 1, kind: 'query', id: done.id, attempt: done.attempt })
      const finished = await bench.inbox.expect('status', from, 5_000, ({ id }) => id === done.id)
      must(
        finished.state === 'FINISHED' && finished.result?.status === done.status,
        `a finished command is ${finished.state}`,
      )
    },
  },
  {
    number: '2.8',
    about: 'ignores objects, kinds and members that it does not know',
    async run(bench) {
      bench.sendBytes('{"v":1,"kind":"weather","sun":true}')
      bench.sendBytes('{"v":2,"kind":"ack"}')
      bench.sendBytes('{"v":1,')
      bench.sendBytes(Buffer.from([0x7b, 0xff, 0xfe]))
      await alive(bench)
      const command = { ...bench.command('STATUS_GET'), colour: 'blue' }
      const from = bench.inbox.mark()
      bench.sendCommand(command)
      must((await bench.result(command, from)).status === 'SUCCEEDED', 'a member of a later version broke a command')
    },
  },
  {
    number: '11.1',
    about: 'sends a backup in chunks that give the hash of the whole',
    async run(bench) {
      const from = bench.inbox.mark()
      const command = bench.command('BACKUP')
      bench.sendCommand(command)
      const result = await bench.result(command, from, 60_000)
      must(result.status === 'SUCCEEDED', `BACKUP ended ${result.status}(${result.code})`)
      const chunks = new Map<number, UpOf<'chunk'>>()
      for (const { message } of bench.inbox.all.slice(from))
        if (message.kind === 'chunk' && message.id === command.id) chunks.set(message.index, message)
      const count = chunks.get(0)?.count ?? 0
      must(count > 0 && chunks.size === count, `${chunks.size} of ${count} chunks came before the result`)
      const whole = Buffer.concat(
        Array.from({ length: count }, (_, index) => fromBase64url(chunks.get(index)?.bytes ?? '') ?? Buffer.alloc(0)),
      )
      const hash = toBase64url(sha256(whole))
      must(
        chunks.get(0)?.sha256 === hash && result.data?.['sha256'] === hash,
        'the hash of the chunks is not the hash that was told',
      )
    },
  },
  {
    number: '12.4',
    about: 'shows messages, but none with digits in a row',
    async run(bench) {
      if (!bench.supports('MESSAGE_SHOW')) throw new NotApplicable('MESSAGE_SHOW is not supported')
      const { status } = await bench.run('MESSAGE_SHOW', { text: 'Please wait', showSec: 5 })
      must(status === 'SUCCEEDED', `a harmless message ended ${status}`)
      await rejected(bench, bench.command('MESSAGE_SHOW', { text: 'your code is 123456' }), 'BAD_PARAMETERS')
    },
  },
]

async function alive(bench: Bench): Promise<void> {
  const { status, code } = await bench.run('STATUS_GET')
  must(status === 'SUCCEEDED', `afterwards a right STATUS_GET ended ${status}(${code})`)
}

async function rejected(bench: Bench, command: ReturnType<Bench['command']>, code: string): Promise<void> {
  const from = bench.inbox.mark()
  bench.sendCommand(command)
  const result = await bench.result(command, from)
  must(
    result.status === 'REJECTED' && result.code === code,
    `${command.type} with seq ${command.seq} ended ${result.status}(${result.code}) instead of REJECTED(${code})`,
  )
}

function contentOf({ status, code, data }: UpOf<'result'>): string {
  return JSON.stringify({ status, code, data })
}

function cancelOf(bench: Bench, { id, attempt }: { readonly id: string; readonly attempt: number }) {
  return { id, attempt, ...bench.address, device: bench.device.id, issuedAt: Date.now() }
}
