/** The servers of the house. */
export type ServerKind = 'api' | 'gateway' | 'worker'

/**
 * How much of what lives on its heap each server may hold, in MiB. Left alone, Node takes a part of the machine's memory
 * for its limit, 4 GiB on one of 24, and the further off that is the more garbage it lets gather before it collects: a
 * worker stood at 549 MB after six files, while reading such files leaves 51 MB alive. A limit is reached only by what is
 * alive, and then the process ends and is started anew: so each leaves room.
 *
 * - worker: 512 MiB in all, whatever it reads. That is this limit, the young generation, and what is not heap.
 * - api: pages and exports have their bounds; the schema and what people asked last are most of it.
 * - gateway: 10 KB a terminal that is connected, 50,000 of them, and what they say meanwhile.
 */
const OLD_SPACE_MB: Readonly<Record<ServerKind, number>> = { worker: 320, api: 512, gateway: 1_024 }
/** One half of the young generation, which has three of them at most: larger ones copy less and take their memory at once. */
const SEMI_SPACE_MB = 16

/** What Node is told when it starts a server of this kind. */
export function heapArguments(kind: ServerKind): string[] {
  return [`--max-old-space-size=${OLD_SPACE_MB[kind]}`, `--max-semi-space-size=${SEMI_SPACE_MB}`]
}
