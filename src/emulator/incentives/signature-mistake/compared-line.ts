// The lines of the request beside the lines that the client signed.

export interface ComparedLine {
  /** As the request says; null when only the client has this line. */
  readonly text: string | null
  /** As the client signed; null when it left the line out. */
  readonly signed: string | null
}

/** Both in order; a line that only one of them has stands alone. */
export function compareLines(texts: readonly string[], signed: readonly string[]): ComparedLine[] {
  const [text = null, ...laterTexts] = texts
  const [line = null, ...laterSigned] = signed
  if (text === null && line === null) return []
  const sameLength = texts.length === signed.length
  if (!sameLength && text !== line && (text === null || laterSigned.includes(text)))
    return [{ text: null, signed: line }, ...compareLines(texts, laterSigned)]
  if (!sameLength && text !== line && (line === null || laterTexts.includes(line)))
    return [{ text, signed: null }, ...compareLines(laterTexts, signed)]
  return [{ text, signed: line }, ...compareLines(laterTexts, laterSigned)]
}
