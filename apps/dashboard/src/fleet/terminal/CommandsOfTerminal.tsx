import { useQuery } from '@apollo/client/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { TerminalCommandsDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CommandTable } from '../command/CommandTable.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

/** What is still to come and what was done. */
export function CommandsOfTerminal({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <section aria-label={t('commands.upcoming')}>
        <h3>{t('commands.upcoming')}</h3>
        <Commands terminal={terminal} open />
      </section>
      <section aria-label={t('commands.past')}>
        <h3>{t('commands.past')}</h3>
        <Commands terminal={terminal} open={false} />
      </section>
    </div>
  )
}

function Commands({ terminal, open }: { terminal: TerminalOnPage; open: boolean }) {
  const { t } = useTranslation()
  const polling = useListPolling(SHORT_LIST_SIZE)
  const { data, error, loading, refetch, fetchMore } = useQuery(TerminalCommandsDocument, {
    variables: { id: terminal.id, first: SHORT_LIST_SIZE, filter: { open } },
    ...polling.options,
  })
  const page = data?.terminal?.commands
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  // a command that ended while it was watched leaves the upcoming ones at once
  const rows = (page?.nodes ?? []).filter((row) => !open || !row.final)
  polling.tell(rows.length)
  const running = terminal.runningCommand?.id
  useEffect(() => {
    void refetch()
  }, [running, refetch])
  const fault = error ?? next.error
  return (
    <>
      {fault !== undefined && <FaultPanel error={fault} what={t('rail.commands')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows rows={2} />}
      {rows.length === 0 && !loading && fault === undefined && (
        <p className="quiet">{t(open ? 'commands.noneOpen' : 'commands.nonePast')}</p>
      )}
      {rows.length > 0 && (
        <CommandTable label={t(open ? 'commands.upcoming' : 'commands.past')} rows={rows} ofTerminal />
      )}
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
    </>
  )
}
