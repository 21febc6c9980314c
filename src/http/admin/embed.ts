/** The embed kit: what goes into mails and pages. */
import type { Request, Response } from 'express'
import { type EmbedPage, showEmbed as showEmbedPage } from '../../../views/admin/embed.ts'
import { mailPreview } from '../../../views/embed/mail-preview.ts'
import { type MailSystemName, mailSystemNames, mailSystems } from '../../../views/embed/mail-systems.ts'
import { mailSnippet, type Offer, offerOf, webSnippet } from '../../../views/embed/snippet.ts'
import { locales } from '../../../views/locale.ts'
import { listProblems } from '../../services/campaign-problem.ts'
import { amountOfAll } from '../../services/claim-link.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'

const [english] = locales

const places = [
  ...mailSystemNames.map(name => [name, mailSystems[name].title] as const),
  ['web', 'A web page'] as const,
]

export function showEmbed(web: Web) {
  return async (req: Request, res: Response) => {
    const campaign = campaignOf(res)
    const offer = offerOf(web.context.publicUrl, campaign, await amountOfAll(web.context, campaign))
    const { place, snippet } = placeNamed(offer, req.query.for)
    const [current] = places.find(([name]) => name === req.query.for) ?? places[0] ?? ['web']
    const embed: EmbedPage = {
      places,
      current,
      place,
      preview: mailPreview({ nonce: res.locals.nonce, title: campaign.senderName, snippet }),
      realUrl: offer.realUrl,
      problems: await listProblems(web.context, campaign.id),
    }
    sendAdmin(res, 200, showEmbedPage(adminPage(web, res, 'campaigns'), campaign, embed))
  }
}

/** Mails unless a page is asked for; the first system when none is named that we know. */
function placeNamed(
  offer: Offer,
  named: unknown,
): { readonly place: EmbedPage['place']; readonly snippet: string } {
  if (named === 'web') {
    const snippet = webSnippet(english, offer)
    return { place: { kind: 'web', html: snippet, tag: mailSystems.html.tag }, snippet }
  }
  const name: MailSystemName = mailSystemNames.find(system => system === named) ?? 'mailchimp'
  const snippet = mailSnippet(english, offer, name)
  return { place: { kind: 'mail', system: mailSystems[name], snippet }, snippet: snippet.html }
}
