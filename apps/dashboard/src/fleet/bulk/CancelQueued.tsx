import { useApolloClient } from '@apollo/client/react'
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BulkCommandsDocument, type BulkFullFragment, CommandCancelDocument } from '../../api/generated/graphql.ts'
import { newIdempotencyKey } from '../../api/idempotency.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'

/** Rows that are called off at a time. */
const STEP = 50

/** Calls off what has not been sent yet, page by page; what is with a terminal already is left to run. */
export function CancelQueued({ bulk, onDone }: { bulk: BulkFullFragment; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const queued = bulk.progress.find(({ state }) => state === 'QUEUED')?.count ?? 0
  if (queued === 0) return null
  const number = formatNumber(queued, i18n.language)
  // what is not made yet would be queued after the others were called off
  if (bulk.madeCount < bulk.commandCount)
    return (
      <Button size="small" disabled title={t('bulk.cancelNotYet')}>
        {t('bulk.cancelQueued', { count: queued, number })}
      </Button>
    )
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={t('bulk.cancelTitle', { count: queued, number })}
      content={
        open ? (
          <CancelQueuedForm
            bulkId={bulk.id}
            onDone={() => {
              setOpen(false)
              onDone()
            }}
          />
        ) : null
      }
    >
      <Button size="small">{t('bulk.cancelQueued', { count: queued, number })}</Button>
    </Popover>
  )
}

function CancelQueuedForm({ bulkId, onDone }: { bulkId: string; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const [reason, setReason] = useState('')
  const [state, setState] = useState<{ busy: boolean; done: number; error: unknown }>({
    busy: false,
    done: 0,
    error: undefined,
  })
  const cancelAll = useCancelAll(bulkId)
  const submit = async () => {
    setState({ busy: true, done: 0, error: undefined })
    try {
      await cancelAll(reason.trim(), (done) => setState({ busy: true, done, error: undefined }))
      onDone()
    } catch (error) {
      setState((before) => ({ busy: false, done: before.done, error }))
    }
  }
  return (
    <form
      className="stack narrow"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p className="quiet">{t('bulk.cancelHow')}</p>
      <Input
        autoFocus
        value={reason}
        aria-label={t('request.reason')}
        placeholder={t('request.reason')}
        onChange={(event) => setReason(event.target.value)}
      />
      {state.done > 0 && (
        <p className="number">{t('bulk.cancelled', { number: formatNumber(state.done, i18n.language) })}</p>
      )}
      <FaultPanel error={state.error} what={t('cancel.open')} />
      <Button danger htmlType="submit" loading={state.busy} disabled={reason.trim() === ''}>
        {t('bulk.cancelDo')}
      </Button>
    </form>
  )
}

/** One cancel a command, as the API has it; a command that was sent meanwhile is skipped and runs. */
function useCancelAll(bulkId: string): (reason: string, tell: (done: number) => void) => Promise<void> {
  const client = useApolloClient()
  return async (reason, tell) => {
    let done = 0
    for (;;) {
      const { data } = await client.query({
        query: BulkCommandsDocument,
        variables: { id: bulkId, first: STEP, filter: { states: ['QUEUED'] } },
      })
      const rows = data?.bulkAction?.commands.nodes ?? []
      const outcomes = await Promise.all(rows.map((row) => cancelOne(row.id)))
      const cancelled = outcomes.filter(Boolean).length
      done += cancelled
      tell(done)
      if (cancelled === 0) return
    }
    async function cancelOne(commandId: string): Promise<boolean> {
      const { data } = await client.mutate({
        mutation: CommandCancelDocument,
        variables: { input: { commandId, reason, idempotencyKey: newIdempotencyKey() } },
      })
      return data?.commandCancel.command != null && data.commandCancel.userErrors.length === 0
    }
  }
}
