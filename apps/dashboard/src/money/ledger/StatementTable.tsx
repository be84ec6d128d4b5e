import { useTranslation } from 'react-i18next'
import type { StatementQuery } from '../../api/generated/graphql.ts'
import { Amount } from '../Amount.tsx'
import { TransactionLink } from '../TransactionLink.tsx'

type Statement = NonNullable<StatementQuery['merchantStatement']>
type Line = Statement['lines']['nodes'][number]

/** From what was owed before the first day to what is owed after the last, line by line. */
export function StatementTable({ statement }: { statement: Statement }) {
  const { t } = useTranslation()
  const { opening, closing, from, to, lines } = statement
  const columns = ['gross', 'fee', 'commission', 'net'] as const
  return (
    <div className="row-table-box" role="region" aria-label={t('statement.one')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('money.businessDay')}</th>
            <th scope="col">{t('transaction.one')}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="end">
                {t(`statement.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="sum">
            <th scope="row" colSpan={5}>
              {t('statement.opening', { day: from })}
            </th>
            <td className="end">
              <Amount of={opening} strong />
            </td>
          </tr>
          {lines.nodes.map((line) => (
            <tr key={line.number}>
              <td className="number">{line.effectiveDate}</td>
              <td>
                <What line={line} />
              </td>
              {columns.map((column) => (
                <td key={column} className="end">
                  <Amount of={line[column]} />
                  {column === 'fee' && <FeeBase line={line} />}
                </td>
              ))}
            </tr>
          ))}
          {lines.nodes.length === 0 && (
            <tr>
              <td colSpan={6} className="quiet">
                {t('statement.empty')}
              </td>
            </tr>
          )}
        </tbody>
        {/* below a part of the lines it would be read as their sum */}
        {!lines.pageInfo.hasNextPage && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={5}>
                {t('statement.closing', { day: to })}
              </th>
              <td className="end">
                <Amount of={closing} strong />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

/** Of a sale that was given back in part: what of it the fee is reckoned on. */
function FeeBase({ line: { gross, feeBase } }: { line: Line }) {
  const { t } = useTranslation()
  if (gross === null || feeBase === null || gross.amount === feeBase.amount || gross.amount.startsWith('-')) return null
  return (
    <div className="quiet hint">
      {t('statement.feeBase')} <Amount of={feeBase} />
    </div>
  )
}

function What({ line: { book, transaction, isReversal, originalDate, effectiveDate } }: { line: Line }) {
  const { t } = useTranslation()
  return (
    <span className="line">
      {transaction === null ? (
        <span className="quiet">{book === 'TRADE' ? t('statement.notYours') : t(`ledgerBook.${book}`)}</span>
      ) : (
        <TransactionLink transaction={transaction} />
      )}
      {isReversal && (
        <span className="quiet">{book === 'PAYOUT' ? t('payout.bounced') : t('statement.takenBack')}</span>
      )}
      {originalDate !== effectiveDate && <span className="quiet">{t('ledger.belongsTo', { day: originalDate })}</span>}
    </span>
  )
}
