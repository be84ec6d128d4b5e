import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { proveAudit } from './audit/audit-report.ts'
import { proveDay } from './day/report.ts'
import { proveKills } from './kills-report.ts'
import { proveMonth } from './month/report.ts'
import { provePlans } from './plans/plans.ts'
import type { Proof } from './proof.ts'
import { proveSimulation } from './simulation.ts'
import { proveSoak } from './soak/soak-report.ts'
import { proveTrust } from './trust/trust.ts'

/** `npm run prove -- NAME --seed N`: shows what is promised, on real processes, and writes its table to docs/proofs. */
const PROOFS: Readonly<Record<string, (seed: number, options: Readonly<Record<string, string>>) => Promise<Proof>>> = {
  audit: proveAudit,
  day: proveDay,
  kills: proveKills,
  month: proveMonth,
  plans: provePlans,
  simulation: proveSimulation,
  soak: proveSoak,
  trust: proveTrust,
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    kills: { type: 'string' },
    relogins: { type: 'string' },
    terminals: { type: 'string' },
    events: { type: 'string' },
    records: { type: 'string' },
    'kill-every': { type: 'string' },
    keep: { type: 'string' },
    seeds: { type: 'string' },
    factor: { type: 'string' },
  },
})
const name = positionals[0] ?? ''
const prove = PROOFS[name]
if (prove === undefined) {
  console.error(`Which proof? npm run prove -- NAME --seed N, where NAME is one of: ${Object.keys(PROOFS).join(', ')}`)
  process.exit(2)
}
/** Without a seed these are others every time. */
const drawn = ['month', 'day'].includes(name) ? Math.floor(Math.random() * 1_000_000) : 1
const { seed = String(drawn), ...options } = values
const proof = await prove(Number(seed), options)
console.log(proof.text)
// the dist folder and the src folder are equally deep
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../docs/proofs')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, `${name}.md`), `${proof.text}\n`)
process.exit(proof.broken.length === 0 ? 0 : 1)
