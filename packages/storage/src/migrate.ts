import { Client } from 'pg'
import { migrations } from './migrations/index.ts'
import { ROLES, roleName } from './roles.ts'

/** Any number, the same in every process: only one migrates at a time. */
const MIGRATION_LOCK = 5_270_001

/**
 * Brings a database to the newest schema: makes the roles where they are missing, lends them to the login role of
 * `url`, and runs the migrations that the database has not seen, forward only, all in one transaction.
 * The login role needs CREATEROLE the first time, and must own the database (or be a superuser).
 */
export async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    await migrateWithin(client)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await client.end()
  }
}

/**
 * The same inside of the caller's transaction, which goes on as the owner of the tables. Migrations that are not wanted are
 * left out: a backup is played back into the schema that it was made of.
 */
export async function migrateWithin(client: Client, isWanted: (id: string) => boolean = () => true): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
  await client.query(preparation())
  await client.query(`set local role ${roleName('owner')}`)
  await runMissing(client, isWanted)
}

async function runMissing(client: Client, isWanted: (id: string) => boolean): Promise<void> {
  await client.query(
    `create table if not exists migration (id text collate "C" primary key, applied_at timestamptz not null default now())`,
  )
  const { rows } = await client.query<{ id: string }>('select id from migration')
  const done = new Set(rows.map(({ id }) => id))
  for (const { id, sql } of migrations) {
    if (done.has(id) || !isWanted(id)) continue
    await client.query(sql)
    await client.query('insert into migration (id) values ($1)', [id])
  }
}

/** Needs the login role's own rights; the rest runs as the owner of the tables. */
function preparation(): string {
  const roles = ROLES.map((role) => madeRole(roleName(role))).join('\n')
  return `
    ${roles}
    create extension if not exists ltree;
    create schema if not exists partition authorization ${roleName('owner')};
    grant usage, create on schema public to ${roleName('owner')};
    grant usage on schema public to ${ROLES.map(roleName).join(', ')};`
}

/** Two databases of one server may be migrated at once; the advisory lock knows only one, so a collision is caught. */
function madeRole(name: string): string {
  return `do $$ begin
      if not exists (select from pg_roles where rolname = '${name}') then
        begin
          create role ${name} nologin nosuperuser nobypassrls;
        exception when duplicate_object or unique_violation then null;
        end;
      end if;
      if not pg_has_role(current_user, '${name}', 'member') then
        grant ${name} to current_user;
      end if;
      if exists (select from pg_roles where rolname = '${name}' and (rolsuper or rolbypassrls)) then
        raise exception 'role ${name} must not be a superuser and must not bypass row security';
      end if;
    end $$;`
}
