import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const ROWS = [
  ['⌘K / Ctrl K', 'search'],
  ['/', 'search'],
  ['g o', 'overview'],
  ['g t', 'terminals'],
  ['g c', 'commands'],
  ['g b', 'bulk'],
  ['g x', 'transactions'],
  ['g k', 'corrections'],
  ['g d', 'agreement'],
  ['g a', 'approvals'],
  ['g e', 'events'],
  ['g s', 'settings'],
  ['j / k', 'rows'],
  ['Enter', 'open'],
  ['x', 'select'],
  ['Shift + ↑ ↓', 'extend'],
  ['Esc', 'clear'],
  ['?', 'sheet'],
] as const

/** Every shortcut of the dashboard. */
export function KeyboardSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open onCancel={onClose} footer={null} title={t('keys.title')} width={420}>
      <dl className="keys">
        {ROWS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
