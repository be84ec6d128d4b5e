import { rootOfProof } from '@budeng/kernel/public'
import { useLazyQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { EventProofDocument, type EventProofQuery } from '../api/generated/graphql.ts'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { formatNumber } from '../ui/format.ts'
import { Mark } from '../ui/Mark.tsx'
import { Time } from '../ui/Time.tsx'

type Proof = NonNullable<EventProofQuery['auditProof']>

/** That the entry is in the sealed record: fetched when asked for, computed here, with what it means. */
export function EventProof({ id }: { id: string }) {
  const { t } = useTranslation()
  const [load, { data, error, loading }] = useLazyQuery(EventProofDocument, { fetchPolicy: 'network-only' })
  const prove = () => void load({ variables: { id } })
  return (
    <section aria-label={t('events.proof')} className="stack">
      <h3>{t('events.proof')}</h3>
      <p className="quiet">{t('events.proofHow')}</p>
      <div>
        <Button onClick={prove} loading={loading}>
          {t('events.prove')}
        </Button>
      </div>
      <FaultPanel error={error} what={t('events.proof')} retry={prove} />
      <div role="status">
        {data !== undefined && data.auditProof === null && <p>{t('events.proofWaits')}</p>}
        {data?.auditProof != null && <ProofShown proof={data.auditProof} />}
      </div>
    </section>
  )
}

function ProofShown({ proof }: { proof: Proof }) {
  const { t, i18n } = useTranslation()
  const { entry, path, checkpoint } = proof
  const root = rootOfProof({ entry, path, position: Number(proof.position), size: Number(proof.size) })
  const isProven = root === checkpoint.root && proof.size === checkpoint.size
  return (
    <div className="stack">
      <Mark strong look={isProven ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }}>
        {t(isProven ? 'events.proofEqual' : 'events.proofDiffers')}
      </Mark>
      <FactList
        facts={[
          [
            t('events.position'),
            <span key="position" className="number">
              {proof.position}
            </span>,
          ],
          [
            t('events.tree'),
            <span key="tree" className="number">
              {formatNumber(Number(proof.size), i18n.language)}
            </span>,
          ],
          [t('events.signedAt'), <Time key="at" at={checkpoint.at} show="moment" />],
          [
            t('events.signedRoot'),
            <span key="root" className="mono">
              {checkpoint.root}
            </span>,
          ],
          [
            t('events.computedRoot'),
            <span key="computed" className="mono">
              {root}
            </span>,
          ],
          [
            t('events.origin'),
            <span key="origin" className="mono">
              {checkpoint.origin}
            </span>,
          ],
        ]}
      />
      <div>
        <Button href={fileOf(proof)} download={`${proof.eventId}.proof.json`}>
          {t('events.proofSave')}
        </Button>
      </div>
      <p className="quiet">{t('events.proofKeep')}</p>
    </div>
  )
}

/** In the form that `budeng audit check` reads. */
function fileOf({ eventId, position, entry, size, path, checkpoint, publicKeys }: Proof): string {
  const file = {
    form: 'budeng-proof-1',
    eventId,
    position: Number(position),
    entry,
    size: Number(size),
    path,
    checkpoint: checkpoint.note,
    publicKeys,
  }
  return `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(file, null, 2))}`
}
