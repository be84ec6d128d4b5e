import { inScope } from './table-rules.ts'

/**
 * Statements and postings of an account are read from the index alone: fifty postings lie on fifty pages of the table. A
 * balance knows where its account stands, so that seeing it does not mean looking for the account: of a list of accounts
 * that was half of all that was read.
 */
export const sql = `
drop index ledger_posting_account;
create index ledger_posting_account on ledger_posting (account_id, effective_date, entry_id) include (minor);

alter table ledger_balance add column path ltree;
update ledger_balance set path = account.path from ledger_account account where account.id = ledger_balance.account_id;
alter table ledger_balance alter column path set not null;
drop policy app on ledger_balance;
create policy app on ledger_balance to budeng_app using (${inScope}) with check (${inScope});
`
