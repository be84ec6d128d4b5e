/**
 * Words that people build passwords of. A password whose letters are nothing but one of these, with digits and signs
 * around or between, is refused: `Password2024!` is.
 */
export const BLOCKED_WORDS: ReadonlySet<string> = new Set([
  'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg', 'abcdefgh', 'access', 'account', 'acquirer', 'adm', 'admin', 'administrator', 'agent',
  'asd', 'asdf', 'asdfgh', 'asdfghjkl', 'auditor', 'bank', 'baseball', 'batman', 'beijing', 'budeng', 'card', 'changeit', 'changeme',
  'checker', 'china', 'computer', 'default', 'demo', 'dragon', 'fengdi', 'football', 'freedom', 'guest', 'hello', 'iloveyou', 'letmein',
  'login', 'maker', 'manager', 'master', 'merchant', 'mima', 'monkey', 'ninja', 'operations', 'operator', 'pass', 'passw', 'passwd',
  'password', 'passwordpassword', 'payment', 'pos', 'princess', 'qaz', 'qazwsx', 'qazwsxedc', 'qwe', 'qwer', 'qwert', 'qwerty',
  'qwertyuiop', 'root', 'secret', 'shadow', 'shanghai', 'shenzhen', 'sunshine', 'superman', 'support', 'system', 'technician', 'temp',
  'terminal', 'test', 'tester', 'trustno', 'unionpay', 'user', 'viewer', 'welcome', 'welcomeback', 'whatever', 'woaini', 'zhongguo',
  'zxc', 'zxcvbn', 'zxcvbnm',
])
