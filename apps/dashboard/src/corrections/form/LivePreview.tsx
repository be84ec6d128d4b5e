import { useTranslation } from 'react-i18next'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import type { Unit } from '../field-text.ts'
import { ImpactView } from '../impact/ImpactView.tsx'
import { useTierName } from '../marks.tsx'
import { Diff } from '../page/Diff.tsx'
import type { Preview } from './live-preview.ts'

interface LivePreviewProps {
  readonly preview: Preview
  readonly own: Unit | null
  readonly isChosen: boolean
}

const UNFINISHED: ReadonlySet<string> = new Set(['FIELD_MISSING', 'NOTHING_CHANGES', 'UNREADABLE', 'NO_TARIFF'])

/** What the draft would do as it is written, reckoned by the function that will post it. */
export function LivePreview({ preview: { shown, isBehind, error, retry }, own, isChosen }: LivePreviewProps) {
  const { t } = useTranslation()
  const tierName = useTierName()
  if (!isChosen) return <p className="quiet">{t('correction.chooseFirst')}</p>
  if (error !== undefined) return <FaultPanel error={error} what={t('correction.preview')} retry={retry} />
  if (shown === null) return isBehind ? <WaitingRows rows={5} /> : <p className="quiet">{t('correction.noPreview')}</p>
  const { diff, impact, tier, checkersNeeded } = shown
  // what only says that somebody has not finished typing is no warning
  const unfinished = shown.problems.filter(({ code }) => UNFINISHED.has(code))
  const wrong = [...shown.problems.filter(({ code }) => !UNFINISHED.has(code)), ...shown.userErrors]
  if (unfinished.length > 0 && wrong.length === 0)
    return isBehind ? <WaitingRows rows={5} /> : <p className="quiet">{t('correction.noPreview')}</p>
  return (
    <div className={isBehind ? 'stack preview-behind' : 'stack'} aria-busy={isBehind}>
      {wrong.length > 0 && (
        <div role="status">
          <ul className="bullets problems">
            {wrong.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </div>
      )}
      {diff !== null && (
        <Diff
          fields={diff.fields}
          own={own}
          baseVersion={(impact?.order?.version ?? 1) - 1}
          label={t('correction.diff')}
          moves={impact?.moves ?? []}
        />
      )}
      {impact !== null && <ImpactView impact={impact} />}
      {tier !== null && (
        <p className="quiet">
          {tierName(tier)}
          {checkersNeeded !== null && checkersNeeded > 1 ? ` · ${t('correction.checkers')} ${checkersNeeded}` : ''}
        </p>
      )}
    </div>
  )
}
