import { useTranslation } from 'react-i18next'
import { unitIn } from '../../corrections/field-text.ts'
import { useFieldName, useFieldText } from '../../corrections/words.ts'
import { Mark } from '../../ui/Mark.tsx'
import { pairsOf } from './side-by-side.ts'

/** Our record and the terminal's, member by member. */
export function SideBySide({ ours, theirs }: { ours: unknown; theirs: unknown }) {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  const pairs = pairsOf(ours, theirs)
  if (pairs.length === 0) return <p className="panel-body quiet">{t('agreement.nothingToCompare')}</p>
  const cell = (name: string, side: 'ours' | 'theirs', text: string | null) =>
    text === null ? (
      <span className="quiet">{t('agreement.notThere')}</span>
    ) : (
      fieldText(
        name,
        text,
        unitIn((member) => pairs.find((pair) => pair.name === member)?.[side]),
      )
    )
  return (
    <div className="row-table-box" role="region" aria-label={t('agreement.sideBySide')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('agreement.member')}</th>
            <th scope="col">{t('agreement.ours')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('batch.compared')}</span>
            </th>
            <th scope="col">{t('agreement.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ name, ours: left, theirs: right, equal }) => (
            <tr key={name} className={equal ? undefined : 'other-side'}>
              <th scope="row">{fieldName(name)}</th>
              <td className="number">{cell(name, 'ours', left)}</td>
              <td>
                <Mark look={equal ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }} strong={!equal}>
                  {t(equal ? 'money.equal' : 'money.differs')}
                </Mark>
              </td>
              <td className="number">{cell(name, 'theirs', right)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
