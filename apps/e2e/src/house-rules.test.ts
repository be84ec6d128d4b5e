import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** Rules of the house that no compiler sees: they grep and count, and name file and line. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const LINES_MAX = 400

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean)
const sources = tracked.filter((path) => /^(apps|packages)\/.*\.(ts|tsx)$/.test(path) && !path.includes('/generated/'))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
/** Without the tests and what only they use. */
const production = sources.filter((path) => !/\.test\.tsx?$|\/src\/testing\//.test(path))

/** Every `path:line` where the pattern stands, aside from the rooms that may. */
function findings(files: readonly string[], pattern: RegExp, mayStand: (path: string) => boolean): string[] {
  return files
    .filter((path) => !mayStand(path))
    .flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
    )
}
const inRooms =
  (...rooms: readonly string[]) =>
  (path: string) =>
    rooms.some((room) => path.startsWith(`${room}/`))

describe('who speaks what', () => {
  test('only storage speaks SQL; tests, proofs and benches may look at the database from outside', () => {
    const speaks = inRooms('packages/storage', 'apps/e2e', 'apps/bench')
    expect(findings(production, /from '(pg|typeorm)'/, speaks)).toEqual([])
    expect(findings(production, /\b(select .+ from|insert into|delete from) [a-z_]+\b/, speaks)).toEqual([])
  })

  test('only gateway, terminal and simulator speak MQTT; proofs and benches as clients', () => {
    const speaks = inRooms('apps/gateway', 'packages/terminal', 'packages/simulator', 'apps/e2e', 'apps/bench')
    expect(findings(sources, /from '(mqtt|mqtt-packet|aedes)'/, speaks)).toEqual([])
  })

  test('the browser imports only the public entries of the cores', () => {
    const dashboard = sources.filter((path) => path.startsWith('apps/dashboard/'))
    expect(
      findings(
        dashboard,
        /from '@budeng\/(?!(kernel|fleet|access|transactions|corrections)\/public|contract)/,
        () => false,
      ),
    ).toEqual([])
  })

  test('the environment is read in environment.ts and nowhere else', () => {
    const mayRead = (path: string) =>
      /environment(-.*)?\.(test\.)?ts$/.test(path) ||
      /vite\.config\.ts$|codegen\.ts$/.test(path) ||
      inRooms('apps/e2e', 'apps/bench')(path)
    expect(findings(production, /\bprocess\.env\b/, mayRead)).toEqual([])
  })
})

describe('how it is written', () => {
  test(`no file is longer than ${LINES_MAX} lines`, () => {
    const long = sources
      .map((path) => [path, read(path).trimEnd().split('\n').length] as const)
      .filter(([, lines]) => lines > LINES_MAX)
    expect(long).toEqual([])
  })

  test('nothing is named after nothing', () => {
    const vague = /^(utils?|common|shared|helpers?|misc|manager|.*[-.]?service)$/i
    const named = sources.filter((path) =>
      path.split('/').some((part) => vague.test(basename(part).replace(/\.tsx?$/, ''))),
    )
    expect(named).toEqual([])
  })

  test('nothing is left open, switched off or typed away', () => {
    expect(
      findings(sources, /\b(TODO|FIXME|XXX)\b|not implemented/, (path) => path.endsWith('house-rules.test.ts')),
    ).toEqual([])
    expect(findings(sources, /\.(skip|only)\(/, (path) => path.endsWith('house-rules.test.ts'))).toEqual([])
    expect(
      findings(sources, /: any(\[\])?\s*[,;)=|}]|<any>|\bas any\b(?! \w)|@ts-ignore|@ts-nocheck/, (path) =>
        path.endsWith('house-rules.test.ts'),
      ),
    ).toEqual([])
  })

  test('the core has no clock and no dice', () => {
    const core = production.filter(inRooms('packages/kernel', 'packages/fleet', 'packages/access'))
    expect(findings(core, /Date\.now\(|new Date\(\)|Math\.random\(/, () => false)).toEqual([])
  })
})

test('every fact that the gateway writes of a terminal has its sentence', () => {
  const rooms = production.filter(inRooms('apps/gateway'))
  const written = new Set(rooms.flatMap((path) => read(path).match(/'Terminal[A-Z][A-Za-z]+'/g) ?? []))
  const told = read('apps/api/src/language/catalogue.ts')
  expect(written.size).toBeGreaterThan(5)
  expect([...written].filter((type) => !told.includes(type))).toEqual([])
})

describe('the protocol', () => {
  const protocol = () => read('packages/protocol/PROTOCOL.md')
  const clausesIn = (text: string) => new Set([...text.matchAll(/\[P-(\d+\.\d+)\]/g)].map((match) => match[1] ?? ''))

  test('every clause that code or a test names stands in PROTOCOL.md', () => {
    const written = clausesIn(protocol())
    const named = sources.flatMap((path) => [...clausesIn(read(path))].map((clause) => `${clause} in ${path}`))
    expect(named.filter((entry) => !written.has(entry.split(' ')[0] ?? ''))).toEqual([])
  })

  test('every clause about what goes over the wire is named by code or a test', () => {
    const named = new Set(sources.flatMap((path) => [...clausesIn(read(path))]))
    const WIRE = { from: 2, to: 12 }
    const clauses = [...clausesIn(protocol())].filter((clause) => {
      const chapter = Number(clause.split('.')[0])
      return chapter >= WIRE.from && chapter <= WIRE.to
    })
    expect(clauses.length).toBeGreaterThan(40)
    expect(clauses.filter((clause) => !named.has(clause))).toEqual([])
  })
})

test('no secret and no card number stands in the repository', () => {
  const texts = tracked.filter(
    (path) => /\.(ts|tsx|json|md|mjs|sql|graphql|sh|ya?ml)$/.test(path) && !path.endsWith('package-lock.json'),
  )
  const luhn = (digits: string) =>
    [...digits].reverse().reduce((sum, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
      return sum + (value > 9 ? value - 9 : value)
    }, 0) %
      10 ===
    0
  const cards = texts.flatMap((path) =>
    [...read(path).matchAll(/(?<![\w.])[3-6]\d{12,18}(?![\w.])/g)]
      .filter(([run]) => luhn(run))
      .map(([run]) => `${path}: ${run.slice(0, 6)}…`),
  )
  expect(cards).toEqual([])
  expect(
    findings(texts, /-----BEGIN (EC |RSA |)PRIVATE KEY-----/, (path) => path.endsWith('house-rules.test.ts')),
  ).toEqual([])
})
