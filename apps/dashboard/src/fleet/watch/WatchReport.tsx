import { useTranslation } from 'react-i18next'
import type { WatchRowFragment } from '../../api/generated/graphql.ts'
import { FactList } from '../../ui/FactList.tsx'
import { formatNumber } from '../../ui/format.ts'
import { useLabel } from '../../ui/label.ts'
import { Panel } from '../../ui/Panel.tsx'
import { useSubject } from '../alerts/subject.ts'

/** What happened while a window was open. */
export function WatchReport({ report }: { report: NonNullable<WatchRowFragment['report']> }) {
  const { t, i18n } = useTranslation()
  const label = useLabel()
  const subject = useSubject()
  const number = (value: number) => formatNumber(value, i18n.language)
  const { terminals, offlineAtEnd, incidents, alerts, commands, recoveries } = report
  return (
    <div className="columns">
      <Panel title={t('watch.report')}>
        <FactList
          facts={[
            [t('watch.terminals'), number(terminals)],
            [t('watch.offlineAtEnd'), number(offlineAtEnd)],
            [t('watch.incidents'), number(incidents)],
          ]}
        />
      </Panel>
      <Panel title={t('watch.alerts')}>
        <FactList facts={alerts.map(({ name, count }) => [subject(name), number(count)] as const)} />
      </Panel>
      <Panel title={t('watch.commands')}>
        <FactList facts={commands.map(({ name, count }) => [label('commandState', name), number(count)] as const)} />
      </Panel>
      <Panel title={t('rail.recoveries')}>
        <FactList facts={recoveries.map(({ name, count }) => [label('recoveryEnd', name), number(count)] as const)} />
      </Panel>
    </div>
  )
}
