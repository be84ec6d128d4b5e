import { formatEnrolmentCode } from '@budeng/protocol'
import { Bench, certify, ClauseFailure, type Finding } from '@budeng/simulator'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { paint, print, printJson } from '../output.ts'

export interface CertifyOptions {
  readonly acquirer: string
  readonly tid: string
  /** Ports of the bench; 0 is a free one. */
  readonly httpPort: number
  readonly mqttPort: number
  readonly json: boolean
}

/**
 * `terminal certify`: a platform with keys of its own, for one terminal; runs the clauses of level L0 against whatever
 * enrols there. Exit code 1 when one fails.
 */
export async function certifyTerminal(environment: Environment, options: CertifyOptions): Promise<number> {
  const { acquirer, tid, httpPort, mqttPort } = options
  const bench = await Bench.open({ address: { acquirer, tid }, httpPort, mqttPort, scale: 1 })
  try {
    process.stderr.write(`${introduction(bench)}\n`)
    const findings = await certify(bench, (finding) => {
      if (!options.json) print(line(finding, environment))
    })
    const failed = findings.filter(({ verdict }) => verdict === 'fail').length
    if (options.json) printJson(findings)
    else print(closing(findings))
    return failed === 0 ? EXIT.ok : EXIT.failed
  } catch (error) {
    if (error instanceof ClauseFailure)
      throw new CommandFault(EXIT.failed, `No terminal was there to be certified: ${error.message}`)
    throw error
  } finally {
    await bench.close()
  }
}

function introduction(bench: Bench): string {
  return [
    'Enrol the terminal here; it has 15 minutes. The rest takes about two more.',
    `  enrolment code   ${formatEnrolmentCode(bench.desk.code)}`,
    `  enrolment        http://127.0.0.1:${bench.httpPort}/enrol`,
    `  broker           127.0.0.1:${bench.mqttPort}`,
    `  acquirer's host  http://127.0.0.1:${bench.httpPort}  (POST /signon, /echo)`,
    `  terminal         ${bench.address.acquirer} / ${bench.address.tid}`,
    '',
  ].join('\n')
}

const WORDS = { pass: ['green', 'pass'], fail: ['red', 'FAIL'], 'not applicable': ['dim', 'n/a '] } as const

function line({ number, about, verdict, detail }: Finding, { colour }: Environment): string {
  const [name, word] = WORDS[verdict]
  const seen = detail === '' ? '' : `\n        ${detail}`
  return `${paint({ json: false, colour }, name, word)}  [P-${number}]`.padEnd(colour ? 24 : 15) + ` ${about}${seen}`
}

function closing(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length
  return `\n${count('pass')} passed, ${count('fail')} failed, ${count('not applicable')} not applicable`
}
