/** `link qr` */
import { DomainError } from '../domain/errors.ts'
import { readDelivered } from '../services/delivered-file.ts'
import { type QrFormat, qrArchive, qrFormats } from '../services/qr-archive.ts'
import type { Command } from './command.ts'
import { inputFile } from './input-file.ts'
import { note } from './print.ts'
import { withContext } from './program.ts'
import { progress } from './progress.ts'
import { writeWhole } from './whole-file.ts'

export const qrCommand: Command = {
  path: 'link qr',
  text: 'Make a zip with the QR code of every link of a delivered list, for print; files are named by external_id',
  options: {
    in: {
      type: 'string',
      value: 'FILE',
      text: 'the CSV that was delivered; - reads standard input',
      required: true,
    },
    out: { type: 'string', value: 'FILE', text: 'the zip to write', required: true },
    format: { type: 'string', value: 'svg|png', text: 'svg unless given' },
  },
  run: (input, env) =>
    withContext(env, async context => {
      const out = input.text('out') ?? ''
      const format = formatOf(input.text('format'))
      const links = readDelivered(context, inputFile('in', input.text('in') ?? ''), null)
      const shown = progress('codes')
      let made = 0
      const onCode = (count: number) => {
        made = count
        shown.at(count)
      }
      await writeWhole('out', out, write => write(qrArchive({ links, format, onCode }))).finally(shown.end)
      note(`${made} codes in ${out}. Whoever has the file has the links.`)
    }),
}

function formatOf(text: string | undefined): QrFormat {
  const format = qrFormats.find(known => known === (text ?? 'svg'))
  if (format) return format
  throw new DomainError('invalid-input', '--format: must be svg or png')
}
