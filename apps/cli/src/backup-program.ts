import type { Command } from 'commander'
import type { Run } from './program.ts'

const TO = 'folder, or s3://bucket/prefix; BUDENG_BACKUP_TO when left out'

/** Ciphers and stores are loaded by whoever needs them. */
const parts = () => import('./commands/backup.ts')

/** `backup …` and `restore`. */
export function backupCommands(budeng: Command, run: Run): void {
  const backup = budeng
    .command('backup')
    .description('database, files and keys, encrypted, while everything runs; the worker does it each day')
    .option('--to <place>', TO)
    .option('--recipient <age1…>', 'public half of the recovery key; BUDENG_BACKUP_RECIPIENT when left out')
    .action((options) => run(async (environment) => (await parts()).backupNow(environment, options)))
  backup
    .command('key')
    .description('make the recovery key, which opens backups: take it away from this machine')
    .requiredOption('--out <file>', 'of its secret half')
    .action((options) => run(async (environment) => (await parts()).recoveryKey(environment, options)))
  backup
    .command('list')
    .description('whole backups of a place, the newest first')
    .option('--from <place>', TO)
    .option('--json', 'for programs', false)
    .action((options) => run(async (environment) => (await parts()).listStored(environment, options)))
  restoring(
    backup
      .command('drill')
      .description(
        'prove that a backup can be lived on: restored elsewhere, proven, a simulated terminal takes an order; nothing stays',
      ),
  ).action((options) => run(async (environment) => (await import('./commands/drill.ts')).drill(environment, options)))
  restoring(
    budeng
      .command('restore')
      .description('a backup into an empty database, with files and keys; proves it, and has terminals send again'),
  ).action((options) =>
    run(async (environment) => (await import('./commands/restore.ts')).restore(environment, options)),
  )
}

function restoring(command: Command) {
  return command
    .option('--from <place>', TO)
    .requiredOption('--key <file>', 'secret half of the recovery key')
    .option('--name <backup>', 'which one; the newest when left out')
    .option('--checkpoints <file...>', 'exported checkpoints of before the backup; keep them elsewhere')
    .option('--public-key <file>', 'audit.pub that was kept elsewhere; the one of the backup when left out')
}
