/**
 * A large backup comes as a file. Most come in chunks, so the file's row is made when its first part is there: by whoever
 * knows the ticket of the very BACKUP, and nobody else. Rows of which nothing came have nothing to be erased.
 */
export const sql = `
alter table terminal_file drop constraint terminal_file_kind_check;
alter table terminal_file add check (kind in ('LOGS', 'SCREEN', 'SOFTWARE', 'BACKUP'));
drop index terminal_file_due;
create index terminal_file_due on terminal_file (expires_at) where erased_at is null and received > 0;
create function open_backup_file(backup_command text, ticket text, most bigint, until timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into terminal_file (command_id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, kind, attempt, ticket_hash, bytes_max, expires_at)
  select c.id, c.terminal_id, c.acquirer_id, c.agent_id, c.merchant_id, c.store_id, c.path, 'BACKUP', c.attempt, c.ticket_hash, most, until
  from command c where c.id = backup_command and c.type = 'BACKUP' and c.ticket_hash = ticket and c.finished_at is null
  on conflict (command_id) do update set attempt = excluded.attempt, ticket_hash = excluded.ticket_hash, expires_at = excluded.expires_at,
    type = null, bytes = null, sha256 = null, received = 0, refused = null
  where terminal_file.complete_at is null and terminal_file.attempt < excluded.attempt
$$;
revoke execute on function open_backup_file from public;
grant execute on function open_backup_file to budeng_app;
grant update (sha256, chunk_count, size, complete_at) on backup to budeng_app;
`
