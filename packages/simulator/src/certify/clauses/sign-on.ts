import { makeSignOnAnswer, type UpOf } from '@budeng/protocol'
import { must, type Clause, NotApplicable } from '../clause.ts'
import { SILENCE_MS } from '../../limits.ts'

type Bench = Parameters<Clause['run']>[0]

/** Re-login by command: host, ticket, proof, echo. */
export const signOnClauses: readonly Clause[] = [
  {
    number: '9.9',
    about: 'a re-login ends SIGNED_ON, with its ticket in the proof and a heartbeat behind it',
    async run(bench) {
      const { from, command } = order(bench)
      const result = await bench.result(command, from, 60_000)
      must(
        result.status === 'SUCCEEDED' && result.code === 'SIGNED_ON',
        `RELOGIN ended ${result.status}(${result.code})`,
      )
      const proof = await bench.inbox.expect('proof', from, 1_000)
      must(proof.ticket === command.ticket, 'the proof does not carry the ticket of the command')
      await bench.inbox.expect('hb', from, 5_000, ({ signOn }) => signOn === 'SIGNED_ON')
    },
  },
  {
    number: '8.1',
    about: 'reports the sign-on with its host, with batch and key check values',
    async run(bench) {
      const { from, command } = order(bench)
      await bench.result(command, from, 60_000)
      const report = await bench.inbox.expect('hostSignOn', from, 5_000)
      must(
        report.result === 'APPROVED' && report.batch !== null && report.kcv !== null,
        `the report says ${report.result}, batch ${report.batch}`,
      )
      const proof = await bench.inbox.expect('proof', from, 1_000)
      must(
        proof.batch === report.batch && proof.kcv === report.kcv,
        'the proof names another batch or key check value than the report',
      )
    },
  },
  {
    number: '8.4',
    about: 'proves the new keys to the host by an echo, after the sign-on',
    async run(bench) {
      const witness = bench.host.witness(bench.address)
      if (witness.lastSignOn === null) throw new NotApplicable('it talks to a host of its own')
      must(
        witness.lastEcho !== null && witness.lastEcho.at >= witness.lastSignOn.at,
        'the host saw no echo after the sign-on',
      )
    },
  },
  {
    number: '7.2',
    about: 'answers only a nonce that was made for its connection',
    run: (bench) =>
      without(bench, 'nonce', async () => {
        const { from, command } = order(bench)
        const { conn } = await bench.inbox.expect('nonceRequest', from, 30_000)
        bench.sendObject({ v: 1, kind: 'nonce', nonce: 'B'.repeat(42) + 'A', conn: conn + 1 })
        const proof = await bench.inbox.silence(from, SILENCE_MS, ({ kind }) => kind === 'proof')
        must(proof === undefined, 'a nonce of another connection was answered')
        bench.habits.nonce = true
        bench.sendObject({ v: 1, kind: 'nonce', nonce: 'C'.repeat(42) + 'A', conn })
        await bench.result(command, from, 60_000)
      }),
  },
  {
    number: '7.1',
    about: 'asks for a nonce again when none comes',
    run: (bench) =>
      without(bench, 'nonce', async () => {
        const { from, command } = order(bench)
        await bench.inbox.expect('nonceRequest', from, 30_000)
        const later = bench.inbox.mark()
        bench.habits.nonce = true
        await bench.inbox.expect('nonceRequest', later, 20_000)
        await succeeds(bench, { from, command }, 'after the second nonce')
      }),
  },
  {
    number: '7.5',
    about: 'believes no sign-on without a right tag and nonce',
    run: (bench) =>
      without(bench, 'signOnAnswer', async () => {
        const { from, command } = order(bench)
        const proof = await bench.inbox.expect('proof', from, 30_000)
        bench.sendObject(answerTo(proof, Buffer.alloc(32, 1)))
        bench.sendObject(answerTo({ ...proof, nonce: 'D'.repeat(42) + 'A' }, bench.device.secrets.ack))
        const believed = await bench.inbox.silence(
          from,
          SILENCE_MS,
          (message) => message.kind === 'result' && message.id === command.id,
        )
        must(believed === undefined, 'a forged answer ended the sign-on')
        bench.answerProof(proof)
        await succeeds(bench, { from, command }, 'after the right answer')
      }),
  },
  {
    number: '7.6',
    about: 'begins anew when its nonce had expired',
    run: (bench) =>
      without(bench, 'signOnAnswer', async () => {
        const { from, command } = order(bench)
        const proof = await bench.inbox.expect('proof', from, 30_000)
        bench.habits.signOnAnswer = true
        bench.sendObject(
          makeSignOnAnswer({ nonce: proof.nonce, result: 'REFUSED', code: 'NONCE_EXPIRED' }, bench.device.secrets.ack),
        )
        await bench.inbox.expect('proof', from, 30_000, ({ nonce }) => nonce !== proof.nonce)
        await succeeds(bench, { from, command }, 'with the new nonce')
      }),
  },
  {
    number: '8.3',
    about: 'fails a re-login that its host declines, and says so',
    async run(bench) {
      if (bench.host.witness(bench.address).lastSignOn === null)
        throw new NotApplicable('it talks to a host of its own')
      bench.host.script(bench.address, { next: ['97'] })
      const { from, command } = order(bench)
      const result = await bench.result(command, from, 60_000)
      must(
        result.status === 'FAILED' && result.code === 'HOST_DECLINED',
        `after response code 97 RELOGIN ended ${result.status}(${result.code})`,
      )
      await bench.inbox.expect('hostSignOn', from, 5_000, ({ responseCode }) => responseCode === '97')
    },
  },
]

/** While the platform leaves that out. */
async function without(bench: Bench, habit: keyof Bench['habits'], work: () => Promise<void>): Promise<void> {
  bench.habits[habit] = false
  try {
    await work()
  } finally {
    bench.habits[habit] = true
  }
}

async function succeeds(bench: Bench, { from, command }: ReturnType<typeof order>, after: string): Promise<void> {
  const { status } = await bench.result(command, from, 60_000)
  must(status === 'SUCCEEDED', `the re-login did not succeed ${after}`)
}

function order(bench: Bench) {
  const from = bench.inbox.mark()
  const command = bench.command('RELOGIN', { level: 'TERMINAL' })
  bench.sendCommand(command)
  return { from, command }
}

function answerTo({ nonce }: UpOf<'proof'>, key: Uint8Array) {
  return makeSignOnAnswer({ nonce, result: 'SIGNED_ON' }, key)
}
