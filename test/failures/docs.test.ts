import { expect, test } from 'vitest'
import { failuresPage } from './failures-page.ts'

test('the page about failures says what the catalogue says', async () => {
  await expect(failuresPage()).toMatchFileSnapshot('../../docs/failures.md')
})
