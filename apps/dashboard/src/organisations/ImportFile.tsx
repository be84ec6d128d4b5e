import { useApolloClient } from '@apollo/client/react'
import { Alert, App, Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../ui/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { useViewer } from '../session/viewer.ts'
import { type ImportAnswer, type Imported, sendFile } from './import.ts'
import type { Heading } from './registration-columns.ts'
import { RegistrationColumns } from './RegistrationColumns.tsx'

const TITLES = {
  organisations: {
    title: 'organisations.import',
    how: 'organisations.importHow',
    act: 'organisations.importDo',
    done: 'organisations.imported',
  },
  terminals: {
    title: 'organisations.importTerminals',
    how: 'organisations.importTerminalsHow',
    act: 'organisations.importTerminalsDo',
    done: 'organisations.importedTerminals',
  },
} as const

/** A file is tried first: what it would make and change, and each faulty row with its line. Then all of it, or nothing. */
export function ImportFile({ what, onClose }: { what: Imported; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const client = useApolloClient()
  const id = useId()
  const [file, setFile] = useState<File | null>(null)
  const [answer, setAnswer] = useState<ImportAnswer | null>(null)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const number = (value: number) => formatNumber(value, i18n.language)
  const [columns, setColumns] = useState<readonly Heading[]>([])
  const mayKeep = useViewer()?.person.organisation.kind === 'ACQUIRER'
  const send = async (chosen: File, isDryRun: boolean, mapped = columns) => {
    setBusy(true)
    setFailed(false)
    try {
      const next = await sendFile({ what, file: chosen, language: i18n.language, columns: mapped }, isDryRun)
      setAnswer(next)
      if (!next.imported) return
      void message.success(t(TITLES[what].done, { number: number(next.creates + next.updates) }))
      await client.refetchQueries({ include: ['OrganisationPage'] })
      onClose()
    } catch {
      setFailed(true)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={t(TITLES[what].title)}>
      <div className="stack">
        <p className="quiet">{t(TITLES[what].how)}</p>
        <div className="field">
          <label htmlFor={`${id}-file`}>{t('organisations.file')}</label>
          <input
            id={`${id}-file`}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              const chosen = event.target.files?.[0] ?? null
              setFile(chosen)
              setAnswer(null)
              if (chosen !== null) void send(chosen, true)
            }}
          />
        </div>
        {failed && <Alert type="error" showIcon title={t('organisations.importFailed')} />}
        {answer !== null && <Preview answer={answer} />}
        {what === 'terminals' && answer !== null && answer.titles.length > 0 && (
          <RegistrationColumns
            titles={answer.titles}
            read={answer.columns}
            columns={columns}
            mayKeep={mayKeep}
            onChange={(mapped) => {
              setColumns(mapped)
              if (file !== null) void send(file, true, mapped)
            }}
          />
        )}
        <div className="line">
          <Button
            type="primary"
            loading={busy}
            disabled={file === null || answer === null || answer.problemCount > 0}
            onClick={() => file !== null && void send(file, false)}
          >
            {t(TITLES[what].act, { number: number((answer?.creates ?? 0) + (answer?.updates ?? 0)) })}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </div>
    </Panel>
  )
}

function Preview({ answer }: { answer: ImportAnswer }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const { rows, creates, updates, unchanged, problemCount, problems, ignoredColumns } = answer
  return (
    <>
      <Alert
        type={problemCount > 0 ? 'error' : 'info'}
        showIcon
        title={t('organisations.importPreview', {
          rows: number(rows),
          creates: number(creates),
          updates: number(updates),
          unchanged: number(unchanged),
          problems: number(problemCount),
        })}
        description={
          ignoredColumns.length > 0
            ? t('organisations.importIgnored', { columns: ignoredColumns.join(', ') })
            : undefined
        }
      />
      {problems.length > 0 && (
        <RowTable
          label={t('organisations.problems')}
          rows={problems}
          keyOf={({ line, column, code }) => `${line} ${column} ${code}`}
          columns={[
            { key: 'line', title: t('organisations.line'), render: ({ line }) => line ?? '–' },
            { key: 'column', title: t('organisations.column'), render: ({ column }) => column ?? '–' },
            { key: 'message', title: t('organisations.problem'), render: ({ message }) => message },
          ]}
        />
      )}
    </>
  )
}
