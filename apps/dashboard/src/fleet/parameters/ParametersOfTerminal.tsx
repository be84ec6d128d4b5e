import { useQuery } from '@apollo/client/react'
import { reasonProblem } from '@budeng/fleet/public'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ParametersOfTerminalDocument,
  type ParametersShownFragment,
  TerminalParametersSetDocument,
} from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { useViewer } from '../../session/viewer.ts'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { Time } from '../../ui/Time.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { documentProblem, linesOf, valuesOf } from './parameter-lines.ts'
import { ParameterProblem } from './ParameterProblem.tsx'

interface ParametersProps {
  readonly terminalId: string
  readonly terminalZone: string
}

/** How a terminal is wished to be set beside what it says that it holds, and the form that wishes anew. */
export function ParametersOfTerminal({ terminalId, terminalZone }: ParametersProps) {
  const { t } = useTranslation()
  const [edits, setEdits] = useState(false)
  const mayWish = useViewer()?.permissions.includes('terminal:write') === true
  const { data, error, refetch } = useQuery(ParametersOfTerminalDocument, { variables: { id: terminalId } })
  if (error !== undefined) return <FaultPanel error={error} what={t('parameters.title')} retry={() => void refetch()} />
  const parameters = data?.terminal?.parameters
  if (parameters == null) return null
  return (
    <section className="stack">
      <h3>{t('parameters.title')}</h3>
      <p>{t(`parametersState.${parameters.state}`)}</p>
      <ParametersFacts parameters={parameters} terminalZone={terminalZone} />
      {edits ? (
        <AskForm terminalId={terminalId} parameters={parameters} onDone={() => setEdits(false)} />
      ) : (
        <div className="line">
          <Button
            disabled={!mayWish}
            title={mayWish ? undefined : t('parameters.notYours')}
            onClick={() => setEdits(true)}
          >
            {t('parameters.change')} …
          </Button>
          {!mayWish && <span className="quiet">{t('parameters.notYours')}</span>}
        </div>
      )}
    </section>
  )
}

function ParametersFacts({ parameters, terminalZone }: { parameters: ParametersShownFragment; terminalZone: string }) {
  const { t } = useTranslation()
  const { version, desired, reported, changedAt, driftSince, values } = parameters
  const moment = (at: string) => <Time at={at} show="moment" terminalZone={terminalZone} />
  return (
    <FactList
      facts={[
        [t('parameters.desired'), desired ?? t('parameters.none')],
        [t('parameters.reported'), reported ?? t('device.unknown')],
        ...(changedAt === null ? [] : [[t('parameters.changed', { version }), moment(changedAt)] as const]),
        ...(driftSince === null ? [] : [[t('parameters.driftSince'), moment(driftSince)] as const]),
        ...Object.entries(values as Record<string, string | number | boolean>).map(
          ([name, value]) => [name, String(value)] as const,
        ),
      ]}
    />
  )
}

interface WishFormProps {
  readonly terminalId: string
  readonly parameters: ParametersShownFragment
  readonly onDone: () => void
}

function AskForm({ terminalId, parameters, onDone }: WishFormProps) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState(() => linesOf(parameters.values as Record<string, string | number | boolean>))
  const [reason, setReason] = useState('')
  const asking = useWish(TerminalParametersSetDocument, (data) => data.terminalParametersSet)
  const values = valuesOf(text)
  const found = documentProblem(text)
  const submit = async () => {
    const wish = {
      terminalId,
      values: JSON.stringify(values),
      expectedVersion: parameters.version,
      reason: reason.trim(),
    }
    if ((await asking.send(wish)) !== null) onDone()
  }
  return (
    <form
      className="stack narrow"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <label htmlFor={`${id}-values`}>{t('parameters.lines')}</label>
      <Input.TextArea
        id={`${id}-values`}
        className="mono"
        autoSize={{ minRows: 4, maxRows: 16 }}
        value={text}
        status={found === null ? '' : 'error'}
        aria-invalid={found !== null}
        aria-describedby={`${id}-problem`}
        onChange={(event) => setText(event.target.value)}
      />
      <span id={`${id}-problem`} className="tone-bad hint">
        {found !== null && <ParameterProblem found={found} />}
      </span>
      <ReasonText short reason={reason} onChange={setReason} />
      <Unfulfilled wish={asking} what={t('parameters.title')} />
      <p className="quiet">{t('parameters.then')}</p>
      <div className="line">
        <Button
          type="primary"
          htmlType="submit"
          loading={asking.busy}
          disabled={found !== null || reasonProblem(reason) !== null}
        >
          {t('parameters.wish')}
        </Button>
        <Button onClick={onDone}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
