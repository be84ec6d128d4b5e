import { STATES_IN_USE } from '@budeng/fleet/public'
import { useTranslation } from 'react-i18next'
import type { FleetFiguresQuery } from '../api/generated/graphql.ts'
import { PresenceMark, SignOnMark } from '../fleet/marks.tsx'
import { PRESENCE_LOOKS } from '../fleet/looks.ts'
import { paths, type Place } from '../paths.ts'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { listed } from '../ui/url-words.ts'
import { statusTable } from './figures.ts'

/** The whole fleet by presence and sign-on. Each figure is a link to exactly those terminals. */
export function FleetNow({ counts }: { counts: FleetFiguresQuery['fleetCounts'] }) {
  const { t } = useTranslation()
  const table = statusTable(counts)
  const columns = table.columns.filter((column) => column.total > 0)
  return (
    <div className="fleet-now">
      <div className="progress-bar" aria-hidden>
        {table.rows
          .filter((row) => row.total > 0)
          .map((row) => (
            <span
              key={row.presence}
              className={`progress-slice ground-${PRESENCE_LOOKS[row.presence].tone}`}
              style={{ flexGrow: row.total }}
            />
          ))}
      </div>
      <div className="row-table-box" role="region" aria-label={t('overview.fleet')} tabIndex={0}>
        <table className="row-table matrix">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{t('filter.presence')}</span>
              </th>
              {columns.map(({ signOn }) => (
                <th key={signOn} scope="col" className="end">
                  <SignOnMark signOn={signOn} />
                </th>
              ))}
              <th scope="col" className="end">
                {t('overview.sum')}
              </th>
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.presence}>
                <th scope="row">
                  <PresenceMark presence={row.presence} />
                </th>
                {columns.map(({ signOn }) => (
                  <Figure
                    key={signOn}
                    count={row.cells.find((cell) => cell.signOn === signOn)?.count ?? 0}
                    place={paths.terminals({ presence: row.presence, signOn })}
                    label={`${t(`presence.${row.presence}`)}, ${t(`signOn.${signOn}`)}`}
                  />
                ))}
                <Figure
                  count={row.total}
                  place={paths.terminals({ presence: row.presence })}
                  label={t(`presence.${row.presence}`)}
                />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('overview.sum')}</th>
              {columns.map(({ signOn, total }) => (
                <Figure key={signOn} count={total} place={paths.terminals({ signOn })} label={t(`signOn.${signOn}`)} />
              ))}
              <Figure
                count={counts.total}
                place={paths.terminals({ state: listed(STATES_IN_USE) })}
                label={t('overview.sum')}
              />
            </tr>
          </tfoot>
        </table>
      </div>
      <NotInUse counts={counts} />
    </div>
  )
}

/** Who has not come yet and who is gone, where there are any: nobody waits for them, so they are in no figure above. */
function NotInUse({ counts }: { counts: Pick<FleetFiguresQuery['fleetCounts'], 'neverEnrolled' | 'retired'> }) {
  const { t, i18n } = useTranslation()
  const figures = [
    ['neverEnrolled', 'REGISTERED', counts.neverEnrolled],
    ['retired', 'RETIRED', counts.retired],
  ] as const
  const some = figures.filter(([, , count]) => count > 0)
  if (some.length === 0) return null
  return (
    <p className="fleet-beside quiet">
      {t('overview.beside')}{' '}
      {some.map(([key, state, count], index) => (
        <span key={key}>
          {index > 0 && ' · '}
          <GoTo place={paths.terminals({ state })}>
            {t(`overview.${key}`, { number: formatNumber(count, i18n.language) })}
          </GoTo>
        </span>
      ))}
    </p>
  )
}

function Figure({ count, place, label }: { count: number; place: Place; label: string }) {
  const { i18n } = useTranslation()
  const number = formatNumber(count, i18n.language)
  return (
    <td className="end number">
      {count === 0 ? (
        <span className="quiet">0</span>
      ) : (
        <GoTo place={place} label={`${number} ${label}`}>
          {number}
        </GoTo>
      )}
    </td>
  )
}
