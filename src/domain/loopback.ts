/** Addresses that only this machine can reach: loopback, `localhost` and names below it (RFC 6761 section 6.3). */

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return /^(127(\.\d{1,3}){3}|\[::1\]|localhost|.+\.localhost)\.?$/.test(hostname)
}
