import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** Lines of an error that say what it is; the rest stands where the test ran. */
const ERROR_LINES_MAX = 6
const LINE_LENGTH_MAX = 240

/**
 * Counts the tests of a vitest run, collects what failed, and leaves both in a file. A file that could not be loaded counts
 * as one.
 */
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors = []) {
    const tally = { passed: 0, failed: 0, failures: [] }
    const tell = (what, errors) => tally.failures.push(`${what}\n${firstLines(errors)}`.trimEnd())
    for (const module of modules) {
      const name = `${module.project.name}  ${module.relativeModuleId}`
      const tests = [...module.children.allTests()]
      const failed = tests.filter((test) => test.result().state === 'failed')
      tally.passed += tests.filter((test) => test.result().state === 'passed').length
      tally.failed += failed.length === 0 && module.state() === 'failed' ? 1 : failed.length
      for (const test of failed) tell(`${name} > ${test.fullName}`, test.result().errors)
      // of the file itself, and of what runs before and after its tests
      for (const [what, errors] of [
        [name, module.errors()],
        ...[...module.children.allSuites()].map((suite) => [`${name} > ${suite.fullName}`, suite.errors()]),
      ])
        if (errors.length > 0) tell(what, errors)
    }
    for (const error of unhandledErrors) tell('outside any test', [error])
    writeFileSync(process.env.BUDENG_TALLY_FILE, JSON.stringify(tally))
  }
}

function firstLines(errors = []) {
  const [error] = errors
  if (error === undefined) return ''
  const where = (error.stacks ?? [])[0]
  return [
    ...stripVTControlCharacters(`${error.name ?? 'Error'}: ${error.message ?? ''}`)
      .split('\n')
      .slice(0, ERROR_LINES_MAX),
    ...(where === undefined ? [] : [`at ${where.file}:${where.line}`]),
  ]
    .map((line) => `    ${line.slice(0, LINE_LENGTH_MAX)}`)
    .join('\n')
}
