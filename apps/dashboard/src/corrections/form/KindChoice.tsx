import type { CorrectionKind } from '@budeng/corrections/public'
import { Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FormKindShownFragment } from '../../api/generated/graphql.ts'
import { useKindName } from '../marks.tsx'

interface KindChoiceProps {
  readonly kinds: readonly FormKindShownFragment[]
  readonly chosen: CorrectionKind | null
  /** The kind of a draft stays. */
  readonly fixed: boolean
  readonly onChoose: (kind: CorrectionKind) => void
}

/** What it may be of; what it cannot be of here stands below, with the reason. */
export function KindChoice({ kinds, chosen, fixed, onChoose }: KindChoiceProps) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const possible = kinds.filter(({ allowed, kind }) => allowed && (!fixed || kind === chosen))
  const impossible = fixed ? [] : kinds.filter(({ allowed }) => !allowed)
  return (
    <div className="stack">
      {possible.length === 0 && <p className="note">{t('correction.noKind')}</p>}
      <Radio.Group
        className="kinds"
        aria-label={t('correction.kind')}
        value={chosen}
        onChange={(event) => onChoose(event.target.value as CorrectionKind)}
      >
        {possible.map(({ kind }) => (
          <Radio key={kind} value={kind}>
            <span className="kind-name">{kindName(kind)}</span>
            <span className="quiet hint">{t(`kindWhat.${kind}`)}</span>
          </Radio>
        ))}
      </Radio.Group>
      {impossible.length > 0 && (
        <details>
          <summary>{t('correction.notHere', { kinds: String(impossible.length) })}</summary>
          <ul className="bullets">
            {impossible.map(({ kind, reasons }) => (
              <li key={kind}>
                {kindName(kind)}: <span className="quiet">{reasons.map(({ message }) => message).join(' ')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
