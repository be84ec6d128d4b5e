import { BYTE_DIFFERENCES, DEMO_MODELS, FILE_FORMATS, LINE_DIFFERENCES, SCENARIOS } from '@budeng/simulator'
import { Command, Option } from 'commander'
import { backupCommands } from './backup-program.ts'
import type { Environment } from './environment.ts'
import { keysCommands } from './keys-program.ts'
import {
  LIST_MAX_DEFAULT,
  SALES_PER_HOUR_DEFAULT,
  SEED_DEFAULT,
  TERMINALS_DEFAULT,
  TERMINALS_MAX,
  TRAINING_DEFAULT,
} from './limits.ts'
import {
  differences,
  openingMinutes,
  percent,
  portNumber,
  positionNumber,
  rows,
  saleCount,
  seedNumber,
  terminalCount,
  trainingCount,
} from './option-values.ts'

/** Reads the environment, then does the work; its answer is the exit code. */
export type Run = (work: (environment: Environment) => Promise<number>) => Promise<void>

/** Every command, with its options. What carries a command out is loaded when it is asked for: no other is waited for. */
export function program(run: Run): Command {
  const budeng = new Command('budeng')
    .description('Budeng: terminals logged in again, with proof.')
    .exitOverride()
    .showHelpAfterError('(budeng --help)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong use or environment, 3 refused by a rule, 4 unreachable.\nEnvironment: budeng config',
    )
  houseCommands(budeng, run)
  administrationCommands(budeng, run)
  auditCommands(budeng.command('audit').description('the sealed record: prove it, take it out'), run)
  platformCommands(budeng, run)
  terminalCommands(budeng.command('terminal').description('one terminal: enrol, run, certify'), run)
  return budeng
}

function scenarioOption(): Option {
  const names = Object.keys(SCENARIOS)
  return new Option('--scenario <name>', 'how terminals behave that are made').choices(names).default('demo')
}

function trainingOption(unsaid: string): Option {
  return new Option(
    '--training <count>',
    `simulated terminals on which people learn, apart from all others (${unsaid})`,
  ).argParser(trainingCount)
}

function salesOption(): Option {
  return new Option('--sales-per-hour <count>', 'of a simulated terminal while its shop is open; 0: it does not trade')
    .argParser(saleCount)
    .default(SALES_PER_HOUR_DEFAULT)
}

function openingOption(): Option {
  return new Option(
    '--opening <minutes>',
    'simulated terminals that are not well are switched on in the second half of this time, and not all at once',
  )
    .argParser(openingMinutes)
    .default(0)
}

function rushOption(): Option {
  return new Option(
    '--rush <records>',
    'simulated terminals sell as fast as the platform takes it, until they have written so many records together',
  ).argParser(positionNumber)
}

function truthOption(): Option {
  return new Option(
    '--truth <file>',
    'simulated terminals write down their journals there, with the keys of their leaves',
  )
}

function houseCommands(budeng: Command, run: Run): void {
  budeng
    .command('start')
    .description('the whole house: database, API, gateway, worker, dashboard; simulated terminals outside production')
    .option('--terminals <count>', 'simulated terminals', terminalCount, TERMINALS_DEFAULT)
    .option('--seed <number>', 'of the demonstration', seedNumber, SEED_DEFAULT)
    .addOption(scenarioOption())
    .addOption(trainingOption(`default: ${TRAINING_DEFAULT}, none in production`))
    .option('--watch', 'restart each server when it was built anew', false)
    .addOption(salesOption())
    .addOption(openingOption())
    .option('--history <file>', 'simulated terminals write down what happens to them')
    .addOption(truthOption())
    .addOption(rushOption())
    .action((options) => run(async (environment) => (await import('./commands/start.ts')).start(environment, options)))
  simulatorCommands(budeng, run)
  demoCommands(budeng, run)
}

function simulatorCommands(budeng: Command, run: Run): void {
  const simulator = budeng
    .command('simulate')
    .description('host and terminals of the demonstration alone, against a platform that runs')
    .option('--terminals <count>', 'at most this many', terminalCount, TERMINALS_MAX)
    .addOption(trainingOption('default: all; in production these alone'))
    .option('--seed <number>', 'of their chances', seedNumber, SEED_DEFAULT)
    .addOption(salesOption())
    .addOption(openingOption())
    .option('--history <file>', 'a file for what happens to them')
    .addOption(truthOption())
    .addOption(rushOption())
    .action((options) =>
      run(async (environment) => (await import('./commands/simulate.ts')).simulate(environment, options)),
    )
  simulator
    .command('files')
    .description("an acquirer's file of a day, as its simulated host decided")
    .requiredOption('--acquirer <code>', 'whose')
    .option('--date <day>', 'YYYY-MM-DD; the newest that has something')
    .addOption(new Option('--format <name>', 'UnionPay flow file, or CSV').choices(FILE_FORMATS).default('flow'))
    .option('--out <file>', 'where to; else the folder files of the data folder')
    .option(
      '--difference <name[=count]>',
      `repeatable: ${Object.keys({ ...LINE_DIFFERENCES, ...BYTE_DIFFERENCES }).join(' ')}`,
      differences,
      {},
    )
    .option('--seed <number>', 'of what is chosen for a difference', seedNumber, SEED_DEFAULT)
    .action((options) =>
      run(async (environment) => (await import('./commands/simulate-files.ts')).simulateFiles(environment, options)),
    )
  simulator
    .command('package')
    .description('software of the vendor of simulated terminals and its manifest, to be added under Software')
    .addOption(new Option('--model <name>', 'of terminals').choices(DEMO_MODELS).default(DEMO_MODELS[0]))
    .option('--app-version <name>', 'its version', '5.1.0')
    .option('--fails <percent>', 'terminals that do not start with it; its version says so', percent)
    .option('--out <folder>', 'where to; else the folder files of the data folder')
    .action((options) =>
      run(async (environment) =>
        (await import('./commands/simulate-package.ts')).simulatePackage(environment, options),
      ),
    )
}

function demoCommands(budeng: Command, run: Run): void {
  budeng
    .command('seed')
    .description('organisations, people and terminals of the demonstration, without starting anything')
    .option('--terminals <count>', 'in all', terminalCount, TERMINALS_DEFAULT)
    .option('--seed <number>', 'of the demonstration', seedNumber, SEED_DEFAULT)
    .addOption(scenarioOption())
    .addOption(trainingOption('default: none; in production these alone'))
    .action((options) => run(async (environment) => (await import('./commands/seed.ts')).seed(environment, options)))
  budeng
    .command('demo')
    .description('about the demonstration')
    .command('codes')
    .description("codes of its people's authenticators, now")
    .option('--json', 'for programs', false)
    .action((options) =>
      run(async (environment) => (await import('./commands/demo-codes.ts')).demoCodes(environment, options)),
    )
  budeng
    .command('reset')
    .description('remove the data of the demonstration')
    .action(() => run(async (environment) => (await import('./commands/reset.ts')).reset(environment)))
}

function administrationCommands(budeng: Command, run: Run): void {
  budeng
    .command('migrate')
    .description('bring the database to the newest schema')
    .action(() => run(async (environment) => (await import('./commands/migrate.ts')).migrateDatabase(environment)))
  budeng
    .command('restored')
    .description(
      'after PostgreSQL itself played a backup back, before anything starts: proves it, and has terminals send again',
    )
    .option('--checkpoints <file...>', 'exported checkpoints of before the backup; keep them elsewhere')
    .option('--public-key <file>', 'audit.pub that was kept elsewhere; the one of the keys folder when left out')
    .action((options) =>
      run(async (environment) => (await import('./commands/restored.ts')).restored(environment, options)),
    )
  backupCommands(budeng, run)
  budeng
    .command('doctor')
    .description('look over the installation')
    .option('--json', 'for programs', false)
    .action((options) =>
      run(async (environment) => (await import('./commands/doctor.ts')).doctor(environment, options)),
    )
  budeng
    .command('config')
    .description('every environment variable')
    .option('--json', 'for programs', false)
    .option('--env', 'as .env.example', false)
    .option('--markdown', 'as a table', false)
    .action((options) => run(async () => (await import('./commands/config.ts')).config(options)))
  keysCommands(budeng.command('keys').description('signing and sealing keys of the platform'), run)
  budeng
    .command('users')
    .description('people')
    .command('create-admin')
    .description('the first administrator; the password is asked for, or read from standard input')
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .requiredOption('--acquirer <code>', 'the organisation')
    .option('--acquirer-name <name>', 'makes the organisation when it is not there')
    .option('--training', 'makes it one of simulated terminals, for people who learn; for good', false)
    .option('--time-zone <zone>', 'IANA name', 'Asia/Shanghai')
    .option('--language <language>', 'zh-CN or en', 'zh-CN')
    .action((options) =>
      run(async (environment) => (await import('./commands/users.ts')).createAdmin(environment, options)),
    )
}

function auditCommands(audit: Command, run: Run): void {
  const keyOption = '--public-key <file>'
  const keyAbout = 'audit.pub that was kept elsewhere; the one of the keys folder when left out'
  audit
    .command('verify')
    .description('prove the whole record, or name the first event that is not as it was sealed')
    .option('--from <position>', 'hash events again from here on only', positionNumber, 1)
    .option('--checkpoints <file...>', 'exported checkpoints; keep them elsewhere')
    .option(keyOption, keyAbout)
    .option('--json', 'for programs', false)
    .action((options) =>
      run(async (environment) => (await import('./commands/audit/verify.ts')).verifyAudit(environment, options)),
    )
  audit
    .command('export')
    .description('every event as a line of JSON, in the order of the record, as it is sealed')
    .option('--from <position>', 'first position', positionNumber, 1)
    .option('--out <file>', 'standard output when left out')
    .action((options) =>
      run(async (environment) => (await import('./commands/audit/export.ts')).exportEvents(environment, options)),
    )
  audit
    .command('prove <event>')
    .description('a proof that an event is in the record, as JSON that anybody can check')
    .action((event: string) =>
      run(async (environment) => (await import('./commands/audit/prove.ts')).proveEvent(environment, event)),
    )
  audit
    .command('check <file>')
    .description('check such a proof; needs no database')
    .option(keyOption, keyAbout)
    .action((file: string, options) =>
      run(async (environment) => (await import('./commands/audit/check.ts')).checkProof(environment, file, options)),
    )
}

function platformCommands(budeng: Command, run: Run): void {
  budeng
    .command('terminals')
    .description('terminals of the platform')
    .command('list')
    .description('what you may see, narrowed')
    .option('--q <text>', 'beginning of TID, MID or serial; any part of a name')
    .option('--presence <state...>', 'ONLINE, DEGRADED, OFFLINE')
    .option('--sign-on <state...>', 'SIGNED_ON, SIGNED_OFF, EXPIRED, LOCKED, NEVER')
    .option('--acquirer <code>', "log in as this acquirer's operations person of the demonstration")
    .option('--limit <count>', 'at most', rows, LIST_MAX_DEFAULT)
    .option('--json', 'for programs', false)
    .action((options) =>
      run(async (environment) => (await import('./commands/terminals.ts')).listTerminals(environment, options)),
    )
  budeng
    .command('relogin <tid>')
    .description('log a terminal in again')
    .option('--wait', 'follow it to its end', false)
    .option('--reason <text>', 'for the record', 'requested on the command line')
    .option('--acquirer <code>', 'where several have the TID')
    .option('--key <key>', 'idempotency key: the same wish, asked again')
    .option('--json', 'for programs', false)
    .action((tid: string, options) =>
      run(async (environment) => (await import('./commands/relogin.ts')).relogin(environment, tid, options)),
    )
}

function terminalCommands(terminal: Command, run: Run): void {
  terminal
    .command('enrol-code <tid>')
    .description('a code with which one device may enrol, shown once')
    .requiredOption('--serial <number>', 'of the device')
    .option('--acquirer <code>', 'where several have the TID')
    .option('--json', 'for programs', false)
    .action((tid: string, options) =>
      run(async (environment) => (await import('./commands/enrol-code.ts')).enrolCode(environment, tid, options)),
    )
  terminal
    .command('screen <tid>')
    .description('what stands on the screen of a simulated terminal')
    .option('--acquirer <code>', 'where several have the TID')
    .option('--json', 'for programs', false)
    .action((tid: string, options) =>
      run(async (environment) =>
        (await import('./commands/terminal-screen.ts')).terminalScreen(environment, tid, options),
      ),
    )
  terminal
    .command('certify')
    .description('run the clauses of the protocol against a terminal that enrols at a bench of its own')
    .option('--acquirer <code>', 'that the bench plays', 'certify')
    .option('--tid <tid>', 'that it gives', 'CERT0001')
    .option('--http-port <port>', 'of the bench; 0 is a free one', portNumber, 0)
    .option('--mqtt-port <port>', 'of the bench; 0 is a free one', portNumber, 0)
    .option('--cert <file>', 'the bench speaks TLS with this certificate, PEM')
    .option('--key <file>', 'its private key, PEM')
    .option('--client-ca <file>', "authorities of the terminal's certificate, PEM: it must show one")
    .option('--json', 'for programs', false)
    .action((options) =>
      run(async (environment) => (await import('./commands/certify.ts')).certifyTerminal(environment, options)),
    )
  terminal
    .command('run')
    .description('the reference terminal in software, until it is stopped')
    .requiredOption('--serial <number>', 'of the device')
    .option('--code <code>', 'enrolment code; asked for when left out')
    .option('--folder <path>', 'what survives a power cut; in the data folder when left out')
    .option('--url <url>', 'of the platform')
    .option('--mqtt <url>', 'of the broker; mqtts: for TLS')
    .option('--ca <file>', 'authorities of the platform, PEM, for https: and mqtts:')
    .option('--cert <file>', "the terminal's own certificate, PEM; its name is the device id")
    .option('--key <file>', 'its private key, PEM')
    .option('--host <url>', "of the acquirer's host")
    .option('--no-sign-on', 'wait until somebody signs it on')
    .action((options) =>
      run(async (environment) => (await import('./commands/terminal-run.ts')).runTerminal(environment, options)),
    )
}
