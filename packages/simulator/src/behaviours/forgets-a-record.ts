import type { Entry, Store } from '@budeng/terminal'
import type { Behaviour } from './behaviour.ts'

/** Of its approved sales it forgets every so many-th. */
const EVERY = 15

export const forgetsARecord: Behaviour = {
  about: 'loses an approved sale now and then before it is written: the host has it, the journal does not',
  store: (inner) => {
    let sales = 0
    return forgetting(inner, (body) => {
      const { type, outcome } = JSON.parse(body) as { type?: string; outcome?: string }
      return type === 'PURCHASE' && outcome === 'APPROVED' && ++sales % EVERY === 0
    })
  },
}

/** A store that does not write some records. The next one takes their place, so that the journal shows no gap. */
function forgetting(inner: Store, forgets: (body: string) => boolean): Store {
  return {
    identity: inner.identity,
    get state() {
      return inner.state
    },
    append(...entries: readonly Entry[]) {
      inner.append(...entries.filter((entry) => entry.e !== 'record' || !forgets(entry.body)))
    },
  }
}
