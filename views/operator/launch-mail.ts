/** A mail to Amazon about going live, with the partner's data, that only has to be sent. It holds no secret. */
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import { amazonSupport } from './amazon-mail.ts'

export type Asking = { readonly account: PartnerAccount; readonly redirectUri: string }

export function launchMail({ account, redirectUri }: Asking): string {
  const { partnerId, marketplace, currency, amazonEnv, login, incentives, funding } = account
  return `To: ${amazonSupport}
Subject: Login and Receive, partner ${partnerId}: going live

Hello,

we are about to go live with Login and Receive (LoadAmazonBalance).

Partner id:              ${partnerId}
Marketplace, currency:   ${marketplace}, ${currency}
Environment:             ${amazonEnv}, ${new URL(incentives.url).host}, region ${incentives.region}
Login with Amazon:       client ${login.clientId}
Return URL:              ${redirectUri}
Payment:                 ${funding.payment}

Please confirm for this partner id:

1. Is amount.value in LoadAmazonBalance counted in major units (25.00) or minor units (2500)? We send ${incentives.amountUnit} units.
2. Which account.type stands for a Login with Amazon user id, as a number or a string? We send ${JSON.stringify(incentives.accountType)}.
3. Does a SUCCESS repeat loadBalanceRequestId and amount? We treat that as ${incentives.echo}.
4. Is our Login with Amazon client enabled for this partner id?
5. Which is the address of the Incentives portal for ${marketplace}, and the payment matching id of this balance?

Thank you.`
}
