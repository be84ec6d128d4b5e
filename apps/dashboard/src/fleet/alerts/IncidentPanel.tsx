import { useTranslation } from 'react-i18next'
import type { OpenIncidentsQuery } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { PresenceMark } from '../marks.tsx'
import { Care } from './Care.tsx'
import { useIncidentName } from './incident-name.ts'

type Incident = OpenIncidentsQuery['incidents']['nodes'][number]

/** One outage: what the terminals have in common, how many are out, since when, who is on it. */
export function IncidentPanel({ incident }: { incident: Incident }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const { hit, out, population, startedAt, brakes, state, claimedBy, terminals, timeline } = incident
  const nameOf = useIncidentName()
  return (
    <Panel title={nameOf(incident)}>
      <div className="stack stack-tight">
        <p>
          <Mark look={{ tone: 'bad', icon: 'warning' }} strong>
            {t('alerts.hitOf', { out: number(out), hit: number(hit) })}
          </Mark>{' '}
          <span className="quiet">{t('alerts.ofPopulation', { population: number(population) })}</span>
        </p>
        <p>
          {t('alerts.since')} <Time at={startedAt} /> · {t(`alertState.${state}`)}
          {claimedBy !== null && ` · ${t('alerts.by', { name: claimedBy.name })}`}
          {brakes && ` · ${t('alerts.brakes')}`}
        </p>
        <Care of={incident} />
        <details>
          <summary>{t('alerts.more')}</summary>
          <ul className="stack stack-tight">
            {timeline.map((event) => (
              <li key={event.id}>
                <Time at={event.at} show="clock" /> {event.text}
              </li>
            ))}
          </ul>
          <ul className="tiles">
            {terminals.map((terminal) => (
              <li key={terminal.id}>
                <GoTo place={paths.terminal(terminal.id)}>{terminal.tid}</GoTo>{' '}
                <PresenceMark presence={terminal.presence} />
              </li>
            ))}
          </ul>
        </details>
      </div>
    </Panel>
  )
}
