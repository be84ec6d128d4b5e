import { isDocumentName } from '@budeng/corrections/public'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  CorrectionFormQuery,
  DraftToChangeQuery,
  FormKindShownFragment,
  TransactionToCorrectQuery,
} from '../../api/generated/graphql.ts'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { typedOf, type Unit } from '../field-text.ts'
import { ReasonField } from '../ReasonField.tsx'
import { type Draft, EMPTY_DRAFT, type Patch, patchOf, readDraft, type Subject, unitOfForm } from './draft.ts'
import { EvidenceChoice } from './EvidenceChoice.tsx'
import { Fields } from './Fields.tsx'
import { KindChoice } from './KindChoice.tsx'
import { useKeptInUrl } from './kept-in-url.ts'
import { LivePreview } from './LivePreview.tsx'
import { type Preview, usePreview } from './live-preview.ts'
import { SendDraft } from './SendDraft.tsx'

type Changed = NonNullable<DraftToChangeQuery['correction']>

interface CorrectionFormProps {
  readonly form: NonNullable<CorrectionFormQuery['correctionForm']>
  readonly subject: Subject
  readonly transaction: TransactionToCorrectQuery['transaction'] | null
  /** The draft that is changed; null: a new one. */
  readonly changed: Changed | null
}

/** What is written stands on the left; what it would do is reckoned on the right while it is written. */
export function CorrectionForm({ form, subject, transaction, changed }: CorrectionFormProps) {
  const { t } = useTranslation()
  const url = useUrl()
  const own = transaction?.amount ?? null
  const [draft, setDraft] = useState<Draft>(() => (changed === null ? readDraft(url.search) : draftOf(changed, own)))
  useKeptInUrl(draft, changed === null, (said) => setDraft((before) => ({ ...said, reason: before.reason })))
  const kind = form.kinds.find((one) => one.kind === draft.kind && one.allowed) ?? null
  const unit = unitOfForm(kind?.fields ?? [], draft.values, own)
  const patch = useMemo(
    () => patchOf(kind?.fields ?? [], draft.values, { currency: unit.currency, exponent: unit.exponent }),
    [kind, draft.values, unit.currency, unit.exponent],
  )
  const preview = usePreview({ draft, kind, patch: patch.patch, subject })
  return (
    <div className="columns columns-work columns-form">
      <div className="stack">
        <Panel title={t('correction.kind')}>
          <KindChoice
            kinds={form.kinds}
            chosen={draft.kind}
            fixed={changed !== null}
            onChoose={(chosen) => setDraft((before) => ({ ...EMPTY_DRAFT, reason: before.reason, kind: chosen }))}
          />
        </Panel>
        {kind !== null && (
          <Content
            form={{ form, subject, transaction, changed }}
            draft={draft}
            kind={kind}
            patch={patch}
            unit={unit}
            preview={preview}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
        )}
      </div>
      <div className="stack sticky">
        <Panel title={t('correction.preview')} extra={<Today today={form.today} />}>
          <LivePreview preview={preview} own={own} isChosen={kind !== null} />
        </Panel>
      </div>
    </div>
  )
}

interface ContentProps {
  readonly form: CorrectionFormProps
  readonly draft: Draft
  readonly kind: FormKindShownFragment
  readonly patch: Patch
  readonly unit: Unit
  readonly preview: Preview
  readonly onChange: (part: Partial<Draft>) => void
}

/** How it should be, what shows it, why, and off with it. */
function Content({ form, draft, kind, patch, unit, preview, onChange }: ContentProps) {
  const { t } = useTranslation()
  const { subject, transaction, changed } = form
  return (
    <>
      <Panel title={t('correction.howItShouldBe')}>
        <Fields kind={kind} draft={draft} patch={patch} unit={unit} transaction={transaction} onChange={onChange} />
      </Panel>
      <Panel title={t('correction.evidence')}>
        <EvidenceChoice
          needed={kind.evidenceNeeded}
          preview={preview.shown}
          chosen={draft.evidence}
          place={{ terminalId: transaction?.terminal?.id ?? subject.terminalId }}
          onChoose={(evidence) => onChange({ evidence })}
        />
      </Panel>
      <Panel title={t('request.reason')}>
        <div className="stack">
          <ReasonField
            label={t('correction.reasonAsked')}
            reason={draft.reason}
            onChange={(reason) => onChange({ reason })}
          />
          <SendDraft draft={draft} kind={kind} patch={patch} subject={subject} preview={preview} changed={changed} />
        </div>
      </Panel>
    </>
  )
}

/** What the draft holds, as it would have been typed. */
function draftOf({ kind, reason, diff, evidence, moveTo }: Changed, own: Unit | null): Draft {
  const fields = Object.fromEntries(diff.fields.map(({ field, after }) => [field, after]))
  const unit = unitOfForm([], fields, own)
  const { amount } = fields
  return {
    ...EMPTY_DRAFT,
    kind,
    reason,
    moveToId: moveTo?.id ?? null,
    values: amount === undefined ? fields : { ...fields, amount: typedOf(amount, unit) },
    // records are looked up anew, as a rule names them by names of its own; documents are what a person chose
    evidence: evidence.some(({ ref }) => isDocumentName(ref))
      ? evidence.map(({ ref, agrees }) => ({ ref, agrees }))
      : null,
  }
}

/** What is left of the day: "3 of 50 today". */
function Today({ today: { count, countMax } }: { today: CorrectionFormProps['form']['today'] }) {
  const { t } = useTranslation()
  return (
    <span className="quiet hint number">{t('correction.today', { used: String(count), most: String(countMax) })}</span>
  )
}
