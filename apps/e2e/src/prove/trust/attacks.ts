/** One attack, what comes of it, and the tests that try it. */
export interface Attack {
  readonly attack: string
  readonly outcome: string
  /** Each names one test, or all tests of a block, by its full name's beginning or a part of it. */
  readonly tests: readonly AttackTest[]
}

export interface AttackTest {
  readonly file: string
  /** Part of the full name: the blocks around it and its own, with spaces between. */
  readonly name: string
}

const ACCESS = 'apps/api/src/access'
const FLEET = 'apps/api/src/fleet'
const HOSTILE = 'apps/api/src/graphql/hostile.test.ts'
const STRANGER = `${ACCESS}/every-stranger.test.ts`
const ENROL = 'apps/api/src/enrolment/enrol.test.ts'
const PRESENCE = `${FLEET}/presence.test.ts`
const BULK = `${FLEET}/bulk.test.ts`
const GRANTS = `${ACCESS}/grants.test.ts`
const LOGIN = `${ACCESS}/login.test.ts`
const APPROVALS = 'apps/api/src/approvals/approvals.test.ts'
const CHANGE = 'packages/access/src/change.test.ts'
const KEYS = `${ACCESS}/api-keys.test.ts`
const FACTORS = `${ACCESS}/factors.test.ts`
const PEOPLE = `${ACCESS}/people.test.ts`
const SSO = `${ACCESS}/sso/sso.test.ts`
const STRANGERS = `${ACCESS}/strangers.test.ts`
const AUDIT = 'packages/storage/src/audit/audit.test.ts'

const of = (file: string, ...names: string[]): AttackTest[] => names.map((name) => ({ file, name }))

/** "Bad input and attacks" of the trust that the platform promises. A row without a test that ran and passed breaks the proof. */
export const ATTACKS: readonly Attack[] = [
  {
    attack: "a stranger's ids, everywhere",
    outcome: 'byte for byte the answer for an id that nothing has',
    tests: of(STRANGER, 'what is asked for', 'what a stranger orders', 'what is pushed', 'what is fetched'),
  },
  {
    attack: 'guessing ids and cursors',
    outcome:
      'a cursor of somebody else leads nowhere; ids have 74 random bits, and a right guess answers as a wrong one',
    tests: of(STRANGER, 'a cursor that somebody else was given'),
  },
  {
    attack: 'looking up and across the tree from below',
    outcome: 'only the names of those above; ids that facts name open nothing',
    tests: of(STRANGER, 'from further down the tree'),
  },
  {
    attack: 'a role that orders what it may not',
    outcome: 'NOT_PERMITTED, and no row of any table changed',
    tests: of(`${ACCESS}/every-role.test.ts`, 'without the permission nothing happens', 'without a session'),
  },
  {
    attack: 'a process, taken over, that asks the database for more',
    outcome: 'permission denied: each role of the database has the verbs and the rows that it works with',
    tests: [
      ...of('packages/storage/src/every-table.test.ts', 'each role can do with each table', 'cannot become another'),
      ...of('packages/storage/src/policies.test.ts', 'shows another acquirer nothing', 'without a path nothing'),
    ],
  },
  { attack: 'a forged session', outcome: 'nobody', tests: of(LOGIN, 'is nobody') },
  {
    attack: 'a stolen session after it ended',
    outcome: 'nobody, for cookie and bearer; open subscriptions are closed, in other processes too',
    tests: [
      ...of(LOGIN, 'ends with logout, for the cookie and for the bearer', 'when its person is disabled'),
      ...of(PEOPLE, 'a stolen session is worth nothing'),
      ...of('apps/api/src/feed/live.test.ts', 'ends with its session'),
    ],
  },
  {
    attack: 'CSRF, and a socket opened by a foreign page',
    outcome: 'refused before anything is read: origin, content type, and a header that no foreign page can send',
    tests: [
      ...of(HOSTILE, 'a form, a text and a foreign page are refused', 'a mutation there never runs'),
      ...of('apps/api/src/feed/live.test.ts', 'of a foreign page is refused before it opens'),
      ...of('apps/api/src/audit/audit.test.ts', 'is refused to strangers, foreign pages'),
      ...of(PEOPLE, 'a foreign page speaks for nobody'),
    ],
  },
  {
    attack: 'a replayed step-up',
    outcome: 'spent once, also by two requests at once',
    tests: [
      ...of(PRESENCE, 'right digits let the person request this command once', 'two requests at once spend it once'),
      ...of(FACTORS, 'a code is good for one', 'a passkey signs exactly one act'),
    ],
  },
  {
    attack: 'a step-up for one target, used for another or for many',
    outcome: 'refused: it is bound to person, session, type, parameters and targets',
    tests: [
      ...of(
        PRESENCE,
        'the grant is for this terminal, type and parameters',
        'a selection of one terminal counts as one',
      ),
      ...of(FACTORS, 'not another terminal, not more of them', 'and for nothing larger'),
    ],
  },
  {
    attack: 'a code of an authenticator replayed, of another time, or twenty times at once',
    outcome: 'accepted once, one step early or late; one of twenty opens a session',
    tests: [
      ...of(FACTORS, 'replayed codes answer like a wrong password', 'not two', 'the same code twenty times at once'),
      ...of('packages/access/src/step-up.test.ts', 'a step of a code is accepted once'),
    ],
  },
  {
    attack: 'a copied passkey',
    outcome: 'refused: its counter did not rise',
    tests: of(FACTORS, 'a passkey whose counter did not rise was copied'),
  },
  {
    attack: 'brute force on codes of an authenticator',
    outcome: 'counted like passwords: locks the account, also for the right one',
    tests: of(FACTORS, 'guessing codes locks the account', 'guessing codes for a command'),
  },
  {
    attack: 'an unattended screen',
    outcome: 'locked after 15 minutes; no order passes until a second factor opens it',
    tests: [...of(PEOPLE, 'is locked after 15 minutes'), ...of(`${ACCESS}/every-role.test.ts`, 'in a locked session')],
  },
  {
    attack: 'a link of invitation used twice, late, or invented',
    outcome: 'one account, once; all else is told the same, and nothing of accounts elsewhere',
    tests: of(PEOPLE, 'makes one account, once', 'an invented one is told the same', 'tells nothing of it'),
  },
  {
    attack: 'brute force on a login',
    outcome: 'five wrong passwords lock the account for a quarter of an hour, whether it exists or not',
    tests: of(LOGIN, 'five wrong passwords lock the account'),
  },
  {
    attack: "brute force on the merchant's digits",
    outcome: 'five wrong ones, even at once, end the check and lock this person out of this terminal, nobody else',
    tests: of(PRESENCE, 'five wrong digits, even at once'),
  },
  {
    attack: 'brute force on an enrolment code',
    outcome: 'all refusals are alike, and an address that tries too often waits',
    tests: of(ENROL, 'refuses everything else alike', 'an address that tries too often'),
  },
  {
    attack: 'an enrolment code replayed, used late, or for another serial number',
    outcome: 'the same bytes to the same request only; any other use is refused',
    tests: of(ENROL, 'any other use is refused', 'refuses everything else alike', 'a code is shown once'),
  },
  {
    attack: 'a race for a budget: 100 requests at once over two processes',
    outcome: 'never more than the budget',
    tests: of(GRANTS, 'a hundred requests at once'),
  },
  {
    attack: "a grant to oneself, or wider than one's own",
    outcome: 'GRANT_TO_ONESELF, GRANT_TOO_WIDE',
    tests: [
      ...of(GRANTS, 'nobody gives to their own organisation', 'gives within the own grant only'),
      ...of('packages/access/src/grant.test.ts', 'never wider than the giver'),
    ],
  },
  {
    attack: 'self-approval, with the own or a second account of the same human, or of the absent one',
    outcome: 'OWN_REQUEST, also for accounts that were joined after it was asked',
    tests: [
      ...of(CHANGE, 'is no second person', 'accounts that were joined after it was asked are one human too'),
      ...of(APPROVALS, 'not by the one who asked, by nobody without the right', 'makes a change at once'),
      ...of('packages/access/src/break-glass.test.ts', 'the one who did it does not review it, with no account'),
    ],
  },
  {
    attack: 'approving with a role or a second factor younger than 24 h',
    outcome: 'refused until it is a whole day old',
    tests: of(CHANGE, 'role and factor must be a whole day old', 'FACTOR_TOO_YOUNG'),
  },
  {
    attack: 'approving what was changed after it was shown',
    outcome: 'refused: an approval names the hash of what was shown; what it is based on changed meanwhile: stale',
    tests: [
      ...of(BULK, 'waits for a second person, who approves exactly what was shown', 'another preview'),
      ...of('packages/fleet/src/bulk.test.ts', 'is approved by a second person, for exactly what was shown'),
      ...of(CHANGE, 'an approval names the hash that was shown', 'what changed meanwhile makes it stale'),
      ...of(APPROVALS, 'of two that change the same, the later one is out of date'),
    ],
  },
  {
    attack: 'an API key that approves, gives rights away, or is used for more than its scopes',
    outcome: 'such fields are for people; a disruptive command waits for one',
    tests: [
      ...of(KEYS, 'never approves, gives nothing, changes no policy', 'sees its subtree, within its scopes'),
      ...of(`${ACCESS}/every-role.test.ts`, 'a program with every scope that a key can have'),
    ],
  },
  {
    attack: 'an API key guessed, revoked, of an ended account, or used from elsewhere',
    outcome: 'refused, sockets end in every process, and whoever guesses waits',
    tests: of(KEYS, 'a key is refused', 'whoever guesses is told to wait', 'stored as a hash, and logged nowhere'),
  },
  {
    attack: 'an old key list, put back',
    outcome: 'not used by processes, not taken by terminals',
    tests: [
      ...of('apps/e2e/src/keys.test.ts', 'a list from before, put back into the folder'),
      ...of('packages/protocol/src/key-keeper.test.ts', 'a list older than one that was used is refused'),
      ...of('packages/terminal/src/terminal.test.ts', 'an older or forged one is not taken'),
    ],
  },
  {
    attack: 'GraphQL bombs: depth, aliases, directives, fragments, batches, cost',
    outcome:
      'refused before anything of it runs, within 100 ms of CPU; a batch is refused; cost is rationed by the minute',
    tests: of(HOSTILE, 'a hostile document is refused', 'a batch is refused', 'asks for too much within a minute'),
  },
  {
    attack: 'a thousand logins by aliases in one document',
    outcome: 'refused, and no attempt is counted: none was made',
    tests: [
      ...of(PEOPLE, 'a thousand logins in one document'),
      ...of(LOGIN, 'a thousand aliases are no thousand attempts'),
      ...of(HOSTILE, 'a hundred aliased logins'),
    ],
  },
  {
    attack: 'introspection without a login',
    outcome: 'UNAUTHENTICATED',
    tests: of(`${ACCESS}/strangers.test.ts`, 'introspection is for those who are logged in'),
  },
  {
    attack: 'error messages that tell what exists, or how the house is built',
    outcome: 'a fault is told by the request id only; account unknown and password wrong are one answer after one time',
    tests: [
      ...of(
        'apps/api/src/graphql/faults.test.ts',
        'the caller learns nothing but the request id',
        'what leaves of an error',
      ),
      ...of(LOGIN, 'an unknown account and a wrong password are told the same'),
    ],
  },
  {
    attack: 'unique constraints that tell what exists',
    outcome: "the same answer for another's serial number as for a new one",
    tests: of(STRANGER, 'enrolmentCreate(input.serial)'),
  },
  {
    attack: 'secrets in log lines',
    outcome: 'none at level trace in any process: passwords, codes, tickets, keys, digits, card numbers',
    tests: [
      ...of('apps/e2e/src/secrets.test.ts', 'prints no secret'),
      ...of(PRESENCE, 'digits and words stand in no row, no event, no stored answer and no log'),
    ],
  },
  {
    attack: 'the record meddled with: any column, the order, the tail',
    outcome: 'the first bad event is named',
    tests: of(AUDIT, 'one sealed event is changed', 'somebody with the rights of the owner'),
  },
  {
    attack: 'the whole record rewritten with the rights of the owner and the signing key',
    outcome: 'found by a checkpoint that is kept elsewhere, and by nothing else',
    tests: of(AUDIT, 'with the signing key rewrites all of it', 'cuts everything at a checkpoint'),
  },
  {
    attack: 'an account of a role that needs a second factor, before it has one',
    outcome: 'FACTOR_REQUIRED for everything but setting one up, through the viewer and over the socket too',
    tests: of(STRANGERS, 'without the second factor that the role needs'),
  },
  {
    attack: 'single sign-on: state, nonce, verifier, issuer or code of another login; a code or a token that is over',
    outcome: 'nobody is logged in; the state is used up by the first answer',
    tests: of(
      SSO,
      'a code is good once',
      'another state, none, or one that is too old',
      'another nonce',
      'another verifier',
      'another issuer',
      'a token that is over',
    ),
  },
  {
    attack: "login CSRF: somebody else's finished login is sent to a victim's browser",
    outcome: 'an answer counts only in the browser that began, and a link only in the session that did',
    tests: of(SSO, 'a login that another browser began', 'ends in the session that began it'),
  },
  {
    attack: 'open redirect behind a login',
    outcome: 'whatever was asked for, it leads to a path of the dashboard',
    tests: [
      ...of(SSO, 'a way back to'),
      ...of('packages/access/src/identity-provider.test.ts', 'a login leads back to'),
    ],
  },
  {
    attack: 'an account taken over by its e-mail address, or by another acquirer’s provider',
    outcome: 'a link decides; an address only where the provider has the say over its domain, at the acquirer itself',
    tests: of(SSO, 'is not let in by an e-mail address', 'another acquirer’s provider lets in none of ours'),
  },
  {
    attack: 'an issuer that leads into our own network',
    outcome: 'nothing is asked: private, local and reserved addresses only when the installation lists the origin',
    tests: [
      ...of('packages/protocol/src/public-address.test.ts', 'is inside', 'a name counts by what it leads to'),
      ...of(SSO, 'a provider that does not answer'),
    ],
  },
]
