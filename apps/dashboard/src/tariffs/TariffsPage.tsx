import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type TariffShownFragment, TariffsDocument } from '../api/generated/graphql.ts'
import { useList } from '../api/list.ts'
import { OrganisationChip } from '../fleet/list/OrganisationChip.tsx'
import { PAGE_SIZE } from '../limits.ts'
import { Amount } from '../money/Amount.tsx'
import { useViewer } from '../session/viewer.ts'
import { Blank } from '../ui/Blank.tsx'
import { dayOf } from '../ui/day.ts'
import { ListFrame } from '../ui/ListFrame.tsx'
import { useNow } from '../ui/now.ts'
import { PageHead } from '../ui/PageHead.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { useUrl } from '../ui/url.ts'
import { textOf } from '../ui/url-words.ts'
import { ChangeTariff } from './ChangeTariff.tsx'
import { NewTariff } from './NewTariff.tsx'
import { percentText } from './tariff-form.ts'

type Tariff = TariffShownFragment

/** What merchants pay, from which day on. A version is never changed: another one is asked for, and two decide. */
export function TariffsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const mayChange = useViewer()?.permissions.includes('tariff:write') === true
  const organisationId = textOf(search['org'])
  const asked = useQuery(TariffsDocument, {
    variables: { first: PAGE_SIZE, organisationId },
  })
  const list = useList(asked, asked.data?.tariffs)
  const chosen = list.rows.find(({ id }) => id === search['tariff'])
  return (
    <>
      <PageHead
        tab={t('settings.tariffs')}
        title={t('settings.tariffs')}
        below={<span className="quiet">{t('tariff.what')}</span>}
        actions={
          <Button
            disabled={!mayChange}
            title={mayChange ? undefined : t('tariff.notYours')}
            onClick={() => change({ new: '1', tariff: undefined }, 'push')}
          >
            {t('tariff.first')} …
          </Button>
        }
      />
      {organisationId !== undefined && (
        <div className="filter-bar">
          <OrganisationChip id={organisationId} onRemove={() => change({ org: undefined })} />
        </div>
      )}
      {search['new'] === '1' && mayChange && <NewTariff onClose={() => change({ new: undefined }, 'push')} />}
      {chosen !== undefined && (
        <ChangeTariff key={chosen.id} tariff={chosen} onClose={() => change({ tariff: undefined }, 'push')} />
      )}
      <ListFrame
        list={list}
        what={t('settings.tariffs')}
        blank={<Blank title={t('tariff.none')}>{t('tariff.noneHow')}</Blank>}
      >
        {(rows) => <TariffTable rows={rows} />}
      </ListFrame>
    </>
  )
}

interface VersionRow {
  readonly tariff: Tariff
  readonly version: Tariff['versions'][number]
  readonly standing: 'now' | 'past' | 'later'
}

function TariffTable({ rows }: { rows: readonly Tariff[] }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  // each merchant's own business day; one that is gone has none any more
  const here = dayOf(useNow(60_000))
  const mayChange = useViewer()?.permissions.includes('tariff:write') === true
  const columns: readonly RowColumn<VersionRow>[] = [
    { key: 'merchant', title: t('money.merchant'), render: ({ tariff }) => tariff.merchant?.name ?? '–' },
    {
      key: 'what',
      title: t('tariff.for'),
      render: ({ tariff }) =>
        `${t(`product.${tariff.product}`)} · ${t(`tariffCardType.${tariff.cardType}`)} · ${tariff.currency}`,
    },
    {
      key: 'from',
      title: t('tariff.validFrom'),
      render: ({ version, standing }) => (
        <span className={standing === 'now' ? 'number life-now' : 'number quiet'}>
          {version.validFrom} {t(`tariff.${standing}`)}
        </span>
      ),
    },
    { key: 'percent', title: t('tariff.percent'), end: true, render: ({ version }) => percentText(version.percentBps) },
    { key: 'minimum', title: t('tariff.minimum'), end: true, render: ({ version }) => <Amount of={version.minimum} /> },
    { key: 'cap', title: t('tariff.cap'), end: true, render: ({ version }) => <Amount of={version.cap} /> },
    {
      key: 'agent',
      title: t('tariff.agentShare'),
      end: true,
      render: ({ version }) => percentText(version.agentShareBps),
    },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('tariff.change')}</span>,
      render: ({ tariff, standing }) =>
        standing === 'now' && (
          <Button
            size="small"
            disabled={!mayChange}
            title={mayChange ? undefined : t('tariff.notYours')}
            onClick={() => change({ tariff: tariff.id, new: undefined }, 'push')}
          >
            {t('tariff.change')}
          </Button>
        ),
    },
  ]
  return (
    <RowTable
      label={t('settings.tariffs')}
      columns={columns}
      rows={rows.flatMap((tariff) => versionRows(tariff, tariff.merchant?.businessDay ?? here))}
      keyOf={({ tariff, version }) => `${tariff.id} ${version.version}`}
    />
  )
}

/** The versions of a tariff, the newest first: those to come, the one that holds, those that held. */
function versionRows(tariff: Tariff, today: string): VersionRow[] {
  const newestFirst = tariff.versions.toSorted((one, other) => other.version - one.version)
  const holding = newestFirst.find(({ validFrom }) => validFrom <= today) ?? newestFirst.at(-1)
  return newestFirst.map((version) => ({
    tariff,
    version,
    standing: version === holding ? 'now' : version.validFrom > today ? 'later' : 'past',
  }))
}
