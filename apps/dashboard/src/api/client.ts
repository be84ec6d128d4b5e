import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { ErrorLink } from '@apollo/client/link/error'
import { OperationTypeNode } from 'graphql'
import { setClock } from '../ui/now.ts'
import { createCache } from './cache.ts'
import { createLiveLink, type LiveLink } from './live.ts'
import { askForStepUp } from '../session/step-up.ts'
import { isSomebodyThere } from '../session/idle.ts'
import { isLocked, isSignedOut } from './outcome.ts'
import { ResumingLink } from './resuming-link.ts'
import { StepUpLink } from './step-up-link.ts'

/** The browser's two ways to the API: requests over HTTP, live changes over a WebSocket, one session cookie. */
export interface Api {
  readonly client: ApolloClient
  readonly live: LiveLink
}

export function createApi(options: {
  origin: string
  language: () => string
  onSignedOut: () => void
  onLocked: () => void
}): Api {
  const live = createLiveLink({
    url: `${options.origin.replace(/^http/, 'ws')}/graphql`,
    language: options.language,
    onSignedOut: options.onSignedOut,
  })
  const http = new HttpLink({
    uri: `${options.origin}/graphql`,
    credentials: 'same-origin',
    fetch: async (...asked) => {
      const answer = await fetch(...asked)
      setClock(answer.headers.get('x-budeng-time'))
      return answer
    },
    headers: { accept: 'application/graphql-response+json, application/json' },
  })
  const language = new SetContextLink(({ headers }) => ({
    headers: {
      ...headers,
      'accept-language': options.language(),
      // what the page asks by itself keeps no session open
      ...(isSomebodyThere() ? {} : { 'budeng-background': '1' }),
    },
  }))
  const session = new ErrorLink(({ error }) => {
    if (isSignedOut(error)) options.onSignedOut()
    if (isLocked(error)) options.onLocked()
  })
  const client = new ApolloClient({
    cache: createCache(),
    link: session.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new ResumingLink(live.client),
      ApolloLink.from([new StepUpLink(askForStepUp), language, http]),
    ),
    defaultOptions: {
      watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' },
      query: { fetchPolicy: 'network-only' },
    },
  })
  return { client, live }
}
