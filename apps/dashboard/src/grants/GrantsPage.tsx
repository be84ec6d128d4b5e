import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type GrantFullFragment, GrantsDocument } from '../api/generated/graphql.ts'
import { useList } from '../api/list.ts'
import { useListPolling } from '../api/polling.ts'
import { PAGE_SIZE } from '../limits.ts'
import { useViewer } from '../session/viewer.ts'
import { Blank } from '../ui/Blank.tsx'
import { ListFrame } from '../ui/ListFrame.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { useUrl } from '../ui/url.ts'
import { GiveGrant } from './GiveGrant.tsx'
import { GrantTable } from './GrantTable.tsx'
import { RevokeGrant } from './RevokeGrant.tsx'

/** Who may do what, how much of it is used up, and since when and until when. */
export function GrantsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const mayGive = useViewer()?.permissions.includes('grant:write') === true
  const live = search['all'] === '1' ? undefined : true
  const polling = useListPolling()
  const asked = useQuery(GrantsDocument, {
    variables: { first: PAGE_SIZE, live },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.grants)
  polling.tell(list.rows.length)
  return (
    <>
      <PageHead
        tab={t('settings.grants')}
        title={t('settings.grants')}
        below={<span className="quiet">{t('grants.what')}</span>}
        actions={
          <span className="line">
            <Button onClick={() => change({ all: live === undefined ? undefined : '1' })}>
              {t(live === undefined ? 'grants.liveOnly' : 'grants.showAll')}
            </Button>
            {mayGive && (
              <Button type="primary" onClick={() => change({ act: 'give', grant: undefined })}>
                {t('grants.give')}
              </Button>
            )}
          </span>
        }
      />
      <Acting rows={list.rows} />
      <ListFrame
        list={list}
        what={t('settings.grants')}
        waiting={4}
        counted
        blank={<Blank title={t('grants.none')}>{t('grants.noneHow')}</Blank>}
      >
        {(rows) => <GrantTable rows={rows} />}
      </ListFrame>
    </>
  )
}

/** The form that the address names, when there is one. */
function Acting({ rows }: { rows: readonly GrantFullFragment[] }) {
  const { search, change } = useUrl()
  const close = () => change({ act: undefined, grant: undefined })
  const grant = rows.find(({ id }) => id === search['grant']) ?? null
  if (search['act'] === 'give') return <GiveGrant key="give" grant={null} onClose={close} />
  if (grant === null) return null
  if (search['act'] === 'change') return <GiveGrant key={grant.id} grant={grant} onClose={close} />
  return search['act'] === 'revoke' ? <RevokeGrant key={grant.id} grant={grant} onClose={close} /> : null
}
