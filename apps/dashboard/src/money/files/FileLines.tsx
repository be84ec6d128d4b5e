import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { FileLinesDocument } from '../../api/generated/graphql.ts'
import { useListPolling } from '../../api/polling.ts'
import { useList } from '../../api/list.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { BOARD_SIZE } from '../../limits.ts'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { LINE_STATES } from './counts.ts'
import { LineTable } from './LineTable.tsx'

/** The lines of a file in their order, narrowed to one outcome. */
export function FileLines({ id }: { id: string }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const state = LINE_STATES.find((one) => one === search['state'])
  const polling = useListPolling(BOARD_SIZE)
  const asked = useQuery(FileLinesDocument, {
    variables: { id, state, first: BOARD_SIZE },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.fileImport?.lines)
  polling.tell(list.rows.length)
  return (
    <Panel
      title={t('file.lines')}
      extra={
        <FilterChip
          single
          name={t('column.state')}
          options={LINE_STATES.map((value) => ({ value, label: t(`fileLineState.${value}`) }))}
          chosen={state === undefined ? [] : [state]}
          onChange={([value]) => change({ state: value })}
        />
      }
      flush
    >
      <ListFrame
        list={list}
        what={t('file.lines')}
        waiting={4}
        blank={<p className="panel-body quiet">{t('file.noLines')}</p>}
      >
        {(rows) => <LineTable label={t('file.lines')} rows={rows} />}
      </ListFrame>
    </Panel>
  )
}
