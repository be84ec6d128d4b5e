import { useTranslation } from 'react-i18next'
import type { FigureShownFragment, ImpactShownFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { useViewer } from '../../session/viewer.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Change } from '../Amounts.tsx'
import { BatchMoves } from './BatchMoves.tsx'
import { ChangeTable } from './ChangeTable.tsx'
import { MovedLines } from './MovedLines.tsx'
import { Postings } from './Postings.tsx'
import { TerminalTold } from './TerminalTold.tsx'

/** All that a correction does, before it does it: who is owed what, the totals of the batch, what the terminal is told. */
export function ImpactView({ impact }: { impact: ImpactShownFragment }) {
  const { t } = useTranslation()
  return (
    <div className="stack impact">
      <Owed impact={impact} />
      <BatchMoves batches={impact.batches} isMoved={impact.moves.length > 0} />
      <MovedLines moves={impact.moves} />
      <TerminalTold order={impact.order} />
      <Notes impact={impact} />
      {(impact.entries.length > 0 || impact.claim.length > 0) && (
        <details>
          <summary>{t('ledger.postings')}</summary>
          <Postings entries={impact.entries} claim={impact.claim} />
        </details>
      )}
    </div>
  )
}

/** What merchant, fee income and agent have more or less of. */
function Owed({ impact: { payable, fee, commission } }: { impact: ImpactShownFragment }) {
  const { t } = useTranslation()
  const maySee = useViewer()?.permissions.includes('ledger:read') === true
  const rows = [
    ...payable.map((figure) => ['MERCHANT_PAYABLE', figure] as const),
    ...fee.map((figure) => ['FEE_INCOME', figure] as const),
    ...commission.map((figure) => ['AGENT_COMMISSION', figure] as const),
  ]
  if (!maySee) return <p className="quiet">{t('correction.mayNotSeeLedger')}</p>
  if (rows.length === 0) return <p className="quiet">{t('correction.nobodyOwed')}</p>
  return (
    <ChangeTable label={t('correction.owed')} head={t('correction.owed')}>
      <tbody>
        {rows.map(([account, figure]) => (
          <Figure key={`${account} ${figure.change.currency}`} name={t(`ledgerAccount.${account}`)} figure={figure} />
        ))}
      </tbody>
    </ChangeTable>
  )
}

function Figure({ name, figure: { before, after, change } }: { name: string; figure: FigureShownFragment }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="end">
        <Amount of={before} />
      </td>
      <td className="end">
        <Amount of={after} strong />
      </td>
      <td className="end">
        <Change of={change} />
      </td>
    </tr>
  )
}

/** What somebody should know before agreeing. */
function Notes({ impact: { flow, moneyLeaves, effectiveDate, originalDate } }: { impact: ImpactShownFragment }) {
  const { t } = useTranslation()
  return (
    <ul className="notes">
      {flow !== null && (
        <li>
          <Mark look={{ tone: 'warn', icon: 'attention' }} strong>
            {t(`correctionFlow.${flow}`)}
          </Mark>
        </li>
      )}
      {moneyLeaves && flow === null && (
        <li>
          <Mark look={{ tone: 'warn', icon: 'attention' }}>{t('correction.moneyLeaves')}</Mark>
        </li>
      )}
      <li className="quiet">
        {t('correction.countsOn', { day: effectiveDate })}
        {originalDate !== effectiveDate && ` · ${t('ledger.belongsTo', { day: originalDate })}`}
      </li>
    </ul>
  )
}
