import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { useFieldName, useFieldText } from '../../corrections/words.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { useTypeWord } from '../marks.tsx'

type Version = TransactionFullFragment['versions'][number]

/** Members that have a row of their own whatever is laid over. */
const ALWAYS: ReadonlySet<string> = new Set(['amount', 'type'])

/** The original and each version beside each other, member by member. The original never changes. */
export function Versions({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  const { versions, net } = transaction
  const zone = transaction.terminal?.store.timeZone
  if (versions.length === 0) return <p className="panel-body quiet">{t('transaction.noVersion')}</p>
  const laidOver = new Set(versions.flatMap(({ patch }) => patch.map(({ field }) => field)))
  const rows: readonly (readonly [name: string, cell: (version: Version) => ReactNode])[] = [
    [t('money.amount'), ({ amount }) => <Amount of={amount} strong />],
    [t('column.type'), ({ type }) => typeWord(type)],
    ...[...laidOver]
      .filter((field) => !ALWAYS.has(field))
      .map((field): readonly [string, (version: Version) => ReactNode] => [
        fieldName(field),
        ({ patch }) => {
          const text = patch.find((one) => one.field === field)?.value
          return text === undefined ? <span className="quiet">–</span> : fieldText(field, text, null)
        },
      ]),
    ...(versions.every(({ operation }) => operation === null)
      ? []
      : [
          [
            t('transaction.does'),
            ({ operation }: Version) =>
              operation === null ? <span className="quiet">–</span> : t(`amendment.${operation}`),
          ] as const,
        ]),
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
            {versions.map((version) => (
              <VersionHead key={version.version} version={version} />
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

/** Which version, and the correction that made it. */
function VersionHead({ version: { version, correction } }: { version: Version }) {
  const { t } = useTranslation()
  return (
    <th scope="col" className="end">
      {version === 0 ? t('transaction.originalVersion') : t('transaction.version', { version })}
      {correction !== null && (
        <div>
          <GoTo place={paths.correction(correction.id)} className="link mono">
            {correction.number}
          </GoTo>
        </div>
      )}
    </th>
  )
}
