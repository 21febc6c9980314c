// Tells the service that pages which look again by themselves need not be loaded anew: this script fetches them. One that
// was told to already is loaded once more, before anybody has begun anything on it.
const watch = document.querySelector('[data-every]')
if (!document.cookie.split('; ').includes('scripts=on')) {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not there on plain http
  document.cookie = `scripts=on; path=/admin; samesite=lax${secure}`
  if (watch && document.cookie.includes('scripts=on')) location.replace(location.pathname)
}

// Swaps the parts of the page that have changed, and nothing else: what has the focus, is open, scrolled or half filled in
// stays so. It rests while nobody looks, and stops half an hour after the last sign of anybody.
if (watch) {
  const restAfterMs = 30 * 60_000
  const tellEveryMs = 30_000
  let seenAt = Date.now()
  let toldAt = Date.now()
  let told = textOf(document, 'tiles')

  function textOf(page, id) {
    return page.getElementById(id)?.textContent.replace(/\s+/g, ' ').trim() ?? ''
  }

  function swap(fresh) {
    const old = document.getElementById(fresh.id)
    if (!old || old.outerHTML === fresh.outerHTML) return
    const focused = old.contains(document.activeElement) ? document.activeElement.id : ''
    const scrolled = [...old.querySelectorAll('.scrolls[id]')].map(({ id, scrollLeft }) => [id, scrollLeft])
    for (const { id } of old.querySelectorAll('details[open][id]'))
      fresh.querySelector(`#${id}`)?.setAttribute('open', '')
    old.innerHTML = fresh.innerHTML
    for (const [id, left] of scrolled) document.getElementById(id)?.scrollTo({ left })
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
  }

  // To those who hear the page it is told now and then, and only what has changed.
  function tell() {
    const text = textOf(document, 'tiles')
    if (text === told || Date.now() - toldAt < tellEveryMs) return
    told = text
    toldAt = Date.now()
    document.getElementById('news').textContent = text
  }

  async function look() {
    if (document.hidden || Date.now() - seenAt > restAfterMs) return
    const response = await fetch(location.pathname)
    if (response.status === 401) throw new SignedOut()
    if (!response.ok) throw new Error(`answered ${response.status}`)
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    for (const fresh of page.querySelectorAll('[data-live]')) swap(fresh)
    tell()
  }

  class SignedOut extends Error {}

  function sayStale(error) {
    const asOf = document.getElementById('as-of')
    if (!asOf.classList.contains('bad'))
      asOf.append(
        error instanceof SignedOut
          ? ' You are signed out, so this page no longer changes: sign in and load it again.'
          : ' It cannot be asked for anything newer just now.',
      )
    asOf.classList.add('bad')
  }

  async function lookAgain() {
    await look().then(() => document.getElementById('as-of').classList.remove('bad'), sayStale)
    setTimeout(lookAgain, 1000 * watch.dataset.every)
  }

  for (const sign of ['pointerdown', 'pointermove', 'keydown', 'scroll'])
    document.addEventListener(sign, () => (seenAt = Date.now()), { passive: true })
  document.addEventListener('visibilitychange', () => document.hidden || look().catch(sayStale))
  setTimeout(lookAgain, 1000 * watch.dataset.every)
}
