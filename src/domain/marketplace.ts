/**
 * Amazon's marketplaces: country, currency with its minor digits (ISO 4217), website, and the hosts of the
 * Incentives API and of Login with Amazon. The Incentives groups are Amazon's own (Incentives API, "Endpoints");
 * note that Far East is signed for us-west-2.
 */

export type AmazonEnv = 'emulator' | 'sandbox' | 'production'

export type Marketplace = {
  readonly code: string
  /** ISO 3166-1 alpha-2, for the country's name in the reader's language. */
  readonly country: string
  readonly currency: string
  readonly website: string
  readonly region: string
  readonly incentivesUrl: { readonly sandbox: string; readonly production: string }
  readonly login: { readonly authorizeUrl: string; readonly apiUrl: string }
}

type Group = Pick<Marketplace, 'region' | 'incentivesUrl' | 'login'>

const northAmerica = group('us-east-1', 'agcod-v2', 'https://www.amazon.com/ap/oa', 'https://api.amazon.com')
const europe = group(
  'eu-west-1',
  'agcod-v2-eu',
  'https://eu.account.amazon.com/ap/oa',
  'https://api.amazon.co.uk',
)
const farEast = group(
  'us-west-2',
  'agcod-v2-fe',
  'https://apac.account.amazon.com/ap/oa',
  'https://api.amazon.co.jp',
)

const rows: ReadonlyArray<readonly [code: string, country: string, currency: string, domain: string, Group]> =
  [
    ['US', 'US', 'USD', 'amazon.com', northAmerica],
    ['CA', 'CA', 'CAD', 'amazon.ca', northAmerica],
    ['MX', 'MX', 'MXN', 'amazon.com.mx', northAmerica],
    ['UK', 'GB', 'GBP', 'amazon.co.uk', europe],
    ['DE', 'DE', 'EUR', 'amazon.de', europe],
    ['FR', 'FR', 'EUR', 'amazon.fr', europe],
    ['IT', 'IT', 'EUR', 'amazon.it', europe],
    ['ES', 'ES', 'EUR', 'amazon.es', europe],
    ['NL', 'NL', 'EUR', 'amazon.nl', europe],
    ['BE', 'BE', 'EUR', 'amazon.com.be', europe],
    ['PL', 'PL', 'PLN', 'amazon.pl', europe],
    ['SE', 'SE', 'SEK', 'amazon.se', europe],
    ['TR', 'TR', 'TRY', 'amazon.com.tr', europe],
    ['UAE', 'AE', 'AED', 'amazon.ae', europe],
    ['SA', 'SA', 'SAR', 'amazon.sa', europe],
    ['EG', 'EG', 'EGP', 'amazon.eg', europe],
    ['ZA', 'ZA', 'ZAR', 'amazon.co.za', europe],
    ['JP', 'JP', 'JPY', 'amazon.co.jp', farEast],
    ['AU', 'AU', 'AUD', 'amazon.com.au', farEast],
    ['SG', 'SG', 'SGD', 'amazon.sg', farEast],
  ]

const marketplaces: ReadonlyMap<string, Marketplace> = new Map(
  rows.map(([code, country, currency, domain, hosts]) => [
    code,
    { code, country, currency, website: `https://www.${domain}`, ...hosts },
  ]),
)

const currencies = new Set(rows.map(row => row[2]))
/** Read once, because every page asks. */
const productionHosts = new Set(
  rows.map(([, , , , { incentivesUrl }]) => new URL(incentivesUrl.production).host),
)

export const marketplaceCodes: readonly string[] = [...marketplaces.keys()]

export function findMarketplace(code: string): Marketplace | undefined {
  return marketplaces.get(code)
}

/** Whether the URL's host is one of Amazon's production Incentives hosts, so that real money moves. */
export function movesMoney(incentivesUrl: string): boolean {
  const host = new URL(incentivesUrl).host.replace(/\.$/, '')
  return productionHosts.has(host)
}

/** Whether a marketplace uses the currency. */
export function isCurrency(code: string): boolean {
  return currencies.has(code)
}

/** Decimals of a currency that a marketplace uses: 0 for yen, 2 for all others here. Throws on any other currency. */
export function minorDigits(currency: string): number {
  if (!currencies.has(currency)) throw new Error(`bug: no marketplace uses currency ${currency}`)
  return currency === 'JPY' ? 0 : 2
}

/** Amounts of a digital gift card that Amazon publishes (Gift Codes FAQ), in minor units; null where it publishes none. */
export function publishedLimits(
  code: string,
): { readonly leastMinor: number; readonly mostMinor: number } | null {
  return code === 'US' ? { leastMinor: 15, mostMinor: 200_000 } : null
}

const timeZones: Readonly<Record<string, string>> = {
  US: 'America/New_York',
  CA: 'America/Toronto',
  MX: 'America/Mexico_City',
  UK: 'Europe/London',
  DE: 'Europe/Berlin',
  FR: 'Europe/Paris',
  IT: 'Europe/Rome',
  ES: 'Europe/Madrid',
  NL: 'Europe/Amsterdam',
  BE: 'Europe/Brussels',
  PL: 'Europe/Warsaw',
  SE: 'Europe/Stockholm',
  TR: 'Europe/Istanbul',
  UAE: 'Asia/Dubai',
  SA: 'Asia/Riyadh',
  EG: 'Africa/Cairo',
  ZA: 'Africa/Johannesburg',
  JP: 'Asia/Tokyo',
  AU: 'Australia/Sydney',
  SG: 'Asia/Singapore',
}

/** Where most people of a marketplace live, as the first guess for a campaign's clock. */
export function usualTimeZone(code: string): string {
  return timeZones[code] ?? 'UTC'
}

function group(region: string, host: string, authorizeUrl: string, apiUrl: string): Group {
  return {
    region,
    incentivesUrl: { sandbox: `https://${host}-gamma.amazon.com`, production: `https://${host}.amazon.com` },
    login: { authorizeUrl, apiUrl },
  }
}
