import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'

type Version = TransactionFullFragment['versions'][number]

/** The original and each version beside each other, member by member. The original never changes. */
export function Versions({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const { versions, net } = transaction
  const zone = transaction.terminal?.store.timeZone
  if (versions.length === 0) return <p className="panel-body quiet">{t('transaction.noVersion')}</p>
  const rows: readonly (readonly [name: string, cell: (version: Version) => ReactNode])[] = [
    [t('money.amount'), ({ amount }) => <Amount of={amount} strong />],
    [t('transaction.recordNo'), ({ record }) => record?.seq],
    [
      t('transaction.received'),
      ({ record }) => record !== null && <Time at={record.receivedAt} show="moment" terminalZone={zone} />,
    ],
  ]
  return (
    <div className="row-table-box" role="region" aria-label={t('transaction.versions')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('agreement.member')}</span>
            </th>
            {versions.map(({ version }) => (
              <th key={version} scope="col" className="end">
                {version === 0 ? t('transaction.originalVersion') : t('transaction.version', { version })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cell]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {versions.map((version) => (
                <td key={version.version} className="end number">
                  {cell(version)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('transaction.net')}</th>
            <td colSpan={versions.length} className="end number">
              <Amount of={net} strong />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
