import { detect, type Hit, labReport, type Rule, ruleOf } from '@budeng/corrections'
import { type Money, money } from '@budeng/kernel'
import { LAB_CAUSES_MAX, LAB_CAUSES_NAMED_MAX, LAB_TRANSACTIONS } from '../../limits.ts'
import { type RuleLabRow, ruleLabTable, unnestUpdate } from '../../rows/index.ts'
import { storedMinor } from '../../transactions/journal/facts-text.ts'
import type { Scoped, Unit } from '../../unit.ts'
import type { PlaceKey } from '../cases/sides.ts'
import { gather } from '../detection/gather.ts'
import { readTerminals } from '../detection/terminals.ts'
import { buildView } from '../detection/view.ts'
import { plain } from '../stored.ts'
import { LAB_COLUMNS, type StoredLabReport } from './lab-reports.ts'

/** What a version found so far: the money of each cause. */
type Causes = Record<string, (Pick<Money, 'currency' | 'exponent'> & { readonly minor: string }) | null>
interface LabFound {
  readonly fresh: Causes
  readonly old: Causes
  readonly hits: number
}

/**
 * Goes on with the oldest report that is asked for: the next transactions of the next terminal, by the rule as it would be and
 * as it was. Answers whether there was anything to do. Where it goes on is committed with what was found.
 */
export async function continueLab(unit: Unit): Promise<boolean> {
  const [row] = await unit.query<RuleLabRow>(
    `select ${LAB_COLUMNS} from rule_lab l where state in ('WAITING', 'RUNNING') order by requested_at, id limit 1 for no key update skip locked`,
  )
  if (row === undefined) return false
  const [fresh, old] = [ruleOf(row.rule, row.ruleVersion), ruleOf(row.rule, row.againstVersion)]
  if (fresh === null || old === null) {
    await end(unit, row, { state: 'FAILED', problem: 'NO_SUCH_VERSION' })
    return true
  }
  const page = await nextPage(unit, row)
  if (page === null) {
    await end(unit, row, { state: 'DONE', report: await reportOf(unit, row) })
    return true
  }
  const found = await lookAt(unit, row, page, fresh, old)
  await save(unit, {
    ...row,
    ...{ state: 'RUNNING', position: page.position, looked: row.looked + page.keys.length, found },
    version: row.version + 1,
  })
  return true
}

interface LabPage {
  readonly terminalId: string
  readonly keys: readonly PlaceKey[]
  readonly position: string
}

/** The next transactions: of the terminal at which it stands, else of the one behind it; null: that was all. */
async function nextPage(db: Scoped, { position, acquirerId, fromAt, toAt }: RuleLabRow): Promise<LabPage | null> {
  const [known = '', at = '', id = ''] = position.split(' ')
  if (known !== '' && at !== '') {
    const page = await pageOf(db, known, { from: new Date(Number(at)), to: new Date(toAt), after: id })
    if (page.keys.length > 0) return page
  }
  const [next] = await db.query<{ id: string }>(
    'select id from terminal where acquirer_id = $1 and id > $2 order by id limit 1',
    [acquirerId, known],
  )
  if (next === undefined) return null
  const page = await pageOf(db, next.id, { from: new Date(fromAt), to: new Date(toAt), after: '' })
  // one that has nothing is passed
  return page.keys.length > 0 ? page : { terminalId: next.id, keys: [], position: next.id }
}

async function pageOf(
  db: Scoped,
  terminalId: string,
  { from, to, after }: { readonly from: Date; readonly to: Date; readonly after: string },
): Promise<LabPage> {
  const rows = await db.query<PlaceKey & { at: number; id: string }>(
    `select t.terminal_id as "terminalId", t.batch_no as "batchNo", t.stan, t.msg_class as "msgClass", l.at, l.id
     from (select at, id from record_line where terminal_id = $1 and (at, id) > ($2, $4) and at <= $3 order by at, id limit $5) as l
     join transaction t on t.id = l.id order by l.at, l.id`,
    [terminalId, from, to, after, LAB_TRANSACTIONS],
  )
  const last = rows.at(-1)
  return { terminalId, keys: rows, position: last === undefined ? terminalId : `${terminalId} ${last.at} ${last.id}` }
}

async function lookAt(unit: Unit, row: RuleLabRow, page: LabPage, fresh: Rule, old: Rule): Promise<LabFound> {
  const before = foundOf(row)
  if (page.keys.length === 0) return before
  const terminals = await readTerminals(unit, [{ terminalId: page.terminalId, day: null }])
  const gathered = await gather(unit, row.acquirerId, [...terminals.values()], page.keys, { withNews: false })
  const { view } = buildView(gathered, unit.clock.now())
  const hits = detect(view, [fresh])
  return {
    fresh: withHits(before.fresh, hits),
    old: withHits(before.old, detect(view, [old])),
    hits: before.hits + hits.length,
  }
}

function foundOf({ found }: RuleLabRow): LabFound {
  return { fresh: {}, old: {}, hits: 0, ...(found as Partial<LabFound>) }
}

function withHits(causes: Causes, hits: readonly Hit[]): Causes {
  const next = { ...causes }
  for (const { cause, atStake } of hits)
    if (cause in next || Object.keys(next).length < LAB_CAUSES_MAX)
      next[cause] = atStake === null ? null : { ...atStake, minor: String(atStake.minor) }
  return next
}

/** What the report needs of a hit: its cause, and the money. */
function hitsOf(causes: Causes, { id, version }: Rule): Hit[] {
  return Object.entries(causes).map(([cause, stake]) => ({
    ...{ rule: id, version, cause, subjects: [], kind: null, severity: 'INFO', patch: null, evidence: [] },
    atStake: stake === null ? null : money(storedMinor(stake.minor), stake.currency, stake.exponent),
    explanation: { code: 'SEQ_GAP', facts: {} },
  }))
}

async function reportOf(db: Scoped, row: RuleLabRow): Promise<StoredLabReport> {
  const [fresh, old] = [ruleOf(row.rule, row.ruleVersion), ruleOf(row.rule, row.againstVersion)]
  const found = foundOf(row)
  const verdicts = await db.query<{ cause: string; isRight: boolean }>(
    `select cause, is_right as "isRight" from rule_verdict where acquirer_id = $1 and rule = $2 and judged_at >= $3 order by judged_at desc limit $4`,
    [row.acquirerId, row.rule, new Date(row.fromAt), LAB_CAUSES_MAX],
  )
  const byCause = new Map(verdicts.toReversed().map(({ cause, isRight }) => [cause, isRight]))
  const report = labReport(
    fresh === null ? [] : hitsOf(found.fresh, fresh),
    old === null ? [] : hitsOf(found.old, old),
    byCause,
  )
  const { moneyAtRisk, gained, lost } = report
  return {
    ...report,
    hits: found.hits,
    moneyAtRisk: moneyAtRisk.map((each) => ({ ...each, minor: String(each.minor) })),
    ...{ gained: gained.slice(0, LAB_CAUSES_NAMED_MAX), gainedCount: gained.length },
    ...{ lost: lost.slice(0, LAB_CAUSES_NAMED_MAX), lostCount: lost.length },
  }
}

async function end(
  unit: Unit,
  row: RuleLabRow,
  change: { readonly state: 'DONE' | 'FAILED'; readonly report?: StoredLabReport; readonly problem?: string },
): Promise<void> {
  const at = unit.clock.now()
  const { state, report, problem = null } = change
  const next = {
    ...row,
    state,
    problem,
    report: report === undefined ? null : plain(report),
    found: {},
    finishedAt: at,
  }
  await save(unit, { ...next, version: row.version + 1 })
  const { id, acquirerId, rule, ruleVersion, looked } = row
  unit.append([
    {
      type: state === 'DONE' ? 'RuleLabDone' : 'RuleLabFailed',
      subject: id,
      path: acquirerId,
      at,
      data: { rule, ruleVersion, looked, problem, hits: report?.hits ?? null, bps: report?.precision.bps ?? null },
    },
  ])
}

async function save(unit: Unit, row: RuleLabRow): Promise<void> {
  await unnestUpdate(
    unit,
    ruleLabTable,
    [row],
    ['state', 'position', 'looked', 'found', 'report', 'problem', 'finishedAt', 'version'],
  )
}
