import { Fault } from '@budeng/kernel'
import { arrayParam } from '../rows/arrays.ts'
import { type LedgerAccountKind, type LedgerAccountRow, ledgerAccountTable, unnestInsert } from '../rows/index.ts'
import type { Unit } from '../unit.ts'

type Named = Pick<LedgerAccountRow, 'ownerId' | 'kind' | 'currency' | 'path'>
type Account = Omit<LedgerAccountRow, 'id' | 'createdAt'>

/** Where what is booked belongs: a terminal as it stood, a merchant, or an acquirer alone. */
export interface EntryPlace {
  readonly terminalId: string | null
  readonly acquirerId: string
  readonly agentId: string | null
  readonly merchantId: string | null
  readonly path: string
}

/** Whose account it is, for what belongs there. */
export function accountOf(kind: LedgerAccountKind, currency: string, place: EntryPlace): Account {
  const { acquirerId, agentId, merchantId, terminalId, path } = place
  switch (kind) {
    case 'TERMINAL_CLEARING':
      if (terminalId === null) throw new Fault(`a clearing of no terminal, at ${path}`)
      return { kind, currency, ownerId: terminalId, acquirerId, agentId, merchantId, path }
    case 'MERCHANT_PAYABLE':
      if (merchantId === null) throw new Fault(`owed to nobody, at ${path}`)
      return { kind, currency, ownerId: merchantId, acquirerId, agentId, merchantId, path: pathTo(path, merchantId) }
    case 'AGENT_COMMISSION':
      if (agentId === null) throw new Fault(`a commission for nobody, at ${path}`)
      return { kind, currency, ownerId: agentId, acquirerId, agentId, merchantId: null, path: pathTo(path, agentId) }
    case 'ACQUIRER_RECEIVABLE':
    case 'FEE_INCOME':
    case 'SUSPENSE_LONG':
    case 'SUSPENSE_SHORT':
    case 'WRITE_OFF':
      return { kind, currency, ownerId: acquirerId, acquirerId, agentId: null, merchantId: null, path: acquirerId }
  }
}

/** The beginning of a path that ends with this node. */
function pathTo(path: string, nodeId: string): string {
  const labels = path.split('.')
  return labels.slice(0, labels.indexOf(nodeId) + 1).join('.')
}

/** Names one account: its owner as of writing. */
export function accountKey({ ownerId, kind, currency, path }: Named): string {
  return `${ownerId} ${kind} ${currency} ${path}`
}

/** Numbers of these accounts by their key; those that are not there are made. */
export async function accountIds(unit: Unit, accounts: readonly Account[]): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Map(accounts.map((account) => [accountKey(account), account])).values()]
  const known = await findAccounts(unit, wanted)
  const missing = wanted.filter((account) => !known.has(accountKey(account)))
  if (missing.length === 0) return known
  const createdAt = unit.clock.now()
  await unnestInsert(
    unit,
    ledgerAccountTable,
    // in one order, so that two who make the same do not wait for each other
    missing.toSorted((a, b) => (accountKey(a) < accountKey(b) ? -1 : 1)).map((account) => ({ ...account, createdAt })),
    { onConflict: 'on conflict (owner_id, kind, currency, path) do nothing' },
  )
  const made = await findAccounts(unit, missing)
  return new Map([...known, ...made])
}

async function findAccounts(unit: Unit, accounts: readonly Account[]): Promise<ReadonlyMap<string, number>> {
  const rows = await unit.prepared<Named & { readonly id: number }>(
    'find-ledger-accounts',
    `select a.id, a.owner_id as "ownerId", a.kind, a.currency, a.path::text as path
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as wanted (owner_id, kind, currency, path)
     join ledger_account a on a.owner_id = wanted.owner_id and a.kind = wanted.kind and a.currency = wanted.currency and a.path = wanted.path::ltree`,
    [
      arrayParam(
        'text',
        accounts.map(({ ownerId }) => ownerId),
      ),
      arrayParam(
        'text',
        accounts.map(({ kind }) => kind),
      ),
      arrayParam(
        'text',
        accounts.map(({ currency }) => currency),
      ),
      arrayParam(
        'text',
        accounts.map(({ path }) => path),
      ),
    ],
  )
  return new Map(rows.map((row) => [accountKey(row), row.id]))
}
