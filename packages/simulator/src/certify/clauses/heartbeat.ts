import { must, type Clause, NotApplicable } from '../clause.ts'
import { BENCH_INTERVAL_SEC, SLACK_MS } from '../../limits.ts'

export const heartbeatClauses: readonly Clause[] = [
  {
    number: '6.1',
    about: 'beats at each interval',
    async run(bench) {
      const from = bench.inbox.mark()
      const beats: number[] = []
      for (let next = from; beats.length < 5; ) {
        const received = await bench.inbox.expectReceived('hb', next, 10_000)
        next = bench.inbox.all.indexOf(received) + 1
        beats.push(received.atMs)
      }
      const intervals = beats.slice(1).map((atMs, index) => atMs - (beats[index] ?? 0))
      // the first of them may end at the beat of the connection itself; one that is late makes the next seem early
      const regular = intervals.slice(1)
      const meanMs = regular.reduce((sum, ms) => sum + ms, 0) / regular.length
      const wantedMs = BENCH_INTERVAL_SEC * 1_000 * bench.scale
      must(
        meanMs > wantedMs / 2 && meanMs < wantedMs * 1.5 + SLACK_MS,
        `intervals of ${intervals.map((ms) => Math.round(ms)).join(', ')} ms; ${BENCH_INTERVAL_SEC} s were told`,
      )
    },
  },
  {
    number: '6.3',
    about: 'tells a change of its lock at once',
    async run(bench) {
      if (!bench.supports('LOCK') || !bench.supports('UNLOCK'))
        throw new NotApplicable('LOCK and UNLOCK are not supported')
      const from = bench.inbox.mark()
      await bench.run('LOCK')
      await bench.inbox.expect('hb', from, BENCH_INTERVAL_SEC * 500 * bench.scale + SLACK_MS, ({ locked }) => locked)
      const later = bench.inbox.mark()
      await bench.run('UNLOCK')
      await bench.inbox.expect('hb', later, BENCH_INTERVAL_SEC * 500 * bench.scale + SLACK_MS, ({ locked }) => !locked)
    },
  },
]
