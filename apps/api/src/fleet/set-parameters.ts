import { permissionRefusal } from '@budeng/access'
import { changedNames, checkParameters, nextVersion, reasonProblem } from '@budeng/fleet'
import { parametersTag } from '@budeng/protocol'
import { linksOf, parametersOfTerminals, placeOfTerminal, saveParameters, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import { parsedJson } from './parsed-json.ts'
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
  if (!outcome.ok) return { terminal: null, ...told(operation, outcome) }
  const terminal = await operation.load.terminal.load(outcome.answer.terminalId)
  return { terminal, ...told(operation, outcome) }
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
  const checked = checkParameters(parsedJson(input.values))
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const [before] = await parametersOfTerminals(unit, [terminalId])
  const changed = new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  if ((before?.version ?? 0) !== input.expectedVersion) throw changed
  const { values } = checked
  const [link = null] = await linksOf(unit, [terminalId])
  const version = nextVersion(input.expectedVersion, reportedParameters(link))
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
