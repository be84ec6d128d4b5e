import { useMutation } from '@apollo/client/react'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ElevationStartDocument, StepUpStartDocument, type StepUpStartMutation } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { paths } from '../paths.ts'
import { FactList } from '../ui/FactList.tsx'
import { useLabel } from '../ui/label.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import { CodeField } from './CodeField.tsx'
import { canUsePasskeys, namesPasskeys, signWithPasskey } from './passkey.ts'
import { useWantedStepUp, type WantedStepUp } from './step-up.ts'
import { useViewer } from './viewer.ts'

type Challenge = NonNullable<StepUpStartMutation['stepUpStart']['challenge']>

/** Stands above every page: asks for a confirmation when the API wants one, and says what for. */
export function StepUpDialog() {
  const { t } = useTranslation()
  const wanted = useWantedStepUp()
  if (wanted === null) return null
  return (
    <Modal
      open
      footer={null}
      title={t('stepUp.title')}
      onCancel={() => wanted.answer(null)}
      width={480}
      destroyOnHidden
    >
      <Confirmation key={JSON.stringify(wanted.refused)} wanted={wanted} />
    </Modal>
  )
}

function Confirmation({ wanted }: { wanted: WantedStepUp }) {
  const { t } = useTranslation()
  const [start, { data, error }] = useMutation(StepUpStartDocument, { onError: () => undefined })
  useEffect(() => void start({ variables: { input: wanted.act } }), [start, wanted])
  const challenge = data?.stepUpStart.challenge
  return (
    <div className="stack">
      <FaultPanel error={error} what={t('stepUp.title')} />
      <Refusals refusals={data?.stepUpStart.userErrors ?? []} />
      {challenge == null ? (
        error === undefined && <WaitingRows rows={3} />
      ) : (
        <>
          <WhatIsConfirmed challenge={challenge} />
          <Proofs challenge={challenge} wanted={wanted} />
        </>
      )}
    </div>
  )
}

/** Digits of the hash that are shown: enough to compare by eye. */
const HASH_DIGITS = 12

function WhatIsConfirmed({ challenge }: { challenge: Challenge }) {
  const { t } = useTranslation()
  const label = useLabel()
  const { mutation, commandType, tier, terminals, sample, reason, hash } = challenge
  const act = `act_${mutation}`
  const named = label('stepUp', act)
  const command = commandType === null ? '' : t(`commandType.${commandType}`)
  const what = named === act ? command || t('stepUp.act') : [named, command].filter((word) => word !== '').join(' · ')
  const more = terminals > sample.length && sample.length > 0 ? ' …' : ''
  return (
    <FactList
      facts={[
        [t('stepUp.what'), `${what} (${tier})`],
        ...(terminals === 0
          ? sample.length === 0
            ? []
            : [[t('stepUp.about'), sample.join(', ')] as const]
          : [
              [
                t('stepUp.terminals'),
                terminals === 1 && sample.length === 1
                  ? sample.join()
                  : `${terminals}${sample.length > 0 ? `: ${sample.join(', ')}${more}` : ''}`,
              ] as const,
            ]),
        ...(reason === null || reason === '' ? [] : [[t('request.reason'), reason] as const]),
        [
          t('stepUp.hash'),
          <code key="hash" title={hash}>
            {hash.slice(0, HASH_DIGITS)}…
          </code>,
        ],
      ]}
    />
  )
}

interface ProofProps {
  readonly challenge: Challenge
  readonly wanted: WantedStepUp
}

/** Only what confirms this act, and what to do where the person holds nothing of it. */
function Proofs({ challenge, wanted }: ProofProps) {
  const { methods, passkeyOptions } = challenge
  const [refused, setRefused] = useState<readonly Refused[]>(wanted.refused)
  const takesCode = methods.includes('TOTP')
  if (refused.some(({ code }) => code === 'STEP_UP_NO_FACTOR'))
    return <NothingHeld takesCode={takesCode} onGoOn={() => wanted.answer({})} />
  return (
    <div className="stack">
      <Refusals refusals={refused} />
      {methods.includes('PASSKEY') && (!takesCode || namesPasskeys(passkeyOptions)) && (
        <PasskeyProof challenge={challenge} wanted={wanted} />
      )}
      {takesCode && <CodeProof challenge={challenge} wanted={wanted} onRefused={setRefused} />}
    </div>
  )
}

/** It is set up in a tab of its own, so that what was typed on this page stays; then the act is sent again. */
function NothingHeld({ takesCode, onGoOn }: { takesCode: boolean; onGoOn: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <Alert
        role="alert"
        type="warning"
        showIcon
        title={t(takesCode ? 'stepUp.noFactor' : 'stepUp.noPasskey')}
        description={t(takesCode ? 'stepUp.noFactorHow' : 'stepUp.noPasskeyHow')}
      />
      <Link to={paths.settings('security').to} target="_blank" className="link">
        {t('stepUp.toSecurity')}
      </Link>
      <Button type="primary" size="large" onClick={onGoOn}>
        {t('stepUp.goOn')}
      </Button>
    </div>
  )
}

function PasskeyProof({ challenge: { id: challengeId, methods, passkeyOptions }, wanted }: ProofProps) {
  const { t } = useTranslation()
  const [hasFailed, fail] = useState(false)
  const host = useViewer()?.security.passkeyHost
  const takesCode = methods.includes('TOTP')
  const sign = async () => {
    const assertion = await signWithPasskey(passkeyOptions)
    if (assertion === null) fail(true)
    else wanted.answer({ passkey: { challengeId, assertion } })
  }
  return (
    <>
      {hasFailed && <p role="alert">{t(takesCode ? 'passkey.failed' : 'passkey.failedAlone')}</p>}
      <Button
        type={takesCode ? 'default' : 'primary'}
        size="large"
        disabled={!canUsePasskeys()}
        onClick={() => void sign()}
      >
        {t('stepUp.passkey')}
      </Button>
      {!takesCode && <p className="quiet">{t('stepUp.passkeyOnly')}</p>}
      {!takesCode && !canUsePasskeys() && <p className="note">{t('security.noPasskeysHere', { host })}</p>}
    </>
  )
}

function CodeProof({
  challenge: { methods },
  wanted,
  onRefused,
}: ProofProps & { onRefused: (refused: readonly Refused[]) => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [isKept, keep] = useState(true)
  const [elevate, { loading }] = useMutation(ElevationStartDocument, { onError: () => undefined })
  const mayKeep = methods.includes('ELEVATION')
  const confirm = async () => {
    const totp = code.replaceAll(/\s/g, '')
    if (!mayKeep || !isKept) return wanted.answer({ totp })
    const { data } = await elevate({ variables: { input: { totp } } })
    if (data?.elevationStart.elevatedUntil != null) return wanted.answer({})
    onRefused(data?.elevationStart.userErrors ?? [])
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void confirm()
      }}
    >
      <CodeField value={code} onChange={setCode} label={t('stepUp.code')} autoFocus />
      {mayKeep && (
        <Checkbox checked={isKept} onChange={(event) => keep(event.target.checked)}>
          {t('stepUp.keep')}
        </Checkbox>
      )}
      <Button type="primary" htmlType="submit" size="large" disabled={!/^\d{6}$/.test(code.trim())} loading={loading}>
        {t('stepUp.confirm')}
      </Button>
    </form>
  )
}
