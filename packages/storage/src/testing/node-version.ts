/** The oldest Node that the platform runs on. */
const NODE_FLOOR = { major: 24, minor: 11 }

/** Says so at once when a run fell back to an older Node, as it does when it was not started through npm. */
export function assertNodeVersion(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > NODE_FLOOR.major || (major === NODE_FLOOR.major && minor >= NODE_FLOOR.minor)) return
  throw new Error(
    `Node ${version} is too old: ${NODE_FLOOR.major}.${NODE_FLOOR.minor} is the least. ` +
      'Start through npm (npm test), or put node_modules/.bin first on PATH.',
  )
}
