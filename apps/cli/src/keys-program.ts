import { type Command, Option } from 'commander'
import { KEY_LASTS_DAYS, KEY_OVERLAP_DAYS } from './limits.ts'
import { days } from './option-values.ts'
import type { Run } from './program.ts'

const FOLDER = ['--folder <path>', 'the keys folder, when it is not the one of the environment'] as const
const ROOT = ['--root <file>', "the root's private half; root.key in the folder when left out"] as const

/** Loaded when one of them is asked for. */
const acts = () => import('./commands/keys.ts')

/** `budeng keys …`: what is done with the root at hand, away from the platform. */
export function keysCommands(keys: Command, run: Run): void {
  keys
    .command('init <folder>')
    .description('a whole set for production, with the root in a file of its own')
    .requiredOption('--root <file>', "where the root's private half is written: not in the folder")
    .option('--lasts <days>', 'how long the keys last', days, KEY_LASTS_DAYS)
    .action((folder: string, options) => run(async () => (await acts()).initKeys(folder, options)))
  keys
    .command('list')
    .description('what the key list names, and which private halves lie here')
    .option(...FOLDER)
    .option('--json', 'for programs', false)
    .action((options) => run(async (environment) => (await acts()).listKeys(environment, options)))
  keys
    .command('rotate')
    .description('a new key for a use; the others of it end with the overlap')
    .addOption(
      new Option('--use <use>', 'of the key')
        .choices(['command', 'correction', 'clock', 'seal-link', 'seal-presence', 'seal-people'])
        .makeOptionMandatory(),
    )
    .option(...ROOT)
    .option(...FOLDER)
    .option('--overlap <days>', 'how long older keys go on beside it', days, KEY_OVERLAP_DAYS)
    .option('--lasts <days>', 'how long it lasts', days, KEY_LASTS_DAYS)
    .action((options) => run(async (environment) => (await acts()).rotateKeys(environment, options)))
  keys
    .command('retire <kid>')
    .description('take a key that has ended out of the list, and delete its private half')
    .option(...ROOT)
    .option(...FOLDER)
    .option('--now', 'although it has not ended: it may be in wrong hands', false)
    .action((kid: string, options) => run(async (environment) => (await acts()).retireKeys(environment, kid, options)))
  keys
    .command('next-root')
    .description('make the next root and name it in the key list')
    .requiredOption('--new <file>', 'where its private half is written')
    .option(...ROOT)
    .option(...FOLDER)
    .action((options) => run(async (environment) => (await acts()).nextRoot(environment, options)))
  keys
    .command('change-root')
    .description('let the named next root sign from now on')
    .requiredOption('--root <file>', 'its private half')
    .option(...FOLDER)
    .action((options) => run(async (environment) => (await acts()).changeRoots(environment, options)))
  for (const { name, about, act } of SEALS)
    keys
      .command(name)
      .description(about)
      .addOption(
        new Option('--use <use>', 'of the key')
          .choices(['seal-link', 'seal-presence', 'seal-people'])
          .makeOptionMandatory(),
      )
      .option(...FOLDER)
      .action((options) => run(async (environment) => (await acts())[act](environment, options)))
}

const SEALS = [
  { name: 'reseal', about: 'seal anew what older sealing keys sealed in the database', act: 'resealKeys' },
  { name: 'drop-seal', about: 'forget older sealing keys, once everything is sealed anew', act: 'dropSealKeys' },
] as const
