import type { DemoPerson } from '../demo/people.ts'
import type { Environment } from '../environment.ts'

/** A terminal that somebody may enrol at once, for the third block. */
export interface ExampleTerminal {
  readonly acquirer: string
  readonly tid: string
}

/** The three blocks that a start ends with: addresses, demo logins, how to connect a terminal of your own. */
export function readyBlocks(
  environment: Environment,
  people: readonly DemoPerson[],
  example: ExampleTerminal | null,
): string {
  const { mqttPort, mqttPlain, publicUrl, mqttsPort, hostPort, hostIsoPort } = environment
  const http = environment.https
    ? `https://localhost:${environment.httpPort}`
    : `http://127.0.0.1:${environment.httpPort}`
  const addresses = [
    `Dashboard   ${publicUrl}`,
    `GraphQL     ${http}/graphql`,
    ...(mqttPlain ? [`MQTT        127.0.0.1:${mqttPort}`] : []),
    ...(mqttsPort === null ? [] : [`MQTT, TLS   port ${mqttsPort}`]),
    ...(people.length === 0
      ? []
      : [
          `Host        http://127.0.0.1:${hostPort}  (simulated acquirer; ISO 8583 on port ${hostIsoPort})`,
          `Screens     http://127.0.0.1:${hostPort}/screens  (of simulated terminals, and the codes of the people below)`,
        ]),
  ]
  const blocks = [block('Addresses', addresses)]
  if (people.length > 0) blocks.push(block('Demo logins', [...loginLines(people), CODES]))
  blocks.push(block('Connect a terminal of your own', terminalLines(example)))
  return `\n${blocks.join('\n\n')}\n`
}

/** Second factors of the demonstration. */
const CODES = 'The code that a login asks for besides stands at the Screens, or: npm run budeng -- demo codes'

function loginLines(people: readonly DemoPerson[]): string[] {
  const width = Math.max(...people.map(({ email }) => email.length))
  return people.map(
    ({ email, password, role }) => `${email.padEnd(width)}  ${password}  ${role.toLowerCase().replace('_', ' ')}`,
  )
}

function terminalLines(example: ExampleTerminal | null): string[] {
  const { acquirer, tid } = example ?? { acquirer: 'ACQUIRER', tid: 'TID' }
  return [
    `npm run budeng -- terminal enrol-code ${tid} --acquirer ${acquirer} --serial MY-1   # a code, shown once`,
    'npm run budeng -- terminal run --serial MY-1                               # asks for the code; a terminal in software',
    'By hand, with mosquitto and openssl: packages/protocol/PROTOCOL.md, "Connect by hand"',
  ]
}

function block(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n')
}
