import type { Source } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import { Hash } from '../../money/Roots.tsx'
import { Mark } from '../../ui/Mark.tsx'

export interface EvidencePiece {
  readonly source: Source
  readonly ref: string
  readonly agrees: boolean
}

interface EvidenceListProps {
  readonly evidence: readonly EvidencePiece[]
  /** Any one of these sets would do; none: enough is there. */
  readonly missing: readonly { readonly sources: readonly Source[] }[]
  /** Where its documents were uploaded. */
  readonly terminalId: string | null
}

/** Who says so, who says otherwise, and what is still needed. */
export function EvidenceList({ evidence, missing, terminalId }: EvidenceListProps) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {evidence.length === 0 && <p className="quiet">{t('correction.noEvidence')}</p>}
      {evidence.length > 0 && (
        <ul className="evidence">
          {evidence.map(({ source, ref, agrees }) => (
            <li key={`${source} ${ref}`}>
              <Mark look={agrees ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }} strong={!agrees}>
                {t(`evidenceSource.${source}`)}
              </Mark>
              <span className="quiet">{t(agrees ? 'correction.agrees' : 'correction.contradicts')}</span>
              <EvidenceRef piece={ref} terminalId={terminalId} />
            </li>
          ))}
        </ul>
      )}
      <Missing missing={missing} />
    </div>
  )
}

/** What it is: a document by its hash, a record or a line by its name. */
function EvidenceRef({ piece, terminalId }: { piece: string; terminalId: string | null }) {
  const { t } = useTranslation()
  if (!/^[0-9a-f]{64}$/.test(piece)) return <span className="mono">{piece}</span>
  return (
    <>
      {terminalId !== null && (
        <a className="link" href={`/evidence/${terminalId}/${piece}`} target="_blank" rel="noreferrer">
          {t('correction.openDocument')}
        </a>
      )}
      <Hash of={piece} />
    </>
  )
}

/** What is still missing, in one sentence; that nothing is, as well. */
export function Missing({ missing }: Pick<EvidenceListProps, 'missing'>) {
  const { t } = useTranslation()
  if (missing.length === 0) return <Mark look={{ tone: 'good', icon: 'check' }}>{t('correction.evidenceEnough')}</Mark>
  return (
    <div className="line" role="status">
      <Mark look={{ tone: 'warn', icon: 'attention' }} strong>
        {t('correction.evidenceMissing')}
      </Mark>
      <EvidenceSets sets={missing} />
    </div>
  )
}

/** Sets of sources, any one of which would do: each stands by itself. */
export function EvidenceSets({ sets }: { sets: EvidenceListProps['missing'] }) {
  const { t } = useTranslation()
  return (
    <ul className="sets">
      {sets.map(({ sources }, at) => (
        <li key={sources.join(' ')}>
          {at > 0 && <span className="quiet">{t('correction.or')} </span>}
          <span className="set">{sources.map((source) => t(`evidenceSource.${source}`)).join(' + ')}</span>
        </li>
      ))}
    </ul>
  )
}
