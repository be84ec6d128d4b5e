/** Versions are whatever a vendor reports: names with texts. Anything else is left out. */
export function versionsOf(versions: unknown): readonly (readonly [name: string, version: string])[] {
  if (typeof versions !== 'object' || versions === null) return []
  return Object.entries(versions).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
  )
}

/** The payment application's version, the one that people compare. */
export function appVersion(versions: unknown): string | null {
  return versionsOf(versions).find(([name]) => name === 'app')?.[1] ?? null
}
