import { isCorrectionOver } from '@budeng/corrections/public'
import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type CorrectionFullFragment, CorrectionPageDocument } from '../../api/generated/graphql.ts'
import { useMovingPolling } from '../../api/polling.ts'
import { EventRow } from '../../events/EventRow.tsx'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ImpactView } from '../impact/ImpactView.tsx'
import { CorrectionFacts } from './CorrectionFacts.tsx'
import { CorrectionHead } from './CorrectionHead.tsx'
import { Decide } from './Decide.tsx'
import { Diff } from './Diff.tsx'
import { EvidenceList } from './EvidenceList.tsx'
import { Life } from './Life.tsx'
import { ProofOfCorrection } from './ProofOfCorrection.tsx'

/** One correction, from what was found to the proof: what changes, what it does, who agrees, what the terminal says. */
export function CorrectionPage() {
  const { t } = useTranslation()
  const { correctionId } = useParams({ strict: false }) as { correctionId: string }
  const polling = useMovingPolling()
  const { data, error, loading, refetch } = useQuery(CorrectionPageDocument, {
    variables: { id: correctionId },
    ...polling.options,
  })
  const correction = data?.correction ?? null
  polling.tell(correction !== null && isCorrectionOver(correction.state))
  const fault = { error, what: t('correction.one'), retry: () => void refetch() }
  if (correction === null) return <InsteadOfPage {...fault} loading={loading} />
  return (
    <div className="page">
      <CorrectionHead correction={correction} />
      <FaultPanel {...fault} />
      <Panel title={t('correction.life')}>
        <Life correction={correction} />
      </Panel>
      <Work correction={correction} />
    </div>
  )
}

/** What is shown on the left is what is decided on the right. */
function Work({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { transaction, impact, diff, baseVersion } = correction
  return (
    <div className="columns columns-work">
      <div className="stack">
        <Panel title={t('correction.diff')} flush>
          <Diff
            fields={diff.fields}
            own={transaction?.amount ?? null}
            baseVersion={baseVersion}
            label={t('correction.diff')}
            moves={impact.moves}
          />
        </Panel>
        <Panel title={t('correction.impact')}>
          <ImpactView impact={impact} />
        </Panel>
        <Panel title={t('correction.evidence')}>
          <EvidenceList evidence={correction.evidence} missing={correction.evidenceMissing} />
        </Panel>
      </div>
      <div className="stack">
        <Panel title={t('correction.decide')}>
          <Decide correction={correction} />
        </Panel>
        <Panel title={t('correction.proof')}>
          <ProofOfCorrection correction={correction} />
        </Panel>
        <Panel title={t('transaction.facts')}>
          <CorrectionFacts correction={correction} />
        </Panel>
        <Panel title={t('terminal.timeline')} flush>
          <ol className="panel-body">
            {correction.timeline.map((event) => (
              <EventRow key={event.id} event={event} terminalZone={correction.terminal?.store.timeZone} />
            ))}
          </ol>
        </Panel>
      </div>
    </div>
  )
}
