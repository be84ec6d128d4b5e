import { Button, Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useViewer } from '../../session/viewer.ts'
import { Panel } from '../../ui/Panel.tsx'
import { changeProblem } from './parameter-lines.ts'
import { ParameterProblem } from './ParameterProblem.tsx'

interface ChangeFieldsProps {
  /** Parameters are changed in steps only: null shows how to get there. */
  readonly text: string | null
  readonly onChange: (text: string) => void
  readonly onSteps: () => void
}

/** What becomes of the parameters of many terminals: left empty, each takes what is wished for it already. */
export function ChangeFields({ text, onChange, onSteps }: ChangeFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const mayWish = useViewer()?.permissions.includes('terminal:write') === true
  const found = text === null ? null : changeProblem(text)
  return (
    <Panel title={t('parameters.change')}>
      {text === null ? (
        <p className="line">
          {t('parameters.toSteps')} <Button onClick={onSteps}>{t('rollout.steps')}</Button>
        </p>
      ) : (
        <div className="field">
          <label htmlFor={id}>{t('parameters.changeLines')}</label>
          <Input.TextArea
            id={id}
            className="mono"
            autoSize={{ minRows: 3, maxRows: 16 }}
            disabled={!mayWish}
            value={text}
            status={found === null ? '' : 'error'}
            aria-invalid={found !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => onChange(event.target.value)}
          />
          <span id={`${id}-hint`} className={found === null ? 'quiet hint' : 'tone-bad hint'}>
            {found !== null ? (
              <ParameterProblem found={found} />
            ) : (
              t(mayWish ? 'parameters.changeHow' : 'parameters.notYours')
            )}
          </span>
        </div>
      )}
    </Panel>
  )
}
