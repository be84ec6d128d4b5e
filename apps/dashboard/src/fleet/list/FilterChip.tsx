import { CloseOutlined, DownOutlined } from '@ant-design/icons'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'

interface FilterChipProps {
  readonly name: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: readonly string[]
  /** One of the options at most. */
  readonly single?: boolean
  readonly onChange: (values: readonly string[]) => void
}

/** One criterion of a list: says what it narrows to, opens to change, and is taken away with its cross. */
export function FilterChip({ name, options, chosen, single = false, onChange }: FilterChipProps) {
  const { t } = useTranslation()
  const words = chosen.map((value) => options.find((option) => option.value === value)?.label ?? value)
  const toggle = (value: string) => {
    if (single) return onChange(chosen.includes(value) ? [] : [value])
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
  }
  return (
    <span className={chosen.length > 0 ? 'chip chip-on' : 'chip'}>
      <Dropdown
        trigger={['click']}
        menu={{
          multiple: !single,
          selectable: true,
          selectedKeys: [...chosen],
          items: options.map(({ value, label }) => ({ key: value, label })),
          onClick: ({ key }) => toggle(key),
        }}
      >
        <button type="button" className="chip-name" aria-haspopup="menu">
          {name}
          {words.length > 0 && <strong>{words.join(', ')}</strong>}
          <DownOutlined aria-hidden />
        </button>
      </Dropdown>
      {chosen.length > 0 && (
        <button
          type="button"
          className="chip-off"
          aria-label={t('filter.remove', { name })}
          onClick={() => onChange([])}
        >
          <CloseOutlined aria-hidden />
        </button>
      )}
    </span>
  )
}
