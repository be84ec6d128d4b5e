import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Proof } from './proof.ts'

/** Many more seeds than `npm test` plays. */
const SEEDS = 2_000

/** Plays the simulation from a seed on, in one run that prints the seeds that fail. */
export async function proveSimulation(from: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const count = Number(options['seeds'] ?? SEEDS)
  const asked = `${from}-${from + count - 1}`
  const started = performance.now()
  const run = spawn('vitest', ['run', '--project', 'simulation', 'simulation.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, BUDENG_SEED: asked },
  })
  const [code] = (await once(run, 'exit')) as [number | null]
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)
  const verdict = code === 0 ? 'nothing that was promised broke' : 'something broke: its seeds stand in the output'
  const text = [
    '# Whatever is lost, doubled, late, cut off or killed',
    '',
    `\`npm run prove -- simulation --seed ${from} --seeds ${count}\``,
    '',
    `${count} seeds (${asked}), each of 1,000 steps with faults between any two, then to rest: ${verdict}. ${minutes} min.`,
  ].join('\n')
  return { text, broken: code === 0 ? [] : [verdict] }
}
