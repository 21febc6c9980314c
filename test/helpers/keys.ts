/** The emulator's access keys, as the Incentives portal would show them: one press switches a key off. */
import type { TestService } from './service.ts'

export async function switchKey(
  { emulator }: Pick<TestService, 'emulator'>,
  accessKeyId: string,
  active: boolean,
): Promise<void> {
  const response = await fetch(`${emulator.url}/_emulator/keys`, {
    method: 'PUT',
    body: JSON.stringify({ accessKeyId, active }),
  })
  if (!response.ok) throw new Error(await response.text())
}
