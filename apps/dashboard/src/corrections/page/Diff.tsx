import { useTranslation } from 'react-i18next'
import { Change } from '../Amounts.tsx'
import { ChangeTable } from '../impact/ChangeTable.tsx'
import { changeOf, type FieldDiff, type Unit, unitOf } from '../field-text.ts'
import { useFieldName, useFieldText } from '../words.ts'

interface DiffProps {
  readonly fields: readonly FieldDiff[]
  /** In what the transaction's amount is written. */
  readonly own: Unit | null
  /** The version that is corrected; 0 is the record as it came. */
  readonly baseVersion: number
  readonly label: string
}

/** What stands beside what is to stand, member by member. The left column never changes. */
export function Diff({ fields, own, baseVersion, label }: DiffProps) {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  if (fields.length === 0) return <p className="panel-body quiet">{t('correction.noFields')}</p>
  const change = changeOf(fields, own)
  const before = unitOf(fields, 'before', own)
  const after = unitOf(fields, 'after', own)
  return (
    <ChangeTable
      label={label}
      head={null}
      className="row-table diff"
      states={[
        baseVersion === 0 ? t('transaction.originalVersion') : t('transaction.version', { version: baseVersion }),
        t('transaction.version', { version: baseVersion + 1 }),
      ]}
    >
      <tbody>
        {fields.map(({ field, before: was, after: is }) => (
          <tr key={field}>
            <th scope="row">{fieldName(field)}</th>
            <td className="end number diff-was">
              {was === null ? <span className="quiet">–</span> : fieldText(field, was, before)}
            </td>
            <td className={was === is ? 'end number' : 'end number diff-is'}>{fieldText(field, is, after)}</td>
            <td className="end">
              {was === is ? (
                <span className="quiet">{t('correction.same')}</span>
              ) : (
                field === 'amount' && change !== null && <Change of={change} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ChangeTable>
  )
}
