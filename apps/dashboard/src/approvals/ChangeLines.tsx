import { useTranslation } from 'react-i18next'
import type { ChangeFragment } from '../api/generated/graphql.ts'
import { useLabel } from '../ui/label.ts'
import { changeLines } from './change-lines.ts'

/** Before and after, member by member; what stays is left out. */
export function ChangeLines({ change }: { change: ChangeFragment }) {
  const { t } = useTranslation()
  const label = useLabel()
  const written = (value: unknown): string => {
    if (value === null || value === undefined) return t('change.inherited')
    if (typeof value === 'boolean') return t(`change.${value}`)
    if (Array.isArray(value))
      return value.length === 0 ? t('change.nobody') : value.map((one) => label('role', String(one))).join(', ')
    return typeof value === 'string' ? label('role', value) : JSON.stringify(value)
  }
  return (
    <>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t('change.what')}</th>
            <th>{t('change.before')}</th>
            <th>{t('change.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changeLines(change.before, change.after).map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{label('policy', name)}</th>
              <td>{written(before)}</td>
              <td>{written(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {change.needsAbove && <p className="note">{t('change.needsAbove')}</p>}
    </>
  )
}
