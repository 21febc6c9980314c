/** How those who open links introduce themselves: machines by their published names, and browsers of people. */

type Headers = Readonly<Record<string, string>>

const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' }
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

const agent = (userAgent: string, more: Headers = {}): Headers => ({
  'user-agent': userAgent,
  accept: page,
  ...more,
})

export type Machine = { readonly method: 'GET' | 'HEAD'; readonly headers: Headers }

const gets = (headers: Headers): Machine => ({ method: 'GET', headers })

export const machines: Readonly<Record<string, Machine>> = {
  'A scanner that asks by HEAD': { method: 'HEAD', headers: agent(chrome, navigation) },
  Googlebot: gets(agent('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)')),
  'A prefetching browser': gets(agent(chrome, { ...navigation, 'sec-purpose': 'prefetch' })),
  Slackbot: gets(agent('Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', { accept: '*/*' })),
  facebookexternalhit: gets(
    agent('facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'),
  ),
  'A preview of iMessage': gets(
    agent(
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
    ),
  ),
  WhatsApp: gets(agent('WhatsApp/2.23.20.0', { accept: '*/*' })),
  'A preview of Skype and Teams': gets(
    agent('Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com'),
  ),
  'Office that asks before it opens': gets(
    agent('Mozilla/4.0 (compatible; ms-office; MSOffice 16)', { accept: '*/*' }),
  ),
  'Safe Links with the user agent of a browser': gets(agent(chrome)),
  'A headless Chromium': gets(agent(chrome.replace('Chrome/', 'HeadlessChrome/'), navigation)),
  curl: gets(agent('curl/8.5.0', { accept: '*/*' })),
  Python: gets(agent('python-requests/2.32.3', { accept: '*/*' })),
  'Whoever says nothing': gets({}),
}

export const browsers: Readonly<Record<string, Headers>> = {
  'Chrome on a desk': agent(chrome, navigation),
  'Edge on a desk': agent(`${chrome} Edg/142.0.0.0`, navigation),
  'Firefox on a desk': agent(
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    navigation,
  ),
  'Safari on a phone': agent(
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    navigation,
  ),
  'An older Safari, which says less': agent(
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15',
  ),
  'Chrome on a phone of Cubot': agent(
    'Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    navigation,
  ),
  'The browser inside an app on iOS, which names no version': agent(
    'Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS]',
  ),
}
