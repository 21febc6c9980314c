/** How the pages of the staff tell a story: with the campaign's clock, and buttons where a terminal has commands. */
import { reference } from '../../src/domain/claim-link.ts'
import { formatMoney, formatTime, locales } from '../locale.ts'
import type { Voice } from '../operator/voice.ts'
import { linkStateText } from './link-state.ts'

const [english] = locales

export function pageVoice(timeZone: string): Voice {
  return {
    time: at => formatTime(english, at, timeZone),
    money: money => formatMoney(english, money),
    releaseAccount: 'release it',
    releaseCampaign: 'An operator ends that.',
    anotherAccount: () => 'Whoever may change links can open the way to another account here.',
    wentOn: (id, state) => `It went on as ${reference(id)}, which is ${linkStateText(state)}.`,
    askAmazon: () =>
      'A person must find out whether Amazon applied it: the question to Amazon is on this page.',
    decide: () => 'Then an operator decides it here',
  }
}
