import { useQuery } from '@apollo/client/react'
import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { DeputiesDocument, DeputyEndDocument, type DeputyFullFragment } from '../api/generated/graphql.ts'
import { useList } from '../api/list.ts'
import { useListPolling } from '../api/polling.ts'
import { PAGE_SIZE } from '../limits.ts'
import { Blank } from '../ui/Blank.tsx'
import { ListFrame } from '../ui/ListFrame.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import '../grants/grants.css'
import { SetDeputy } from './SetDeputy.tsx'
import { useActing } from './use-acting.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { useWish } from '../api/use-wish.ts'

/** Who stands in for whom; for whom the person at the screen may act. */
export function AbsencePage() {
  const { t } = useTranslation()
  const { duties, actingAs, act, busy, refusals, error } = useActing()
  return (
    <>
      <PageHead
        tab={t('settings.absence')}
        title={t('settings.absence')}
        below={<span className="quiet">{t('absence.what')}</span>}
      />
      {duties.length > 0 && (
        <Panel title={t('absence.duties')}>
          <Unfulfilled wish={{ refusals, error }} what={t('absence.duties')} />
          <ul className="grant-list">
            {duties.map((duty) => (
              <li key={duty.id} className="line">
                <span>
                  {duty.absent?.name ?? '–'} · {t(`role.${duty.role}`)} · {duty.organisation.name}
                </span>
                <Button size="small" disabled={duty.id === actingAs?.id} loading={busy} onClick={() => void act(duty)}>
                  {t('absence.act')}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <SetDeputy />
      <DeputyList />
    </>
  )
}

function DeputyList() {
  const { t } = useTranslation()
  const polling = useListPolling()
  const asked = useQuery(DeputiesDocument, {
    variables: { first: PAGE_SIZE },
    ...polling.options,
  })
  const asking = useWish(DeputyEndDocument, (data) => data.deputyEnd, ['Deputies', 'MyDuties'])
  const list = useList(asked, asked.data?.deputies)
  polling.tell(list.rows.length)
  const columns: readonly RowColumn<DeputyFullFragment>[] = [
    { key: 'absent', title: t('absence.absent'), render: ({ absent }) => absent?.name ?? '–' },
    { key: 'deputy', title: t('absence.deputy'), render: ({ person }) => person?.name ?? '–' },
    {
      key: 'role',
      title: t('security.role'),
      render: ({ role, organisation }) => `${t(`role.${role}`)} · ${organisation.name}`,
    },
    {
      key: 'until',
      title: t('grants.until'),
      render: ({ until, endedAt }) => <Time at={endedAt ?? until} show="moment" />,
    },
    { key: 'reason', title: t('request.reason'), render: ({ reason }) => reason },
    {
      key: 'act',
      title: t('grants.acts'),
      render: (row) => (
        <Tooltip title={row.end.allowed ? undefined : row.end.reasons.map(({ message }) => message).join(' ')}>
          <Button
            size="small"
            disabled={!row.end.allowed}
            loading={asking.busy}
            onClick={() => void asking.send({ deputyshipId: row.id })}
          >
            {t('absence.end')}
          </Button>
        </Tooltip>
      ),
    },
  ]
  return (
    <Panel flush title={t('absence.list')}>
      <Refusals refusals={asking.refusals} />
      <ListFrame
        list={{ ...list, fault: list.fault ?? asking.error }}
        what={t('absence.list')}
        waiting={3}
        counted
        blank={<Blank title={t('absence.none')}>{t('absence.noneHow')}</Blank>}
      >
        {(rows) => <RowTable label={t('absence.list')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      </ListFrame>
    </Panel>
  )
}
