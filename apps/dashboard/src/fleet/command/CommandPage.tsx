import { placeName } from '../place-name.ts'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { WaitingCard } from '../../approvals/WaitingCard.tsx'
import type { CommandQuery } from '../../api/generated/graphql.ts'
import { EventRow } from '../../events/EventRow.tsx'
import { paths } from '../../paths.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { CommandLive } from './CommandLive.tsx'
import { useOrderedFacts } from './ordered-facts.tsx'
import { useCommand } from './command-live.ts'

/** One command by its link: live while it runs, the whole account afterwards. */
export function CommandPage() {
  const { t } = useTranslation()
  const { commandId } = useParams({ strict: false }) as { commandId: string }
  const { command, loading, error, retry } = useCommand(commandId)
  if (command === null) return <InsteadOfPage error={error} loading={loading} what={t('command.one')} retry={retry} />
  const word = t(`commandType.${command.type}`)
  const { terminal } = command
  return (
    <div className="page">
      <PageHead
        tab={`${word} ${terminal.tid}`}
        title={word}
        below={
          <div className="line">
            <GoTo place={paths.terminal(terminal.id)}>
              <span className="mono">{terminal.tid}</span> {placeName(terminal)}
            </GoTo>
            <CopyText text={command.id} />
          </div>
        }
      />
      {command.state === 'PENDING_APPROVAL' && command.bulk === null && <WaitingCard id={command.id} />}
      <div className="columns">
        <Panel title={t('command.progress')}>
          <CommandLive command={command} />
        </Panel>
        <div className="stack">
          <Panel title={t('command.request')}>
            <RequestFacts command={command} />
          </Panel>
          <Panel title={t('command.record')} flush>
            <ol className="timeline-plain">
              {command.timeline.map((event) => (
                <EventRow key={event.id} event={event} terminalZone={terminal.store.timeZone} />
              ))}
            </ol>
          </Panel>
        </div>
      </div>
    </div>
  )
}

function RequestFacts({ command }: { command: NonNullable<CommandQuery['command']> }) {
  const { t } = useTranslation()
  const orderedFacts = useOrderedFacts()
  const zone = command.terminal.store.timeZone
  return (
    <FactList
      facts={[
        ...orderedFacts(command.type, command.params),
        [t('column.by'), command.requestedBy?.name ?? t('actor.PLATFORM')],
        [t('request.reason'), command.reason === '' ? t('command.noReason') : command.reason],
        [t('column.requested'), <Time key="at" at={command.requestedAt} show="moment" terminalZone={zone} />],
        [t('command.validUntil'), <Time key="until" at={command.notAfter} show="moment" terminalZone={zone} />],
        [t('command.tier'), `${command.tier} · ${t(`tier.${command.tier}`)}`],
        [t('command.attempt'), command.attempt],
        ...(command.bulk === null
          ? []
          : [
              [
                t('bulk.one'),
                <GoTo key="bulk" place={paths.bulkAction(command.bulk.id)}>
                  {t('bulk.open')}
                </GoTo>,
              ] as const,
            ]),
        ...(command.causedBy === null
          ? []
          : [
              [
                t('command.causedBy'),
                <GoTo key="cause" place={paths.command(command.causedBy.id)}>
                  {t(`commandType.${command.causedBy.type}`)}
                </GoTo>,
              ] as const,
            ]),
      ]}
    />
  )
}
