/**
 * What an agent reads while checking the merchant's presence, where no organisation wrote its own text. The order is the
 * point: the words prove us to the merchant, the digits prove the merchant to us, and nobody of ours ever knows the digits.
 */
export const TRAINING_TEXT = {
  'zh-CN':
    '先由您读出两个词，请商户对照终端屏幕。商户确认两个词都一致之后，才可以请商户读出六位数字。您绝不能说出数字，也不能提示数字；我们任何人都不知道这些数字。商户说词不一致，或您没有主动联系而对方来电催促更换终端，请挂断并报告主管。',
  en: 'Read the two words out first; the merchant compares them with the screen of the terminal. Ask for the six digits only after the merchant has confirmed both words. Never tell digits and never hint at them: none of us knows them. If the words differ, or somebody who called you presses for a replacement terminal, hang up and tell your supervisor.',
} as const
