/** Where the launcher says what it does. `warn` lines are for people: they name a path or a pid and what to do. */
export type EmbeddedLog = (level: 'info' | 'warn', message: string) => void
