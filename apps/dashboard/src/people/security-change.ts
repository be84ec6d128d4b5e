import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import {
  SecurityChangeDocument,
  type SecurityChangeMutation,
  type SecurityChangeRequest,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import type { Me } from './SecurityPage.tsx'

/** Changes one's own means to log in; what it needs to be confirmed is asked above the page. */
export function useSecurityChange() {
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(SecurityChangeDocument, { onError: () => undefined })
  const change = async (input: SecurityChangeRequest): Promise<SecurityChangeMutation['securityChange'] | null> => {
    const { data } = await send({ variables: { input } })
    const errors = data?.securityChange.userErrors ?? []
    setRefusals(errors)
    return data === undefined || errors.length > 0 ? null : data.securityChange
  }
  return { change, busy: loading, error, refusals, setRefusals }
}

/** While there is no second factor, the password confirms; of an account without one, its sign-in just before. */
export function asksForPassword({ security: { totpSince, passkeys, hasPassword } }: Me): boolean {
  return totpSince === null && passkeys.length === 0 && hasPassword
}
