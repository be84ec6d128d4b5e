import { useTranslation } from 'react-i18next'
import { useEffect } from 'react'
import type { CommandFullFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { announce } from '../../ui/announce.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { Countdown, Time } from '../../ui/Time.tsx'
import { CommandMark } from '../marks.tsx'
import { AnswerData } from './AnswerData.tsx'
import { CancelCommand } from './CancelCommand.tsx'
import { stepsOf } from './command-steps.ts'
import { StepList } from './StepList.tsx'

/** A command while it runs and after: its state in one big word, why, its steps, its evidence, and the next thing to do. */
export function CommandLive({ command }: { command: CommandFullFragment }) {
  const { t } = useTranslation()
  const zone = command.terminal.store.timeZone
  const word = t(`commandState.${command.state}`)
  useEffect(() => announce(word), [word])
  return (
    <div className="stack">
      <div className={`verdict verdict-${command.state.toLowerCase()}`}>
        <CommandMark state={command.state} strong />
        {command.byTerminalsWord && command.state === 'SUCCEEDED' && (
          <span className="quiet">{t('command.byTerminalsWord')}</span>
        )}
        <p>{command.why.text}</p>
        <Waits command={command} />
      </div>
      <StepList steps={stepsOf(command)} terminalZone={zone} />
      {command.byTerminalsWord && <AnswerData data={command.result?.data} />}
      {command.file !== null && <FileLine file={command.file} />}
      {command.lateResult !== null && <LateResult late={command.lateResult} zone={zone} />}
      <NextStep command={command} />
      <CancelCommand command={command} />
    </div>
  )
}

/** The file that it brought, or how far it has come. */
function FileLine({ file }: { file: NonNullable<CommandFullFragment['file']> }) {
  const { t } = useTranslation()
  const label = useLabel()
  const { path, received, bytes, cards, refused } = file
  const percent = bytes === null || bytes === 0 ? 0 : Math.floor((received / bytes) * 100)
  return (
    <p className="note">
      {refused !== null && label('fileRefused', refused)}
      {refused === null && path === null && t('command.fileUnderWay', { percent })}
      {path !== null && (
        <>
          <a href={path} download>
            {t(`fileKind.${file.kind}`)}
          </a>{' '}
          {cards !== null && cards > 0 && t('command.cardsMasked', { count: cards, number: cards })}
        </>
      )}
    </p>
  )
}

/** What a command that is not finished waits for, with a clock. */
function Waits({ command }: { command: CommandFullFragment }) {
  const { t } = useTranslation()
  const label = useLabel()
  if (command.final) return null
  return (
    <ul className="waits">
      {command.deferral !== null && (
        <li>
          {label('deferral', command.deferral.reason)} · {t('command.retries')}{' '}
          <Countdown until={command.deferral.retryAt} />
        </li>
      )}
      {command.progress !== null && (
        <li>
          {t('command.at')} {label('progress', command.progress)}
        </li>
      )}
      {command.state === 'QUEUED' && (
        <li>
          {t('command.expires')} <Countdown until={command.notAfter} />
        </li>
      )}
      {command.cancelRequestedAt !== null && (
        <li>
          {t('command.cancelAsked')}{' '}
          <Time at={command.cancelRequestedAt} show="clock" terminalZone={command.terminal.store.timeZone} />
        </li>
      )}
    </ul>
  )
}

function LateResult({ late, zone }: { late: NonNullable<CommandFullFragment['lateResult']>; zone: string }) {
  const { t } = useTranslation()
  const label = useLabel()
  return (
    <p className="note">
      {t('command.late')} <Time at={late.at} show="clock" terminalZone={zone} />: {late.status}{' '}
      {late.code !== '' && label('resultCode', late.code)}
    </p>
  )
}

/** Ends that leave something to do; the others speak for themselves. */
const ADVISED = ['FAILED', 'REJECTED', 'EXPIRED', 'UNVERIFIED', 'UNKNOWN', 'LAPSED'] as const

function NextStep({ command }: { command: CommandFullFragment }) {
  const { t } = useTranslation()
  const label = useLabel()
  const advised = ADVISED.find((state) => state === command.state)
  if (advised === undefined) return null
  const missing = command.missingEvidence.map((kind) => label('evidence', kind)).join(', ')
  return (
    <div className="note">
      <strong>{t('advice.title')}</strong>
      {advised === 'UNVERIFIED' && missing !== '' && <p>{t('advice.missing', { missing })}</p>}
      {command.result !== null && command.result.code !== '' && <p>{label('resultCode', command.result.code)}</p>}
      <p>{t(`advice.${advised}`)}</p>
      {command.final && (
        <GoTo place={paths.request(command.terminal.id, command.type)}>
          {t('advice.again', { what: t(`commandType.${command.type}`) })}
        </GoTo>
      )}
    </div>
  )
}
