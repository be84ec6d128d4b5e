import type { TlsOptions } from 'node:tls'
import { formatEnrolmentCode, ServerTls } from '@budeng/protocol'
import { silentLog } from '@budeng/storage'
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
  /** PEM files: given, the bench speaks TLS. */
  readonly cert?: string
  readonly key?: string
  readonly clientCa?: string
  readonly json: boolean
}

/**
 * `terminal certify`: a platform with keys of its own, for one terminal; runs the clauses of levels L0 to L3 against whatever
 * enrols there. Exit code 1 when one fails.
 */
export async function certifyTerminal(environment: Environment, options: CertifyOptions): Promise<number> {
  const { acquirer, tid, httpPort, mqttPort } = options
  const tls = tlsOf(options)
  const bench = await Bench.open({ address: { acquirer, tid }, httpPort, mqttPort, scale: 1, ...tls })
  try {
    process.stderr.write(`${introduction(bench, 'tls' in tls)}\n`)
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

/** @throws CommandFault when a half of the pair is missing; TlsFault naming a file that is wrong */
function tlsOf({ cert, key, clientCa }: CertifyOptions): { tls?: TlsOptions } {
  if (cert === undefined && key === undefined && clientCa === undefined) return {}
  if (cert === undefined || key === undefined) throw new CommandFault(EXIT.usage, '--cert and --key go together.')
  const server = new ServerTls({ certFile: cert, keyFile: key, clientCaFile: clientCa ?? null }, silentLog)
  server.close()
  return { tls: server.options }
}

function introduction(bench: Bench, tls: boolean): string {
  const [http, broker] = tls ? ['https://localhost', 'mqtts://localhost'] : ['http://127.0.0.1', '127.0.0.1']
  return [
    'Enrol the terminal here; it has 15 minutes. The rest takes about two more.',
    `  enrolment code   ${formatEnrolmentCode(bench.desk.code)}`,
    `  enrolment        ${http}:${bench.httpPort}/enrol`,
    `  broker           ${broker}:${bench.mqttPort}`,
    `  acquirer's host  ${http}:${bench.httpPort}  (POST /signon, /echo)`,
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
