import { must, type Clause, NotApplicable } from '../clause.ts'

/** Restarts by command: what was durable before decides what is said after. */
export const restartClauses: readonly Clause[] = (['APP_RESTART', 'REBOOT', 'REBOOT_FORCED'] as const).map((type) => ({
  number: '9.8',
  about: `${type}: goes without goodbye, comes back with a higher boot, and says so once`,
  async run(bench) {
    if (!bench.supports(type)) throw new NotApplicable(`${type} is not supported`)
    const { boot } = bench.hello
    const lineBefore = bench.line?.number ?? 0
    const from = bench.inbox.mark()
    const command = bench.command(type)
    const token = bench.sendCommand(command)
    const hello = await bench.inbox.expect('hello', from, 180_000)
    must(bench.losses.includes(lineBefore), 'it said goodbye: the loss must be seen')
    must(hello.boot > boot, `the boot counter is ${hello.boot}, it was ${boot}`)
    const result = await bench.result(command, from)
    must(result.status === 'SUCCEEDED' && result.code === 'RESTARTED', `it ended ${result.status}(${result.code})`)
    must(
      result.data?.['boot'] === hello.boot,
      `the result names boot ${JSON.stringify(result.data?.['boot'])}, hello says ${hello.boot}`,
    )
    const again = bench.inbox.mark()
    bench.sendBytes(token)
    await bench.result(command, again)
    must(bench.inbox.find('hello', again) === undefined, 'the repeat restarted it once more')
  },
}))
