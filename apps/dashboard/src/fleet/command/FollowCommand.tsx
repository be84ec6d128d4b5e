import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { CommandLive } from './CommandLive.tsx'
import { useCommand } from './command-live.ts'

/** A command by its id, followed to its end. */
export function FollowCommand({ id }: { id: string }) {
  const { t } = useTranslation()
  const { command, loading, error, retry } = useCommand(id)
  if (command !== null) return <CommandLive command={command} />
  if (error !== undefined) return <FaultPanel error={error} what={t('command.one')} retry={retry} />
  return loading ? <Skeleton paragraph={{ rows: 8 }} /> : <p>{t('state.gone')}</p>
}
