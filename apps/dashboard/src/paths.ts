/** Query text of a URL: one string a name. Names that a screen does not know survive. */
export type SearchText = Readonly<Record<string, string | undefined>>

/** A place of the dashboard, for links and for navigation. */
export interface Place {
  readonly to: string
  readonly search: SearchText
}

const place = (to: string, search: SearchText = {}): Place => ({ to, search })

/** Every URL of the dashboard. */
export const paths = {
  overview: () => place('/'),
  login: (returnTo?: string) => place('/login', { return: returnTo }),
  terminals: (search?: SearchText) => place('/terminals', search),
  terminal: (id: string, search?: SearchText) => place(`/terminals/${id}`, search),
  /** A command on one terminal, from the form to the result, beside the terminal's page. */
  request: (terminalId: string, type: string) => place(`/terminals/${terminalId}`, { do: type }),
  commands: (search?: SearchText) => place('/commands', search),
  command: (id: string) => place(`/commands/${id}`),
  bulkActions: () => place('/bulk'),
  /** `steps`: as a rollout, in groups and at a pace. */
  bulkPreview: (selectionId: string, type: string, steps = false, packageId?: string) =>
    place(`/bulk/new/${selectionId}`, { type, steps: steps ? '1' : undefined, package: packageId }),
  bulkAction: (id: string, search?: SearchText) => place(`/bulk/${id}`, search),
  rollouts: (search?: SearchText) => place('/rollouts', search),
  rollout: (id: string, search?: SearchText) => place(`/rollouts/${id}`, search),
  software: (search?: SearchText) => place('/software', search),
  recoveries: (search?: SearchText) => place('/recoveries', search),
  recovery: (id: string) => place(`/recoveries/${id}`),
  alerts: () => place('/alerts'),
  approvals: () => place('/approvals'),
  watch: (search?: SearchText) => place('/watch', search),
  visits: (search?: SearchText) => place('/visits', search),
  transactions: (search?: SearchText) => place('/transactions', search),
  transaction: (id: string) => place(`/transactions/${id}`),
  batches: (search?: SearchText) => place('/batches', search),
  batch: (id: string) => place(`/batches/${id}`),
  statements: () => place('/statements'),
  statement: (merchantId: string) => place(`/statements/${merchantId}`),
  files: (search?: SearchText) => place('/files', search),
  file: (id: string, search?: SearchText) => place(`/files/${id}`, search),
  // the API serves the files themselves under /exports/
  exports: (search?: SearchText) => place('/exports', search),
  ledger: (search?: SearchText) => place('/ledger', search),
  ledgerAccount: (number: string, search?: SearchText) => place(`/ledger/${number}`, search),
  matches: (search?: SearchText) => place('/matches', search),
  agreement: (search?: SearchText) => place('/agreement', search),
  difference: (id: string) => place(`/agreement/${id}`),
  cases: (search?: SearchText) => place('/cases', search),
  case: (id: string) => place(`/cases/${id}`),
  correctionBulk: () => place('/corrections/bulk'),
  correctionRules: (search?: SearchText) => place('/corrections/rules', search),
  correctionReports: (search?: SearchText) => place('/corrections/reports', search),
  corrections: (search?: SearchText) => place('/corrections', search),
  correction: (id: string) => place(`/corrections/${id}`),
  /** The form: of a transaction, of a terminal's journal, or a draft that is changed. */
  correctionNew: (search: SearchText) => place('/corrections/new', search),
  events: (search?: SearchText) => place('/events', search),
  settings: (section?: string, search?: SearchText) =>
    place(section === undefined ? '/settings' : `/settings/${section}`, search),
}

/** The address of a place, as the browser shows it. */
export function href({ to, search }: Place): string {
  return to + stringifySearch(search)
}

/** `?a=1&b=x,y`: plain text, readable in a chat, no JSON. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '')
  if (pairs.length === 0) return ''
  const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeValue(String(value))}`)
  return `?${text.join('&')}`
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

function encodeValue(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
}

/** A return address is only ever a path of ours: anything else would send a person who just logged in elsewhere. */
export function safeReturn(text: string | undefined): string {
  return text !== undefined && /^\/(?![/\\])/.test(text) ? text : '/'
}
