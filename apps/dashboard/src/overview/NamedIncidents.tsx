import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { NamedIncidentsDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { useIncidentName } from '../fleet/alerts/incident-name.ts'
import { paths } from '../paths.ts'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Time } from '../ui/Time.tsx'

/** Which outages there are: what is hit, how much of it is still out, since when. */
export function NamedIncidents() {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(NamedIncidentsDocument, { fetchPolicy: 'no-cache', ...FIGURES_POLLING })
  const nameOf = useIncidentName()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <ul className="need-parts">
      {(data?.incidents.nodes ?? []).map((incident) => (
        <li key={incident.id}>
          <GoTo place={paths.alerts()}>{nameOf(incident)}</GoTo>{' '}
          <span className="quiet">
            {t('alerts.hitOf', { out: number(incident.out), hit: number(incident.hit) })} · {t('alerts.since')}{' '}
            <Time at={incident.startedAt} show="clock" />
          </span>
        </li>
      ))}
    </ul>
  )
}
