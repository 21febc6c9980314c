/** The settings of a campaign, new or there already. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { html } from '../html.ts'
import type { CampaignForm } from './campaign-field.ts'
import { campaignForm } from './campaign-form.ts'
import { campaignLayout, pressed } from './campaign-layout.ts'
import { type AdminPage, adminLayout } from './layout.ts'

export function showNewCampaign(page: AdminPage, form: CampaignForm): string {
  const content = html`<h1>New campaign</h1>
<p>It begins as a draft: nobody can claim anything before you launch it.</p>
${campaignForm(page, form)}`
  return adminLayout(page, 'New campaign', content)
}

export type Settings = { readonly form: CampaignForm; readonly saved: boolean }

export function showSettings(page: AdminPage, campaign: Campaign, { form, saved }: Settings): string {
  const content = html`${saved && html`<p class="notice" role="status">Saved.</p>`}
<h2>Settings</h2>
${campaignForm(page, form)}
${
  !form.readOnly &&
  html`<h2>Once more</h2>
<p>A copy begins as a draft with the same settings and without links.</p>
${pressed(page, campaign, 'duplicate', 'Duplicate this campaign', 'small-button')}`
}`
  return campaignLayout(page, campaign, 'settings', content)
}
