import type { Source } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { Hash } from '../../money/Roots.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'
import { mainMembers, unitOf, type Witness, witnessesOf } from '../cases/sides.ts'
import { useFieldName, useFieldText } from '../words.ts'

type Piece = CorrectionFullFragment['evidence'][number]

interface EvidenceListProps {
  readonly evidence: readonly Piece[]
  /** Any one of these sets would do; none: enough is there. */
  readonly missing: readonly { readonly sources: readonly Source[] }[]
}

/** Who says so and what exactly, who says otherwise, and what is still needed. */
export function EvidenceList({ evidence, missing }: EvidenceListProps) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {evidence.length === 0 && <p className="quiet">{t('correction.noEvidence')}</p>}
      {evidence.length > 0 && (
        <ul className="evidence">
          {evidence.map((piece) => {
            const { source, ref, agrees } = piece
            return (
              <li key={`${source} ${ref}`}>
                <Mark look={agrees ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }} strong={!agrees}>
                  {t(`evidenceSource.${source}`)}
                </Mark>
                <span className="quiet">{t(agrees ? 'correction.agrees' : 'correction.contradicts')}</span>
                {spokenBy(piece).map((witness) => (
                  <Said key={witness.kind} witness={witness} />
                ))}
                <Document piece={piece} />
              </li>
            )
          })}
        </ul>
      )}
      <Missing missing={missing} />
    </div>
  )
}

/** The record, the host's or the line of a file that a piece of evidence is; none: it is a document, or not to be seen. */
function spokenBy({ record, hostRecord, fileLine }: Piece): readonly Witness[] {
  return witnessesOf({
    record,
    hostRecords: hostRecord === null ? [] : [hostRecord],
    fileLines: fileLine === null ? [] : [fileLine],
  })
}

const NAMES = { TERMINAL: 'journalRecord', HOST: 'hostRecord', FILE: 'fileLine' } as const

/** What a witness says: by which number it is found, how much, what and when. */
function Said({ witness }: { witness: Witness }) {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  return (
    <>
      <span className="quiet number">
        {t(`correction.${NAMES[witness.kind]}`)} {witness.name}
      </span>
      {mainMembers(witness).map(([name, text]) => (
        <span key={name} className={name === 'amount' ? 'number amount-strong' : 'number'}>
          {name === 'responseCode' && <span className="quiet">{fieldName(name)} </span>}
          {fieldText(name, text, unitOf(witness))}
        </span>
      ))}
    </>
  )
}

/** A document by its name and hash, to be opened. */
function Document({ piece: { ref, attachment } }: { piece: Piece }) {
  const { t, i18n } = useTranslation()
  if (attachment === null) return null
  return (
    <>
      <a className="link" href={attachment.address} target="_blank" rel="noreferrer" download={attachment.name}>
        {t('correction.fetchDocument', { name: attachment.name })}
      </a>
      <span className="quiet number">{formatNumber(Math.ceil(attachment.bytes / KB), i18n.language)} KB</span>
      <Hash of={ref} />
    </>
  )
}

const KB = 1_000

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
