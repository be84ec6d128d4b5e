import { permissionRefusal } from '@budeng/access'
import { checkParameters, reasonProblem } from '@budeng/fleet'
import { parametersTag } from '@budeng/protocol'
import { linksOf, parametersOfTerminals, placeOfTerminal, saveParameters, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { reportedParameters } from './reported-parameters.ts'
import type { TerminalParametersSetInput, TerminalParametersSetPayload } from './parameters.type.ts'

/** Wishes parameters for a terminal. It takes them with its next PARAMETERS_PULL; until then it has drifted. */
export async function setParameters(
  operation: Operation,
  input: TerminalParametersSetInput,
): Promise<TerminalParametersSetPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'terminalParametersSet', key, input: rest }, (unit) =>
    set(operation, unit, input),
  )
  if (!outcome.ok)
    return { terminal: null, replayed: false, userErrors: [userError(outcome.refusal, operation.reader)] }
  const terminal = await operation.load.terminal.load(outcome.answer.terminalId)
  return { terminal, replayed: outcome.replayed, userErrors: [] }
}

async function set(
  operation: Operation,
  unit: Unit,
  input: TerminalParametersSetInput,
): Promise<{ terminalId: string }> {
  const forbidden = permissionRefusal(operation.authority, 'terminal:write')
  if (forbidden !== null) throw new Refused(forbidden)
  const terminalId = idOf('terminal', input.terminalId)
  const place = terminalId === null ? null : await placeOfTerminal(unit, terminalId)
  if (terminalId === null || place === null) throw notFound('terminalId')
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const checked = checkParameters(parsed(input.values))
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const [before] = await parametersOfTerminals(unit, [terminalId])
  const changed = new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  if ((before?.version ?? 0) !== input.expectedVersion) throw changed
  const { values } = checked
  const version = Math.max(input.expectedVersion, await heldVersion(unit, terminalId)) + 1
  const at = unit.clock.now()
  const about = { terminalId, version, parameterValues: values, tag: parametersTag(version, values) }
  const wish = { ...about, changedBy: operation.viewer.person.id, changedAt: at }
  if (!(await saveParameters(unit, wish, input.expectedVersion))) throw changed
  const names = changedNames(before?.parameterValues ?? {}, values).join(', ')
  unit.append([
    {
      ...{ type: 'TerminalParametersSet', subject: terminalId, terminal: place.scope, path: place.scope.path, at },
      data: { version, names, reason: input.reason.trim(), values, before: before?.parameterValues ?? {} },
    },
  ])
  return { terminalId }
}

/** After a restore of ours a terminal may hold a version that we forgot, and takes none below it. [P-24.2] */
async function heldVersion(unit: Unit, terminalId: string): Promise<number> {
  const [link = null] = await linksOf(unit, [terminalId])
  const version = /^\d{1,9}(?=\.)/.exec(reportedParameters(link) ?? '')?.[0]
  return Number(version ?? 0)
}

/** What the text says; null, which is no document, when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function changedNames(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .sort()
}
