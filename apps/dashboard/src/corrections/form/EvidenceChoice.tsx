import type { Source } from '@budeng/corrections/public'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PreviewShownFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { EvidenceSets, Missing } from '../page/EvidenceList.tsx'
import type { Draft } from './draft.ts'
import { DocumentUpload } from './DocumentUpload.tsx'

type Witness = PreviewShownFragment['witnesses'][number]

const MESSAGE_TYPE = /^\d{4}$/

interface EvidenceChoiceProps {
  /** Any one of these sets shows it. */
  readonly needed: readonly { readonly sources: readonly Source[] }[]
  readonly preview: PreviewShownFragment | null
  readonly chosen: Draft['evidence']
  readonly place: { readonly terminalId: string | null }
  readonly onChoose: (evidence: Draft['evidence']) => void
}

/** What is here that shows it, what says otherwise, what is still missing, and the way to bring a document. */
export function EvidenceChoice({ needed, preview, chosen, place, onChoose }: EvidenceChoiceProps) {
  const { t } = useTranslation()
  const label = useLabel()
  const witnesses = preview?.witnesses ?? []
  const taken = takenOf(witnesses, chosen)
  const toggle = (witness: Witness, isTaken: boolean) => {
    const others = taken.filter(({ ref }) => ref !== witness.ref)
    onChoose(isTaken ? [...others, { ref: witness.ref, agrees: true }] : others)
  }
  // what the host did, its message type, its answer and the reference: the type is for programs
  const witnessText = ({ source, text }: Witness) => {
    const [fact, ...rest] = text.split(' ')
    return source === 'HOST' && fact !== undefined
      ? [label('hostFact', fact), ...rest.filter((word) => !MESSAGE_TYPE.test(word))].join(' · ')
      : text
  }
  const takesDocuments = needed.some(({ sources }) => sources.includes('DOCUMENT'))
  return (
    <div className="stack">
      <div className="line quiet">
        {t('correction.needs')} <EvidenceSets sets={needed} />
      </div>
      {witnesses.length > 0 && (
        <ul className="evidence">
          {witnesses.map((witness) => (
            <li key={witness.ref}>
              <Checkbox
                checked={taken.some(({ ref }) => ref === witness.ref)}
                // what speaks against it goes along whether it is wanted or not
                disabled={!witness.agrees}
                onChange={(event) => toggle(witness, event.target.checked)}
              >
                {t(`evidenceSource.${witness.source}`)} <span className="number">{witnessText(witness)}</span>{' '}
                {witness.amount !== null && <Amount of={witness.amount} />}
              </Checkbox>
              <Mark
                look={witness.agrees ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }}
                strong={!witness.agrees}
              >
                {t(witness.agrees ? 'correction.agrees' : 'correction.contradicts')}
              </Mark>
            </li>
          ))}
        </ul>
      )}
      {preview !== null && <Missing missing={preview.evidenceMissing} />}
      {takesDocuments && place.terminalId !== null && (
        <DocumentUpload
          terminalId={place.terminalId}
          // what is here goes along with a document: it has to be known first
          disabled={preview === null}
          onUploaded={(ref) => onChoose([...taken.filter((one) => one.ref !== ref), { ref, agrees: true }])}
        />
      )}
    </div>
  )
}

/** What goes along: what was chosen, or every record that is here; a document only when a person says that it is of this. */
function takenOf(witnesses: readonly Witness[], chosen: Draft['evidence']): NonNullable<Draft['evidence']> {
  if (chosen === null)
    return witnesses.filter(({ source }) => source !== 'DOCUMENT').map(({ ref, agrees }) => ({ ref, agrees }))
  const against = witnesses.filter(({ agrees, ref }) => !agrees && !chosen.some((one) => one.ref === ref))
  return [...chosen, ...against.map(({ ref, agrees }) => ({ ref, agrees }))]
}
