import { useTranslation } from 'react-i18next'
import type { ImpactShownFragment } from '../../api/generated/graphql.ts'
import { placeName } from '../../fleet/place-name.ts'
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
  /** What counts at another terminal. */
  readonly moves: ImpactShownFragment['moves']
}

/** What stands beside what is to stand, member by member. The left column never changes. */
export function Diff({ fields, own, baseVersion, label, moves }: DiffProps) {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  const [from, to] = [-1, 1].map((sign) => moves.find(({ lines }) => lines.some(({ count }) => count * sign > 0)))
  if (fields.length === 0 && to === undefined) return <p className="panel-body quiet">{t('correction.noFields')}</p>
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
        {to !== undefined && (
          <tr>
            <th scope="row">{t('correction.countedElsewhere')}</th>
            <td className="end diff-was">{from?.terminal == null ? '–' : <Place of={from.terminal} />}</td>
            <td className="end diff-is">
              {to.terminal === null ? t('correction.unseenTerminal') : <Place of={to.terminal} />}
            </td>
            <td className="end quiet">–</td>
          </tr>
        )}
      </tbody>
    </ChangeTable>
  )
}

type Terminal = NonNullable<ImpactShownFragment['moves'][number]['terminal']>

function Place({ of }: { of: Terminal }) {
  return (
    <>
      <span className="mono">{of.tid}</span> {placeName(of)}
    </>
  )
}
