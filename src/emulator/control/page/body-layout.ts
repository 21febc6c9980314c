// Bodies laid out for reading. Only white space is added: digits, escapes and order of members stay as they were.

/** JSON indented, a form with a line for each member, anything else as it is. */
export function layOut(body: string, contentType: string): string {
  if (isJson(body)) return indent(body)
  if (contentType.startsWith('application/x-www-form-urlencoded')) return body.replaceAll('&', '\n&')
  return body
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}

function indent(json: string): string {
  const tokens = json.match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s"{}[\],:]+/g) ?? []
  let depth = 0
  let before = ''
  let text = ''
  for (const token of tokens) {
    if (CLOSING.has(token)) depth -= 1
    if (before === ',' || OPENING.has(before) !== CLOSING.has(token)) text += `\n${'  '.repeat(depth)}`
    text += token === ':' ? ': ' : token
    if (OPENING.has(token)) depth += 1
    before = token
  }
  return text
}

const OPENING: ReadonlySet<string> = new Set(['{', '['])
const CLOSING: ReadonlySet<string> = new Set(['}', ']'])
