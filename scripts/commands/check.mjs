import { capture } from '../child.mjs'
import { houseRules } from '../house-rules.mjs'
import { say } from '../progress.mjs'

const tool =
  (program, ...args) =>
  () =>
    capture(program, args)

/** What must hold before a commit is shared, the slow ones first. */
const STEPS = [
  [
    'types',
    tool('turbo', 'run', 'typecheck', '--continue', '--output-logs=errors-only', '--log-order=grouped', '--ui=stream'),
  ],
  ['lint', tool('oxlint', '--type-aware', '--deny-warnings')],
  ['contract files', tool('node', 'scripts/run.mjs', 'update-contracts', '--check')],
  ['dead code', tool('knip', '--no-progress', '--no-config-hints')],
  ['format', tool('biome', 'format', '--max-diagnostics=50')],
  ['boundaries', tool('turbo', 'boundaries')],
  ['house rules', houseRules],
]

/** Two at a time: more would wait for each other on a small machine. */
const PARALLEL = 2

/** Runs every step, also after one failed, and prints what the failed ones said. */
export async function check() {
  const waiting = [...STEPS]
  const failures = []
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const [title, run] = step
      const startedMs = performance.now()
      const { code, output } = await run()
      say(
        `${code === 0 ? 'ok    ' : 'FAILED'} ${title.padEnd(15)} ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
      )
      if (code !== 0) failures.push({ title, output })
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  for (const { title, output } of failures) say(`\n── ${title} ──\n${output.trim()}`)
  say(failures.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failures.map(({ title }) => title).join(', ')}`)
  return failures.length === 0 ? 0 : 1
}
