import type { ScreenView } from '@budeng/simulator'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { print, printJson } from '../output.ts'

/** What stands on the screen of a simulated terminal: asked of the simulator on this machine, never of the platform. */
export async function terminalScreen(
  environment: Environment,
  tid: string,
  { json, acquirer }: { readonly json: boolean; readonly acquirer?: string },
): Promise<number> {
  if (environment.production)
    throw new CommandFault(EXIT.usage, 'There are no simulated terminals when NODE_ENV is production.')
  const url = `http://127.0.0.1:${environment.hostPort}/screens.json?tid=${encodeURIComponent(tid)}`
  const found = await fetch(url).then(
    async (answer) => (await answer.json()) as ScreenView[],
    () => {
      throw new CommandFault(EXIT.unreachable, `The simulator does not answer on port ${environment.hostPort}.`)
    },
  )
  const screens = found.filter(
    (screen) => screen.tid === tid && (acquirer === undefined || screen.acquirer === acquirer),
  )
  if (screens.length === 0) throw new CommandFault(EXIT.failed, `There is no simulated terminal ${tid}.`)
  if (json) printJson(screens)
  else for (const screen of screens) print(linesOf(screen).join('\n'))
  return EXIT.ok
}

function linesOf({ tid, acquirer, digits, words, message, locked }: ScreenView): string[] {
  const shown = [
    ...(words === null ? [] : [`words   ${words.zh.join(' ')}  ${words.en.join(' ')}`]),
    ...(digits === null ? [] : [`digits  ${digits}`]),
    ...(message === null ? [] : [`message ${message}`]),
    ...(locked ? ['locked'] : []),
  ]
  return [`${tid} (${acquirer})`, ...(shown.length === 0 ? ['idle'] : shown).map((line) => `  ${line}`)]
}
