import { codesNow } from '@budeng/simulator'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { placesIn } from '../house/places.ts'
import { print, printJson, table } from '../output.ts'

/** `demo codes`: what the authenticators of the demonstration's people show now. Each code is good for one use. */
export async function demoCodes(environment: Environment, options: { readonly json: boolean }): Promise<number> {
  const codes = codesNow(placesIn(environment.dataDir, environment.keysDir).demo)
  if (codes.length === 0)
    throw new CommandFault(EXIT.failed, 'There is no demonstration here. Start it with: npm start')
  if (options.json) printJson(codes)
  else
    print(
      table(
        ['WHO', 'NAME', 'CODE', 'SECONDS LEFT'],
        codes.map(({ email, name, code, secondsLeft }) => [email, name, code, String(secondsLeft)]),
      ),
    )
  return EXIT.ok
}
