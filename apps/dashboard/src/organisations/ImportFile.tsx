import { useApolloClient } from '@apollo/client/react'
import { Alert, Button } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Panel } from '../ui/Panel.tsx'
import { type ImportAnswer, type Imported, isForAnother, sendFile, unreadable } from './import.ts'
import { ImportPreview } from './ImportPreview.tsx'
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
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const mayKeep = useViewer()?.person.organisation.kind === 'ACQUIRER'
  const { file, answer, columns, busy, failed, done, choose, map, act } = useImport(what, () => {
    if (field.current !== null) field.current.value = ''
  })
  const changed = answer === null ? 0 : answer.creates + answer.updates
  const needsHeadings = answer !== null && unreadable(answer) !== null
  const headings = what === 'terminals' && answer !== null && answer.titles.length > 0 && (
    <RegistrationColumns
      key={file?.name}
      titles={answer.titles}
      read={answer.columns}
      columns={columns}
      mayKeep={mayKeep}
      asked={needsHeadings}
      onChange={map}
    />
  )
  return (
    <Panel title={t(TITLES[what].title)}>
      <div className="stack">
        <p className="quiet">{t(TITLES[what].how)}</p>
        {done !== null && <Done what={what} count={done} />}
        <div className="field">
          <label htmlFor={`${id}-file`}>{t('organisations.file')}</label>
          <input
            ref={field}
            id={`${id}-file`}
            type="file"
            accept=".csv,text/csv"
            // the same file, put right meanwhile, is chosen again
            onClick={(event) => {
              event.currentTarget.value = ''
              choose(null)
            }}
            onChange={(event) => choose(event.target.files?.[0] ?? null)}
          />
        </div>
        {failed && <Alert role="alert" type="error" showIcon title={t('organisations.importFailed')} />}
        {answer !== null && <ImportPreview answer={answer} mappable={what === 'terminals'} />}
        {headings}
        <div className="line">
          <Button
            type="primary"
            loading={busy}
            disabled={answer === null || answer.problemCount > 0 || changed === 0}
            onClick={act}
          >
            {changed === 0
              ? t(TITLES[what].title)
              : t(TITLES[what].act, { count: changed, number: formatNumber(changed, i18n.language) })}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </div>
    </Panel>
  )
}

/** What was done, and where to go on. */
function Done({ what, count }: { what: Imported; count: number }) {
  const { t, i18n } = useTranslation()
  return (
    <Alert
      role="status"
      type="success"
      showIcon
      title={t(TITLES[what].done, { count, number: formatNumber(count, i18n.language) })}
      description={
        what === 'terminals' && (
          <>
            <p>{t('organisations.importedNext')}</p>
            <GoTo place={paths.terminals({ state: 'REGISTERED' })}>{t('organisations.importedList')}</GoTo>
          </>
        )
      }
    />
  )
}

/** A file from the choice over its dry runs to the act; what was done last. */
function useImport(what: Imported, onDone: () => void) {
  const { i18n } = useTranslation()
  const client = useApolloClient()
  const [file, setFile] = useState<File | null>(null)
  const [columns, setColumns] = useState<readonly Heading[]>([])
  const [answer, setAnswer] = useState<ImportAnswer | null>(null)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const [done, setDone] = useState<number | null>(null)
  const tried = async (work: () => Promise<void>) => {
    setBusy(true)
    setFailed(false)
    await work().catch(() => setFailed(true))
    setBusy(false)
  }
  const send = async (chosen: File, isDryRun: boolean, mapped: readonly Heading[]) =>
    await sendFile({ what, file: chosen, language: i18n.language, columns: mapped }, isDryRun)
  return {
    ...{ file, answer, columns, busy, failed, done },
    choose: (chosen: File | null) => {
      setFile(chosen)
      setAnswer(null)
      setFailed(false)
      if (chosen === null) return
      setDone(null)
      void tried(async () => {
        const first = await send(chosen, true, columns)
        if (!isForAnother(columns, first)) return setAnswer(first)
        setColumns([])
        setAnswer(await send(chosen, true, []))
      })
    },
    map: (mapped: readonly Heading[]) => {
      setColumns(mapped)
      if (file !== null) void tried(async () => setAnswer(await send(file, true, mapped)))
    },
    act: () => {
      if (file === null) return
      void tried(async () => {
        const next = await send(file, false, columns)
        if (!next.imported) return setAnswer(next)
        setDone(next.creates + next.updates)
        setFile(null)
        setAnswer(null)
        onDone()
        await client.refetchQueries({ include: ['OrganisationPage'] })
      })
    },
  }
}
