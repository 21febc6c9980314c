/**
 * Who opened a claim link, as far as one request can tell. What shows no sign of a machine looked like a browser, and that
 * proves nobody: scanners run real ones. A person is only whom Amazon has sent back to us.
 */

export type VisitKind = 'machine' | 'browser'

export type Visit = {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Whether the address is one to which browsers tell Fetch Metadata: https, or of this machine. */
  readonly trustworthy: boolean
}

/** What gives a machine away, in words, and how it shows. */
const signs: ReadonlyArray<readonly [sign: string, shows: (visit: Visit) => boolean]> = [
  ['asks only whether the page is there', ({ method }) => method !== 'GET'],
  [
    'looks ahead of a person',
    visit =>
      ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some(name =>
        /prefetch|prerender|preview/i.test(headerOf(visit, name)),
      ),
  ],
  // Every browser of today begins like this; libraries, mail clients and most previews say who they are instead.
  ['is no browser', visit => !/^(Mozilla\/5\.0|Opera\/)/.test(agentOf(visit))],
  [
    'names itself',
    visit => machineWords.test(agentOf(visit)) || /headless/i.test(headerOf(visit, 'sec-ch-ua')),
  ],
  [
    'loads the page for something else than to show it',
    visit =>
      !/^(document)?$/.test(headerOf(visit, 'sec-fetch-dest')) ||
      !/^(navigate)?$/.test(headerOf(visit, 'sec-fetch-mode')),
  ],
  ['asks for no page', visit => !headerOf(visit, 'accept').includes('text/html')],
  [
    'claims to be a browser that would say more',
    visit =>
      visit.trustworthy && headerOf(visit, 'sec-fetch-mode') === '' && tellsFetchMetadata(agentOf(visit)),
  ],
]

/** Words in the user agents of those that begin as a browser does. Cubot makes phones. */
const machineWords =
  /(?<!cu)bots?(?![a-z])|crawl|spider|slurp|preview|unfurl|scanner|headless|phantomjs|lighthouse|facebookexternalhit|facebot|meta-external|google-safety|googleimageproxy|yahoomailproxy|embedly|iframely|barracuda|proofpoint|mimecast|zscaler/i

/** Which sign of a machine the visit shows; null when it looks like somebody's browser. */
export function signOfMachine(visit: Visit): string | null {
  const [sign] = signs.find(([, shows]) => shows(visit)) ?? [null]
  return sign
}

export function kindOfVisit(visit: Visit): VisitKind {
  return signOfMachine(visit) === null ? 'browser' : 'machine'
}

function agentOf(visit: Visit): string {
  return headerOf(visit, 'user-agent')
}

function headerOf({ headers }: Visit, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : (value?.join() ?? '')
}

/** The engines by the name in the user agent, and the version from which on they tell where a request comes from. */
const telling: ReadonlyArray<readonly [RegExp, major: number, minor: number]> = [
  [/Chrome\/(\d+)\.(\d+)/, 80, 0],
  [/Firefox\/(\d+)\.(\d+)/, 90, 0],
  [/Version\/(\d+)\.(\d+).* Safari\//, 16, 4],
]

function tellsFetchMetadata(agent: string): boolean {
  return telling.some(([pattern, major, minor]) => {
    const found = pattern.exec(agent)
    return found !== null && Number(found[1]) * 1_000 + Number(found[2]) >= major * 1_000 + minor
  })
}
