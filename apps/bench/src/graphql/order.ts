import { randomUUID } from 'node:crypto'
import type { Endpoint } from './session.ts'

interface Said {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
}

/** A mutation, under a key of its own unless it brings one. @throws Error with what it says against it */
export async function order<Data>(
  endpoint: Endpoint,
  mutation: string,
  type: string,
  input: object,
  fields: string,
): Promise<Data> {
  const isKeyless = mutation === 'stepUpStart' || mutation === 'selectionCreate'
  const keyed = isKeyless || 'idempotencyKey' in input ? input : { idempotencyKey: randomUUID(), ...input }
  const { [mutation]: said } = await endpoint.post<Record<string, Data & Said>>(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message } } }`,
    { input: keyed },
  )
  if (said === undefined || said.userErrors.length > 0)
    throw new Error(`${mutation}: ${said?.userErrors[0]?.code} ${said?.userErrors[0]?.message}`)
  return said
}
