import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandCancelDocument, type CommandRowFragment } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'

/** Calls a command off: at once while it is queued; once sent, the terminal is asked and may refuse. */
export function CancelCommand({ command, small = false }: { command: CommandRowFragment; small?: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (command.final || !command.cancellable) return null
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={t('cancel.title', { what: t(`commandType.${command.type}`) })}
      content={open ? <CancelForm command={command} onDone={() => setOpen(false)} /> : null}
    >
      <Button size={small ? 'small' : 'middle'} className="start">
        {t('cancel.open')}
      </Button>
    </Popover>
  )
}

function CancelForm({ command, onDone }: { command: CommandRowFragment; onDone: () => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const asking = useWish(CommandCancelDocument, (data) => data.commandCancel)
  const submit = async () => {
    const wish = { commandId: command.id, reason: reason.trim() }
    if ((await asking.send(wish)) !== null) onDone()
  }
  return (
    <form
      className="stack narrow"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p className="quiet">{command.state === 'QUEUED' ? t('cancel.atOnce') : t('cancel.asked')}</p>
      <Input
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        aria-label={t('request.reason')}
        placeholder={t('request.reason')}
      />
      <Unfulfilled wish={asking} what={t('cancel.open')} />
      <Button danger htmlType="submit" loading={asking.busy} disabled={reason.trim() === ''}>
        {t('cancel.do', { what: t(`commandType.${command.type}`) })}
      </Button>
    </form>
  )
}
