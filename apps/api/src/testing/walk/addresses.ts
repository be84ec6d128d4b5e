/** Addresses of the HTTP port, and why a stranger finds nothing of anybody's there. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  'GET /graphql': 'walked here',
  'POST /graphql': 'walked here',
  'POST /enrol': 'answers to a code of 80 bits and nothing else; enrol.test.ts',
  'GET /sso/callback': 'answers to a state of 256 bits, in the browser that began; sso.test.ts',
  'GET /livez': 'says that the process runs',
  'GET /readyz': 'says that the database answers',
  'GET /metrics': 'figures of the process, for this machine and private networks',
  'GET /audit/events.csv': 'walked here',
  'GET /audit/events.jsonl': 'walked here',
  'GET /export/organisations.csv': 'walked here',
  'POST /import/organisations': 'walked here',
  'GET /export/terminals.csv':
    'gives what the terminals of the API give, by the same scope; register-terminals.test.ts',
  'POST /import/terminals': 'takes rows for stores that the sender sees; register-terminals.test.ts',
  'POST /imports/files': 'takes a file for the own acquirer and names no other place; upload.test.ts',
  'GET /exports/:id': 'gives a file to whoever asked for it, from the place where they asked; download.test.ts',
  'POST /evidence': 'keeps an attachment at a terminal whose money the sender sees; evidence.test.ts',
  'GET /evidence/:terminal/:sha256': 'gives it to whoever sees the terminal’s money; evidence.test.ts',
  'GET /': 'the page of the dashboard, the same for everybody',
}
