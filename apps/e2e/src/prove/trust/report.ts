import { table } from '../table.ts'
import type { Proof } from '../proof.ts'
import type { Attack, AttackTest } from './attacks.ts'

/** One test as vitest's JSON report tells of it. */
export interface TestResult {
  /** From the repository's root. */
  readonly file: string
  readonly fullName: string
  readonly status: string
  readonly counts?: Readonly<Record<string, number>>
}

/** Files that count while they walk, and what they are called. */
export const WALKS: readonly { readonly file: string; readonly title: string }[] = [
  { file: 'apps/api/src/access/every-stranger.test.ts', title: 'The stranger: everything that can be asked' },
  { file: 'apps/api/src/access/every-role.test.ts', title: 'The roles: every mutation as every role' },
  { file: 'packages/storage/src/every-table.test.ts', title: 'The database: every table as every role' },
  { file: 'packages/storage/src/policies.test.ts', title: 'The database: every row from every place' },
]

/** The table of attacks and the counts of the walks, from a run of their tests and from nothing else. */
export function trustReport(results: readonly TestResult[], attacks: readonly Attack[]): Proof {
  const broken: string[] = []
  for (const { file, fullName, status } of results)
    if (status === 'failed') broken.push(`${file}: “${fullName}” failed`)
  const rows = attacks.map(({ attack, outcome, tests }) => {
    const ran = tests.map((test) => passedOf(results, test))
    tests.forEach((test, i) => {
      if (ran[i] === 0) broken.push(`${attack}: no test “${test.name}” passed in ${test.file}`)
    })
    const files = [...new Set(tests.map(({ file }) => file))].map((file) => `\`${file}\``)
    return [attack, outcome, ran.reduce((sum, count) => sum + count, 0), files.join('<br>')]
  })
  const walks = WALKS.flatMap(({ file, title }) => {
    const counts = Object.assign(
      {},
      ...results.filter((one) => one.file === file).map((one) => one.counts ?? {}),
    ) as Record<string, number>
    if (Object.keys(counts).length === 0) broken.push(`${file} counted nothing`)
    return [
      `**${title}** (\`${file}\`)`,
      '',
      table(
        ['counted', 'number'],
        Object.entries(counts).map(([name, count]) => [wordsOf(name), count]),
      ),
      '',
    ]
  })
  const text = [
    '# Trust',
    '',
    `\`npm run prove -- trust\`: ${results.length} tests, ${results.filter(({ status }) => status === 'passed').length} passed; everything below is from their report.`,
    '',
    '## Three walks',
    '',
    'Made from the GraphQL schema, the table of permissions and the catalogue of the database: what is added without an entry fails the tests.',
    '',
    ...walks,
    '## Attacks',
    '',
    table(['attack', 'outcome', 'tests passed', 'tried by'], rows),
    ...(broken.length === 0 ? [] : ['', '## Not as promised', '', ...broken.map((line) => `- ${line}`)]),
  ].join('\n')
  return { text, broken }
}

/** How many tests of that name passed; none when one of them did not. */
function passedOf(results: readonly TestResult[], { file, name }: AttackTest): number {
  const named = results.filter((one) => one.file === file && one.fullName.includes(name))
  return named.every(({ status }) => status === 'passed') ? named.length : 0
}

/** `strangerAnswers` as people write it. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
