import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { AgreementBoardDocument, type AgreementBoardQuery } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { BOARD_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingPage } from '../../ui/Waiting.tsx'
import { BoardFigures } from './BoardFigures.tsx'
import { BoardTable } from './BoardTable.tsx'
import { DifferenceList } from './DifferenceList.tsx'

type Organisation = NonNullable<AgreementBoardQuery['organisation']>

/** Whether the journals agree, level by level: the organisation, those below it, and what is open. */
export function AgreementPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const own = useViewer()?.person.organisation.id ?? ''
  const id = search['org'] ?? own
  const polling = useListPolling(BOARD_SIZE)
  const { data, error, loading, refetch, fetchMore } = useQuery(AgreementBoardDocument, {
    variables: { id, first: BOARD_SIZE },
    skip: id === '',
    ...polling.options,
  })
  const organisation = data?.organisation ?? null
  const next = useMore(fetchMore, organisation?.children.pageInfo.endCursor)
  polling.tell(organisation?.children.nodes.length ?? 0)
  if (organisation === null && loading) return <WaitingPage />
  const fault = error ?? next.error
  return (
    <div className="page">
      <PageHead
        tab={t('rail.agreement')}
        title={t('rail.agreement')}
        below={organisation !== null && <Crumbs organisation={organisation} own={own} />}
      />
      <FaultPanel error={fault} what={t('rail.agreement')} retry={() => void refetch()} />
      {organisation === null && fault === undefined && (
        <Blank title={t('agreement.noSuch')}>
          <GoTo place={paths.agreement()}>{t('agreement.toOwn')}</GoTo>
        </Blank>
      )}
      {organisation !== null && (
        <>
          <Panel
            title={organisation.name}
            extra={
              organisation.agreement !== null && (
                <span className="quiet">
                  {t('overview.asOf')} <Time at={organisation.agreement.at} show="clock" />
                </span>
              )
            }
          >
            {organisation.agreement === null ? (
              <p className="quiet">{t('agreement.notYours')}</p>
            ) : (
              <BoardFigures board={organisation.agreement} organisationId={organisation.id} />
            )}
          </Panel>
          {organisation.children.nodes.length > 0 && (
            <Panel title={t('agreement.below')} flush>
              <BoardTable rows={organisation.children.nodes} />
              {organisation.children.pageInfo.hasNextPage && (
                <LoadMore shown={organisation.children.nodes.length} more loading={next.loading} onMore={next.load} />
              )}
            </Panel>
          )}
          <DifferenceList organisationId={organisation.id} />
        </>
      )}
    </div>
  )
}

/** From the person's own organisation down to the one that is shown. */
function Crumbs({ organisation, own }: { organisation: Organisation; own: string }) {
  const { t } = useTranslation()
  const from = Math.max(
    organisation.path.findIndex(({ id }) => id === own),
    0,
  )
  const above = organisation.path.slice(from).filter(({ id }) => id !== organisation.id)
  if (above.length === 0) return null
  return (
    <nav aria-label={t('agreement.path')}>
      <ol className="crumbs">
        {above.map(({ id, name }) => (
          <li key={id}>
            <GoTo place={paths.agreement(id === own ? {} : { org: id })}>{name}</GoTo>
          </li>
        ))}
        <li aria-current="page">{organisation.name}</li>
      </ol>
    </nav>
  )
}
