import { useQuery } from '@apollo/client/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { TerminalCommandsDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { ListFrame } from '../../ui/ListFrame.tsx'
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
  const asked = useQuery(TerminalCommandsDocument, {
    variables: { id: terminal.id, first: SHORT_LIST_SIZE, filter: { open } },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.terminal?.commands)
  // a command that ended while it was watched leaves the upcoming ones at once
  const rows = list.rows.filter((row) => !open || !row.final)
  polling.tell(rows.length)
  const { refetch } = asked
  const running = terminal.runningCommand?.id
  useEffect(() => {
    void refetch()
  }, [running, refetch])
  return (
    <ListFrame
      list={{ ...list, rows }}
      what={t('rail.commands')}
      waiting={2}
      blank={<p className="quiet">{t(open ? 'commands.noneOpen' : 'commands.nonePast')}</p>}
    >
      {(shown) => <CommandTable label={t(open ? 'commands.upcoming' : 'commands.past')} rows={shown} ofTerminal />}
    </ListFrame>
  )
}
