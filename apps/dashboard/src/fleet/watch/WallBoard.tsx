import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BoardWatchDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { WatchBoard } from './WatchBoard.tsx'

/** The board of one watch window in a browser where nobody is signed in; its token knows which. */
export function WallBoard() {
  const { t } = useTranslation()
  const { data, error, loading, refetch } = useQuery(BoardWatchDocument, FIGURES_POLLING)
  const watch = data?.viewer?.boardWatch ?? null
  if (watch !== null) return <WatchBoard window={watch} onWall />
  return (
    <div className="page">
      <FaultPanel error={error} what={t('rail.watch')} retry={() => void refetch()} />
      {loading && <WaitingRows rows={6} />}
      {data !== undefined && <Blank title={t('board.over')}>{t('board.overHow')}</Blank>}
    </div>
  )
}
