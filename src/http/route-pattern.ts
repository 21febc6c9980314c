/** Which route a request took, as it is written in the code: an address may hold a token or an id, its pattern never. */
import type { Request } from 'express'

/** `none` where no route took it, such as an asset or an address that does not exist. */
export function routePattern({ baseUrl, route }: Request): string {
  const path: unknown = route?.path
  if (typeof path !== 'string') return 'none'
  const base = baseUrl.replace(/^\/admin\/campaigns\/[^/]+/, '/admin/campaigns/campaign')
  if (!/^(\/[a-z-]+)*$/.test(base)) return 'none'
  return `${base.replace(/^\/admin\/campaigns\/campaign/, '/admin/campaigns/:campaign')}${path}`
}
