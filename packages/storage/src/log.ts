/** The part of a pino logger that storage needs. No secrets and no row contents go in. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** For callers that do not care. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
