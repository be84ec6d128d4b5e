import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandType, TerminalFilter } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { useUrl } from '../../ui/url.ts'
import { BULK_TYPES } from '../command/command-input.ts'
import { useViewer } from '../../session/viewer.ts'
import { type Labelled, LabelModal } from '../estate/LabelForm.tsx'
import type { Selection } from './selection.ts'
import { useSelecting } from './use-selecting.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'

interface SelectionBarProps {
  readonly selection: Selection
  readonly filter: TerminalFilter
  /** Labels of the selected rows, as far as they are on the screen. */
  readonly standing: readonly string[]
  /** All that match, and whether the API stopped counting there. */
  readonly total: number | null
  readonly isLowerBound: boolean
  /** Rows match that are not selected: "select all matching" means something. */
  readonly beyond: boolean
  readonly onAllMatching: () => void
  readonly onClear: () => void
}

/** What is selected and what can be done with it. A bulk action starts with its preview, never with a shot. */
export function SelectionBar(props: SelectionBarProps) {
  const { selection, filter, standing, total, isLowerBound, beyond, onAllMatching, onClear } = props
  const { t, i18n } = useTranslation()
  const url = useUrl()
  const mayLabel = useViewer()?.permissions.includes('terminal:label') === true
  const [labelled, setLabelled] = useState<Labelled | null>(null)
  const { select, refusals, loading, error } = useSelecting()
  const number = (value: number) => formatNumber(value, i18n.language)
  const count = selection.allMatching ? (total ?? selection.ids.size) : selection.ids.size

  const freeze = () => select(selection.allMatching ? { filter } : { terminalIds: [...selection.ids] })
  const act = async (type: CommandType, steps = false) => {
    const [only] = selection.ids
    if (!steps && !selection.allMatching && selection.ids.size === 1 && only !== undefined)
      return url.go(paths.request(only, type))
    const made = await freeze()
    if (made !== null) url.go(paths.bulkPreview(made.id, type, steps))
  }
  const label = async () => {
    const made = await freeze()
    if (made !== null) setLabelled({ selectionId: made.id })
  }

  return (
    <section className="selection-bar" aria-label={t('selection.label')}>
      <span className="number">
        {selection.allMatching
          ? t('selection.allMatching', { count, number: number(count) + (isLowerBound ? '+' : '') })
          : t('selection.onPage', { count, number: number(count) })}
      </span>
      {!selection.allMatching && beyond && total !== null && (
        <Button type="link" size="small" onClick={onAllMatching}>
          {t('selection.selectAll', { number: number(total) + (isLowerBound ? '+' : '') })}
        </Button>
      )}
      <Button type="primary" loading={loading} onClick={() => void act('RELOGIN')}>
        {t('act.RELOGIN', { count, number: number(count) })} …
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: BULK_TYPES.filter((type) => type !== 'RELOGIN').map((type) => ({
            key: type,
            label: `${t(`commandType.${type}`)} …`,
          })),
          onClick: ({ key }) => void act(key as CommandType),
        }}
      >
        <Button disabled={loading}>
          {t('selection.more')} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
      <Button disabled={loading} onClick={() => void act('RELOGIN', true)}>
        {t('rollout.new')} …
      </Button>
      <Button
        disabled={loading || !mayLabel}
        title={mayLabel ? undefined : t('labels.notYours')}
        onClick={() => void label()}
      >
        {t('labels.open')} …
      </Button>
      <LabelModal
        open={labelled !== null}
        what={labelled}
        count={count}
        standing={standing}
        refreshes="TerminalList"
        onClose={() => setLabelled(null)}
      />
      <Button type="text" onClick={onClear}>
        {t('selection.clear')}
      </Button>
      <Unfulfilled wish={{ refusals, error }} what={t('selection.label')} />
    </section>
  )
}
