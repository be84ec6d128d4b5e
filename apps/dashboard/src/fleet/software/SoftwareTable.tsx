import { useTranslation } from 'react-i18next'
import type { SoftwareRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatBytes } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type Look, Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { RunsOn } from './RunsOn.tsx'

type Row = SoftwareRowFragment

const GIVEN: Look = { tone: 'good', icon: 'check' }
const WITHDRAWN: Look = { tone: 'quiet', icon: 'stop' }
/** Characters of a hash or key that people compare at a glance. */
const SHORT = 12

/** Packages, the newest first; the version leads to all that is known of one. */
export function SoftwareTable({ rows, open }: { rows: readonly Row[]; open: string | null }) {
  const { t, i18n } = useTranslation()
  const { search } = useUrl()
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'version',
      title: t('software.version'),
      render: (row) => (
        <GoTo place={paths.software({ ...search, package: row.id })} className="link mono row-link">
          {row.version}
        </GoTo>
      ),
    },
    { key: 'model', title: t('column.model'), render: (row) => row.model },
    { key: 'state', title: t('column.state'), render: (row) => <PackageMark withdrawn={row.withdrawnAt !== null} /> },
    {
      key: 'runningOn',
      title: t('software.runningOn'),
      end: true,
      render: (row) => <RunsOn one={row} />,
    },
    { key: 'bytes', title: t('software.size'), end: true, render: (row) => formatBytes(row.bytes, i18n.language) },
    { key: 'sha256', title: t('file.sha256'), render: (row) => <Short text={row.sha256} /> },
    {
      key: 'vendorKey',
      title: t('software.signedBy'),
      render: (row) =>
        row.vendorKey === null ? (
          <span className="quiet">{t('software.keyNotTold')}</span>
        ) : (
          <Short text={row.vendorKey} />
        ),
    },
    { key: 'addedBy', title: t('software.addedBy'), render: (row) => row.addedBy?.name ?? t('software.somebody') },
    { key: 'at', title: t('software.added'), render: (row) => <Time at={row.createdAt} /> },
  ]
  return (
    <RowTable label={t('rolloutTab.software')} columns={columns} rows={rows} keyOf={(row) => row.id} activeKey={open} />
  )
}

/** Whether terminals may be told to take it. */
export function PackageMark({ withdrawn }: { withdrawn: boolean }) {
  const { t } = useTranslation()
  return <Mark look={withdrawn ? WITHDRAWN : GIVEN}>{t(withdrawn ? 'software.withdrawn' : 'software.given')}</Mark>
}

function Short({ text }: { text: string }) {
  return (
    <span className="mono" title={text}>
      {text.slice(0, SHORT)}…
    </span>
  )
}
