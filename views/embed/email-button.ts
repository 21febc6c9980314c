/**
 * A claim link as it goes into a mail: a button that survives old mail programs (a table cell with its own colour,
 * the address beneath it) and a plain-text twin.
 */
import { html } from '../html.ts'
import { textOn } from '../layout.ts'

export type EmailButton = { readonly claimUrl: string; readonly color: string; readonly label: string }

export function emailButton({ claimUrl, color, label }: EmailButton): string {
  const text = textOn(color)
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" bgcolor="${color}" style="border-radius:8px;background:${color}"><a href="${claimUrl}" target="_blank" style="display:inline-block;padding:14px 28px;font-family:Arial,Helvetica,sans-serif;font-size:17px;font-weight:bold;line-height:22px;color:${text};text-decoration:none;border:1px solid ${color};border-radius:8px">${label}</a></td></tr></table>
<p style="font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px">Or open this address: <a href="${claimUrl}">${claimUrl}</a></p>`
    .text
}

export function emailText({ claimUrl, label }: EmailButton): string {
  return `${label}:\n${claimUrl}`
}
