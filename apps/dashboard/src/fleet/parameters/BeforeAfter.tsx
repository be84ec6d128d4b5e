import { useTranslation } from 'react-i18next'
import type { ParameterShownFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'

/** What each parameter is now, at how many terminals, with one of each by name; and what it becomes. */
export function BeforeAfter({ lines }: { lines: readonly ParameterShownFragment[] }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  if (lines.length === 0) return null
  return (
    <table className="preview-lines">
      <caption className="visually-hidden">{t('parameters.beforeAfter')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('parameters.name')}</th>
          <th scope="col">{t('parameters.before')}</th>
          <th scope="col">{t('parameters.after')}</th>
          <th scope="col" className="end">
            {t('parameters.count')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.name}>
            <th scope="row" className="mono">
              {line.name}
            </th>
            <td>
              <Before line={line} />
            </td>
            <td>{line.after === null ? t('parameters.takenOut') : <Value value={line.after} />}</td>
            <td className="end number">{number(line.changes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Before({ line: { changes, before, more } }: { line: ParameterShownFragment }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  if (changes === 0) return <span className="quiet">{t('parameters.already')}</span>
  return (
    <ul>
      {before.map(({ value, count, example }) => (
        <li key={JSON.stringify(value)}>
          {value === null ? <span className="quiet">{t('parameters.absent')}</span> : <Value value={value} />}{' '}
          <span className="number">× {number(count)}</span>
          {example !== null && (
            <span className="quiet">
              {' · '}
              {t('parameters.example')} <GoTo place={paths.terminal(example.id)}>{example.tid}</GoTo>
            </span>
          )}
        </li>
      ))}
      {more > 0 && <li className="quiet">{t('parameters.more', { count: more, number: number(more) })}</li>}
    </ul>
  )
}

/** A text as it is; a number and a boolean as they are written. */
function Value({ value }: { value: unknown }) {
  return <span className="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
}
