import { faultsByResponse, severityOf } from '@budeng/fleet'
import type { UpOf } from '@budeng/protocol'
import { raiseBoots } from '@budeng/storage'
import type { Link } from '../links.ts'
import { appendFact, type Batch } from './batch.ts'
import { withoutCardNumbers } from './card-numbers.ts'
import type { Entry } from './entry.ts'
import type { StreamEntry } from './streams.ts'

/** Faults that one terminal may have at once; a terminal that invents more of them is told nothing, they are only stored. */
const FAULTS_MAX = 64

/** Boots are the device's own; done before terminals are locked, as everywhere. */
export async function raiseBootsOf({ unit }: Batch, fresh: readonly StreamEntry[]): Promise<void> {
  const boots = fresh.flatMap(({ link, message }) =>
    message.kind === 'boot' ? [{ deviceId: link.login.deviceId, boot: message.boot }] : [],
  )
  if (boots.length > 0) await raiseBoots(unit, boots)
}

/** What a terminal says of itself becomes its present state, and an event where that changed. */
export function takeReport(batch: Batch, entry: StreamEntry): void {
  switch (entry.message.kind) {
    case 'fault':
      return takeFault(batch, entry, entry.message)
    case 'boot':
      return takeBoot(batch, entry, entry.message)
    case 'hostSignOn':
      return takeHostSignOn(batch, entry, entry.message)
    default:
  }
}

function takeFault(
  { unit, at, terminals, faultSheet }: Batch,
  { link }: Entry,
  { code, set, severity, detail, at: terminalAt }: UpOf<'fault'>,
): void {
  const { terminal, deviceId } = link.login
  const faults = terminals.get(terminal.terminalId)?.faults
  // not locked: it says what is known already
  if (faults === undefined || (set && faults.length >= FAULTS_MAX && !faults.includes(code))) return
  const word = withoutCardNumbers({ code, set, source: 'REPORTED' as const, at, severity, detail })
  const event = faultSheet.say(terminal.terminalId, word)
  if (event === null) return
  terminals.change(terminal.terminalId, { faults: faultSheet.codes(terminal.terminalId) })
  const { detail: told } = word
  const facts = {
    fault: code,
    severity,
    source: 'REPORTED',
    ...(told === undefined ? {} : { detail: told }),
    terminalAt,
  }
  appendFact(unit, terminal, deviceId, event === 'SET' ? 'TerminalFaultSet' : 'TerminalFaultCleared', at, facts)
}

function takeBoot(
  { unit, at, observations }: Batch,
  { link }: Entry,
  { boot, reason, at: terminalAt }: UpOf<'boot'>,
): void {
  const { terminal, deviceId } = link.login
  observations.push({ terminalId: terminal.terminalId, observation: { kind: 'boot', at, boot } })
  appendFact(unit, terminal, deviceId, 'TerminalBooted', at, { boot, reason, terminalAt })
}

/** The terminal's own word of its sign-on at the host. What proves a re-login is the host's word, asked for by the worker. */
function takeHostSignOn(
  entryBatch: Batch,
  { link }: Entry,
  { result, responseCode, batch, at: terminalAt }: UpOf<'hostSignOn'>,
): void {
  const { unit, at, terminals } = entryBatch
  const { terminal, deviceId } = link.login
  const before = terminals.get(terminal.terminalId)
  if (before === undefined) return
  terminals.change(terminal.terminalId, { hostResponseCode: responseCode, batchNo: batch ?? before.batchNo })
  takeResponse(entryBatch, link, responseCode)
  appendFact(unit, terminal, deviceId, 'TerminalHostSignOn', at, { result, responseCode, batch, terminalAt })
}

/** What the host's answer says of the terminal, by its acquirer's own table. */
function takeResponse({ unit, at, terminals, faultSheet }: Batch, link: Link, responseCode: string | null): void {
  const { terminal, deviceId } = link.login
  const { terminalId, acquirerId } = terminal
  const words = faultsByResponse(faultSheet.book(acquirerId), faultSheet.derived(terminalId), responseCode)
  const say = (code: string, set: boolean) => {
    const event = faultSheet.say(terminalId, { code, set, source: 'DERIVED', at })
    if (event === null) return
    const facts = { fault: code, severity: severityOf(code), source: 'DERIVED', responseCode }
    appendFact(unit, terminal, deviceId, event === 'SET' ? 'TerminalFaultSet' : 'TerminalFaultCleared', at, facts)
  }
  for (const code of words.cleared) say(code, false)
  for (const code of words.set) say(code, true)
  terminals.change(terminalId, { faults: faultSheet.codes(terminalId) })
}
