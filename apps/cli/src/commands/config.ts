import { EXIT } from '../exit-codes.ts'
import { print, printJson, table } from '../output.ts'
import { dotEnv, markdownTable, variables } from '../reference.ts'

/** `config`: every variable that the house reads. */
export async function config(options: {
  readonly json: boolean
  readonly env: boolean
  readonly markdown: boolean
}): Promise<number> {
  const all = variables()
  if (options.json) printJson(all)
  else if (options.env) print(dotEnv(all).trimEnd())
  else if (options.markdown) print(markdownTable(all))
  else
    print(
      table(
        ['VARIABLE', 'DEFAULT', 'MEANING'],
        all.map(({ name, fallback, about }) => [name, fallback ?? '', about]),
      ),
    )
  return EXIT.ok
}
