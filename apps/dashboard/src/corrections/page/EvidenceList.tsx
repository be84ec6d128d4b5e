import type { Source } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import { Hash } from '../../money/Roots.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'

export interface EvidencePiece {
  readonly source: Source
  readonly ref: string
  readonly agrees: boolean
  /** The document, when it is one. */
  readonly attachment: { readonly name: string; readonly bytes: number; readonly address: string } | null
}

interface EvidenceListProps {
  readonly evidence: readonly EvidencePiece[]
  /** Any one of these sets would do; none: enough is there. */
  readonly missing: readonly { readonly sources: readonly Source[] }[]
}

/** Who says so, who says otherwise, and what is still needed. */
export function EvidenceList({ evidence, missing }: EvidenceListProps) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {evidence.length === 0 && <p className="quiet">{t('correction.noEvidence')}</p>}
      {evidence.length > 0 && (
        <ul className="evidence">
          {evidence.map(({ source, ref, agrees, attachment }) => (
            <li key={`${source} ${ref}`}>
              <Mark look={agrees ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }} strong={!agrees}>
                {t(`evidenceSource.${source}`)}
              </Mark>
              <span className="quiet">{t(agrees ? 'correction.agrees' : 'correction.contradicts')}</span>
              <EvidenceRef piece={ref} attachment={attachment} />
            </li>
          ))}
        </ul>
      )}
      <Missing missing={missing} />
    </div>
  )
}

/** What it is: a document by its name and hash, to be opened; a record or a line by its name. */
function EvidenceRef({ piece, attachment }: { piece: string; attachment: EvidencePiece['attachment'] }) {
  const { t, i18n } = useTranslation()
  if (attachment === null) {
    const [kind, number] = recordNamed(piece) ?? []
    if (kind === undefined) return null
    return (
      <span className="quiet number">
        {t(`correction.${kind}`)} {number}
      </span>
    )
  }
  return (
    <>
      <a className="link" href={attachment.address} target="_blank" rel="noreferrer" download={attachment.name}>
        {t('correction.fetchDocument', { name: attachment.name })}
      </a>
      <span className="quiet number">{formatNumber(Math.ceil(attachment.bytes / KB), i18n.language)} KB</span>
      <Hash of={piece} />
    </>
  )
}

const KB = 1_000

const NAMES = [
  ['hostRecord', /^host:(?:.*:)?(\d+)$/],
  ['fileLine', /^file:[^:]+:(\d+)$/],
  ['journalRecord', /^record:\d+:(\d+)$/],
] as const

/** A record among those of its kind by the number that people find it under; null: its name is for programs only. */
function recordNamed(ref: string): readonly [kind: (typeof NAMES)[number][0], number: string] | null {
  for (const [kind, form] of NAMES) {
    const number = form.exec(ref)?.[1]
    if (number !== undefined) return [kind, number]
  }
  return null
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
