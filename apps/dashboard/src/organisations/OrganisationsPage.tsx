import { useQuery } from '@apollo/client/react'
import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { type OrganisationFullFragment, OrganisationPageDocument } from '../api/generated/graphql.ts'
import { useMore } from '../api/more.ts'
import { PAGE_SIZE } from '../limits.ts'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { NothingHere } from '../shell/NothingHere.tsx'
import { Blank } from '../ui/Blank.tsx'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { LoadMore } from '../ui/LoadMore.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { useUrl } from '../ui/url.ts'
import { WaitingPage } from '../ui/Waiting.tsx'
import '../grants/grants.css'
import { EditOrganisation } from './EditOrganisation.tsx'
import { ImportFile } from './ImportFile.tsx'
import { MovesPanel } from './MovesPanel.tsx'
import { MoveOrganisation } from './MoveOrganisation.tsx'

/** One organisation with what stands below it; the tree is walked from here. */
export function OrganisationsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const own = useViewer()?.person.organisation.id
  const id = search['org'] ?? own ?? ''
  const { data, error, loading, refetch, fetchMore } = useQuery(OrganisationPageDocument, {
    variables: { id, first: PAGE_SIZE },
  })
  const organisation = data?.organisation ?? null
  const page = organisation?.children
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const fault = error ?? next.error
  if (organisation === null) {
    if (fault !== undefined)
      return <FaultPanel error={fault} what={t('settings.organisations')} retry={() => void refetch()} />
    return loading ? <WaitingPage /> : <NothingHere />
  }
  const rows = page?.nodes ?? []
  const place = (to: string) => ({ ...paths.settings('organisations'), search: { org: to } })
  return (
    <>
      <PageHead
        tab={organisation.name}
        title={organisation.name}
        below={
          <span className="line quiet">
            {organisation.path.slice(0, -1).map((one) => (
              <GoTo key={one.id} place={place(one.id)}>
                {one.name}
              </GoTo>
            ))}
            <span>{t(`nodeKind.${organisation.kind}`)}</span>
          </span>
        }
        actions={<Acts organisation={organisation} isOwn={organisation.id === own} />}
      />
      <Acting organisation={organisation} onClose={() => change({ act: undefined })} />
      <FaultPanel error={fault} what={t('settings.organisations')} />
      {organisation.id === own && <MovesPanel />}
      <Panel title={t('organisations.facts')}>
        <Facts organisation={organisation} />
      </Panel>
      <Panel flush title={t('organisations.below')}>
        {rows.length === 0 && <Blank title={t('organisations.none')}>{t('organisations.noneHow')}</Blank>}
        {rows.length > 0 && (
          <RowTable
            label={t('organisations.below')}
            rows={rows}
            keyOf={(row) => row.id}
            columns={[
              {
                key: 'name',
                title: t('organisations.name'),
                render: (row) => <GoTo place={place(row.id)}>{row.name}</GoTo>,
              },
              { key: 'kind', title: t('organisations.kind'), render: ({ kind }) => t(`nodeKind.${kind}`) },
              { key: 'code', title: t('organisations.code'), render: ({ code }) => code },
              { key: 'phone', title: t('organisations.phone'), render: ({ phone }) => phone ?? '' },
              {
                key: 'hours',
                title: t('organisations.openingHours'),
                render: ({ openingHoursText }) => openingHoursText ?? '',
              },
            ]}
          />
        )}
        {rows.length > 0 && (
          <LoadMore
            shown={rows.length}
            more={page?.pageInfo.hasNextPage ?? false}
            loading={next.loading}
            onMore={next.load}
          />
        )}
      </Panel>
    </>
  )
}

function Facts({ organisation }: { organisation: OrganisationFullFragment }) {
  const { t } = useTranslation()
  const { code, timeZone, phone, address, contact, openingHoursText } = organisation
  const known = (value: string | null) => (value === null || value === '' ? '–' : value)
  return (
    <FactList
      facts={[
        [t('organisations.code'), code],
        [t('organisations.timeZone'), timeZone],
        [t('organisations.phone'), known(phone)],
        [t('organisations.address'), known(address)],
        [t('organisations.contact'), known(contact)],
        [t('organisations.openingHours'), known(openingHoursText)],
      ]}
    />
  )
}

function Acts({ organisation, isOwn }: { organisation: OrganisationFullFragment; isOwn: boolean }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const { allowed, reasons } = organisation.update
  const mayRegister = useViewer()?.permissions.includes('terminal:write') ?? false
  const why = reasons.map(({ message }) => message).join(' ')
  const act = (name: 'edit' | 'add' | 'move' | 'import', disabled: boolean) => (
    <Tooltip title={!allowed ? why : name === 'move' && disabled ? t('organisations.moveOwn') : undefined}>
      <Button disabled={!allowed || disabled} onClick={() => change({ act: name })}>
        {t(`organisations.${name}`)}
      </Button>
    </Tooltip>
  )
  return (
    <span className="line">
      {act('edit', false)}
      {act('add', organisation.mayHold.length === 0)}
      {act('move', isOwn)}
      {act('import', false)}
      <Button href="/export/organisations.csv" download>
        {t('organisations.export')}
      </Button>
      <Tooltip title={mayRegister ? undefined : t('organisations.mayNotRegister')}>
        <Button disabled={!mayRegister} onClick={() => change({ act: 'importTerminals' })}>
          {t('organisations.importTerminals')}
        </Button>
      </Tooltip>
      <Button href="/export/terminals.csv" download>
        {t('organisations.exportTerminals')}
      </Button>
    </span>
  )
}

/** The form that the address names. */
function Acting({ organisation, onClose }: { organisation: OrganisationFullFragment; onClose: () => void }) {
  const { search } = useUrl()
  switch (search['act']) {
    case 'edit':
    case 'add': {
      const below = search['act'] === 'add'
      const key = `${organisation.id} ${organisation.version} ${search['act']}`
      return <EditOrganisation key={key} organisation={organisation} below={below} onClose={onClose} />
    }
    case 'move':
      return <MoveOrganisation key={organisation.id} organisation={organisation} onClose={onClose} />
    case 'import':
      return <ImportFile key="organisations" what="organisations" onClose={onClose} />
    case 'importTerminals':
      return <ImportFile key="terminals" what="terminals" onClose={onClose} />
    default:
      return null
  }
}
