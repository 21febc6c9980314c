/**
 * A claim link as it goes into a mail: a button that survives old mail programs (a table cell with its own colour,
 * the address beneath it) and a plain-text twin.
 */
import type { Money } from '../../src/domain/money.ts'
import { html } from '../html.ts'
import { textOn } from '../layout.ts'
import { formatMoney, type Locale } from '../locale.ts'

export type EmailButton = { readonly claimUrl: string; readonly color: string; readonly money: Money }

export function emailButton(locale: Locale, { claimUrl, color, money }: EmailButton): string {
  const words = locale.messages.email
  const label = words.claim(formatMoney(locale, money))
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" bgcolor="${color}" style="border-radius:8px;background:${color}"><a href="${claimUrl}" target="_blank" style="display:inline-block;padding:14px 28px;font-family:Arial,Helvetica,sans-serif;font-size:17px;font-weight:bold;line-height:22px;color:${textOn(color)};text-decoration:none;border:1px solid ${color};border-radius:8px">${label}</a></td></tr></table>
<p style="font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px">${words.address} <a href="${claimUrl}">${claimUrl}</a></p>`
    .text
}

export function emailText(locale: Locale, { claimUrl, money }: EmailButton): string {
  return `${locale.messages.email.claim(formatMoney(locale, money))}:\n${claimUrl}`
}
