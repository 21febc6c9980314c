/** Why a sign-in at the OpenID provider led nowhere, and what to do. */
import { html } from '../html.ts'
import { type AdminPage, adminLayout } from './layout.ts'
import { waysIn } from './sign-in.ts'

const words = {
  cancelled: ['You stopped the sign-in', 'Nothing has happened.'],
  over: [
    'This sign-in is over',
    'It was used already, is older than ten minutes, or began in another browser. If you are signed in already, go on to the campaigns.',
  ],
  rejected: [
    'The sign-in provider said no',
    'It did not finish the sign-in. If that happens again, tell an operator: the settings here and there may not agree.',
  ],
  'no-role': [
    'You have no role here',
    'The sign-in provider knows you, and nothing that it says about you gives you a role here. Ask an operator, or whoever keeps the groups at the provider.',
  ],
  removed: [
    'You were removed',
    'An operator has removed you from the staff here. Ask one if that is a mistake.',
  ],
  untrusted: [
    'The answer of the sign-in provider does not hold',
    'It could not be proven that it is about you, so nobody was signed in. Tell an operator.',
  ],
  unavailable: [
    'The sign-in provider does not answer',
    'Try again in a moment. A sign-in link works meanwhile.',
  ],
} as const

export function showIdentityTrouble(page: AdminPage, trouble: keyof typeof words): string {
  const [title, text] = words[trouble]
  const content = html`<h1>${title}</h1>
<p>${text}</p>
${trouble === 'over' && html`<p><a href="/admin">All campaigns</a></p>`}
${waysIn(page)}`
  return adminLayout(page, title, content)
}
