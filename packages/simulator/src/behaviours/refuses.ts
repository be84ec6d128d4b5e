import type { Behaviour } from './behaviour.ts'

const DISTURBING: readonly string[] = [
  'RELOGIN',
  'APP_RESTART',
  'REBOOT',
  'REBOOT_FORCED',
  'NETWORK_RESET',
  'APP_CLEAR',
  'KEYS_RENEW',
  'LOCK',
]

export const refuses: Behaviour = {
  about: 'lets nobody disturb it: its merchant forbids re-login, restart and lock from afar',
  refuses: (type) => (DISTURBING.includes(type) ? 'FORBIDDEN_BY_MERCHANT' : null),
}
