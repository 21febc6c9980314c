/** Links on paper and on screens: QR codes and cards, for one link or for a delivered list. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { campaignLayout } from './campaign-layout.ts'
import { choiceField, inputField, problemSummary } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'

export type QrPage = {
  /** The role of who looks allows making codes. */
  readonly mayMake: boolean
  /** What was pasted, to be used again. */
  readonly link: string
  /** The code of that link, an SVG document; null before one was asked for. */
  readonly code: Html | null
  readonly problems: ReadonlyMap<string, string>
}

const labels = { link: 'Claim link', file: 'Delivered file' }

export function showQrPage(page: AdminPage, campaign: Campaign, qr: QrPage): string {
  const content = html`<h2>QR codes and cards</h2>
<p>A code is the link itself: whoever photographs it can claim. Give each person their own, and never print one code for many.</p>
${qr.mayMake ? html`${problemSummary(qr.problems, labels)}${oneLink(page, campaign, qr)}${wholeList(page, campaign, qr)}` : html`<p>Making them needs the role “marketer”.</p>`}
<h2>When you print</h2>
<ul><li>At least 2.5 cm wide, or a tenth of the distance from which people scan.</li>
<li>Keep the white border, and print dark on white.</li>
<li>Codes for print stay readable with a quarter of them dirty or creased (level Q); codes for screens are a size smaller (level M).</li>
<li>Scan one from paper with a phone before the print run. Opening a link changes nothing.</li></ul>`
  return campaignLayout(page, campaign, 'embed', content)
}

function oneLink(page: AdminPage, { id }: Campaign, { link, code, problems }: QrPage): Html {
  const field = {
    name: 'link',
    label: labels.link,
    value: link,
    hint: 'Paste it from the delivered file. It is not kept.',
    problems,
  }
  return html`<h2>For one link</h2>
<form method="post" action="/admin/campaigns/${id}/embed/qr">
${csrf(page)}
${inputField(field, html`type="url" autocomplete="off" spellcheck="false" required maxlength="500"`)}
<p class="choices"><button class="button primary" type="submit" name="as" value="show">Show the code</button>
<button class="small-button" type="submit" name="as" value="svg">Save as SVG</button>
<button class="small-button" type="submit" name="as" value="png">Save as PNG</button>
<button class="small-button" type="submit" name="as" value="card">Card to print</button></p>
</form>
${code && html`<figure class="qr" role="img" aria-label="QR code of the link">${code}</figure>`}`
}

const listKinds = [
  ['svg', 'Codes as SVG, for a printer'],
  ['png', 'Codes as PNG'],
  ['cards', 'Cards to print, eight to a page'],
] as const

/** What is made stands before the file: it must be known when the file arrives. */
function wholeList(page: AdminPage, { id }: Campaign, { problems }: QrPage): Html {
  const kind = { name: 'as', label: 'What to make', value: 'svg', problems }
  const file = {
    name: 'file',
    label: labels.file,
    value: '',
    hint: 'The CSV with the links as it was delivered: up to 10,000 for codes, 800 for cards. It is not kept. For more, “link qr” on the command line takes any number.',
    problems,
  }
  return html`<h2>For a whole list</h2>
<p>Codes come as a zip with one file for each link, named by your external id. A thousand take a few seconds.</p>
<form method="post" action="/admin/campaigns/${id}/embed/qr/list?csrf=${page.csrfToken}" enctype="multipart/form-data">
${choiceField(kind, listKinds)}
${inputField(file, html`type="file" accept=".csv,text/csv" required`)}
<button class="small-button" type="submit">Upload and make</button>
</form>`
}
