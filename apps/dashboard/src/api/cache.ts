import { type FieldPolicy, InMemoryCache, type Reference } from '@apollo/client'

interface Page {
  readonly nodes?: readonly Reference[]
}

/** A keyset list: pages after the first are appended, a first page replaces; a row that comes twice is kept once. */
export function pages(keyArgs: readonly string[]): FieldPolicy<Page> {
  return {
    keyArgs: [...keyArgs],
    merge(existing, incoming, { args }) {
      if (args?.['after'] == null || existing === undefined) return incoming
      return { ...incoming, nodes: withoutRepeats(existing.nodes ?? [], incoming.nodes ?? []) }
    },
  }
}

function withoutRepeats(before: readonly Reference[], after: readonly Reference[]): Reference[] {
  const known = new Set(before.map((node) => node.__ref))
  // what has no id of its own is kept as it comes
  return [...before, ...after.filter((node) => node.__ref === undefined || !known.has(node.__ref))]
}

/** What is asked for at the root: lists, each narrowed by what it names, and single things. */
const ROOT = {
  terminals: pages(['filter', 'orderBy']),
  commands: pages(['filter']),
  bulkActions: pages(['states']),
  approvals: pages([]),
  events: pages(['filter']),
  transactions: pages(['filter']),
  batches: pages(['filter']),
  fileImports: pages([]),
  fileImport: pointer('FileImport'),
  tariffs: pages(['organisationId']),
  ledgerAccounts: pages(['organisationId', 'kind']),
  corrections: pages(['filter', 'orderBy']),
  cases: pages(['filter', 'orderBy']),
  openDifferences: pages(['organisationId']),
  ruleLabs: pages(['rule']),
  differences: pages(['organisationId', 'terminalId']),
  people: pages(['q']),
  serviceAccounts: pages([]),
  rollouts: pages(['states']),
  recoveries: pages(['running', 'waiting']),
  workOrders: pages([]),
  alerts: pages(['filter']),
  dueVisits: pages(['kind', 'before', 'organisationId']),
  matches: pages(['organisationId', 'states', 'source', 'importId', 'from', 'to']),
  grants: pages(['live']),
  deputies: pages(['live']),
  terminal: pointer('Terminal'),
  command: pointer('Command'),
  bulkAction: pointer('BulkAction'),
  transaction: pointer('Transaction'),
  batch: pointer('Batch'),
  difference: pointer('Difference'),
  correction: pointer('Correction'),
  case: pointer('Case'),
} satisfies Record<string, FieldPolicy>

/** Everything with an id is stored once, so that a change shows wherever the thing is shown. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: { fields: ROOT },
      Terminal: {
        fields: {
          commands: pages(['filter']),
          timeline: pages([]),
          transactions: pages(['filter']),
          batches: pages(['filter']),
          corrections: pages(['filter', 'orderBy']),
          cases: pages(['filter', 'orderBy']),
        },
      },
      Organisation: { fields: { children: pages([]) } },
      Batch: { fields: { transactions: pages(['filter']) } },
      BulkAction: { fields: { commands: pages(['filter']) } },
      Rollout: { fields: { members: pages(['standings', 'group', 'drift']) } },
      Viewer: { keyFields: [] },
      Heartbeat: { merge: true },
      FleetCounts: { merge: true },
      LedgerAccount: { keyFields: ['number'], fields: { postings: pages(['from', 'to']) } },
      StatementLine: { keyFields: ['number'] },
      FileImport: { fields: { lines: pages(['state']) } },
      FileImportCounts: { merge: true },
      MerchantStatement: { merge: true, fields: { lines: pages([]) } },
      AgreementBoard: { merge: true },
      CorrectionDesk: { merge: true },
      CorrectionRule: { keyFields: ['rule', 'version'] },
      TerminalAgreement: { merge: true },
      TerminalParameters: { merge: true },
      ApprovalRight: { merge: true },
      Why: { merge: true },
    },
  })
}

/** What a list already brought is shown at once while the page's own query runs. */
function pointer(typename: string): FieldPolicy<Reference> {
  return {
    read: (existing, { args, toReference }) => existing ?? toReference({ __typename: typename, id: args?.['id'] }),
  }
}
