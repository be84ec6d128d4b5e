import { ColumnHeightOutlined, PauseOutlined, CaretRightOutlined, TableOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { prefer } from '../../shell/preferences.ts'
import { useUrl } from '../../ui/url.ts'
import { ExportMenu } from '../estate/ExportMenu.tsx'
import { ViewsMenu } from '../estate/ViewsMenu.tsx'
import { COLUMNS, type Column, FIXED_COLUMNS, type ListState, writeColumns } from './list-state.ts'

interface ListToolsProps {
  readonly state: ListState
  readonly paused: boolean
  readonly onPause: (paused: boolean) => void
  readonly waiting: number
  readonly onShow: () => void
}

/** What stands above the list: waiting updates, pause, columns, density. */
export function ListTools({ state, paused, onPause, waiting, onShow }: ListToolsProps) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const chooseColumns = (columns: readonly Column[]) => {
    const cols = writeColumns(columns)
    prefer({ columns: cols ?? null })
    change({ cols })
  }
  const toggle = (column: Column) =>
    chooseColumns(
      state.columns.includes(column) ? state.columns.filter((one) => one !== column) : [...state.columns, column],
    )
  const density = state.density === 'compact' ? 'roomy' : undefined
  return (
    <>
      {waiting > 0 && (
        <Button size="small" onClick={onShow}>
          {t('list.waiting', { count: waiting })}
        </Button>
      )}
      <ViewsMenu />
      <ExportMenu filter={state.filter} />
      <Button
        size="small"
        type="text"
        icon={paused ? <CaretRightOutlined /> : <PauseOutlined />}
        aria-pressed={paused}
        onClick={() => onPause(!paused)}
      >
        {paused ? t('list.resume') : t('list.pause')}
      </Button>
      <span className="list-shape">
        <Dropdown
          trigger={['click']}
          menu={{
            multiple: true,
            selectable: true,
            selectedKeys: [...state.columns],
            items: COLUMNS.map((column) => ({
              key: column,
              label: t(`column.${column}`),
              disabled: FIXED_COLUMNS.includes(column),
            })),
            onClick: ({ key }) => toggle(key as Column),
          }}
        >
          <Button size="small" type="text" icon={<TableOutlined />}>
            {t('list.columns')}
          </Button>
        </Dropdown>
        <Tooltip title={t('list.density')}>
          <Button
            size="small"
            type="text"
            icon={<ColumnHeightOutlined />}
            aria-label={t('list.density')}
            aria-pressed={state.density === 'roomy'}
            onClick={() => {
              prefer({ density: density ?? null })
              change({ density })
            }}
          />
        </Tooltip>
      </span>
    </>
  )
}
