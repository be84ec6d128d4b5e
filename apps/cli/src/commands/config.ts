import { EXIT } from '../exit-codes.ts'
import { print, printJson, table } from '../output.ts'
import { type Variable, variables } from '../reference.ts'

/** `config`: every variable that the house reads. */
export async function config(options: { readonly json: boolean; readonly env: boolean }): Promise<number> {
  if (options.json) printJson(variables())
  else if (options.env) print(dotEnv(variables()))
  else
    print(
      table(
        ['VARIABLE', 'DEFAULT', 'READ BY', 'MEANING'],
        variables().map(({ name, fallback, readBy, about }) => [name, fallback ?? '', readBy.join(' '), about]),
      ),
    )
  return EXIT.ok
}

/** The text of `.env.example`. */
export function dotEnv(all: readonly Variable[]): string {
  const head = '# Every variable of Budeng, with its default. Written by: npm run budeng -- config --env'
  return [
    head,
    ...all.map(
      ({ name, fallback, about }) => `\n# ${about}\n${fallback === null ? `# ${name}=` : `${name}=${fallback}`}`,
    ),
  ].join('\n')
}
