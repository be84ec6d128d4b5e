/** Which sign-on is renewed: the terminal's at host and platform, the cashier's at the terminal, or both. */
export const RELOGIN_LEVELS = ['TERMINAL', 'OPERATOR', 'BOTH'] as const
export type ReloginLevel = (typeof RELOGIN_LEVELS)[number]
