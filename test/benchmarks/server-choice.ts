// How fast a server is chosen by its From filter, beside ten servers: npx tsx test/benchmarks/server-choice.ts
import { cpus } from 'node:os'
import { createServerChoice } from '../../src/outgoing-servers/server-choice.ts'
import { median } from './load.ts'

const rounds = 5
const choices = 100_000
const notificationAddress = 'notifications@mein-shop.example'

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`)
const few = measured(10)
const many = measured(10_000)
console.log(`ratio ${(many / few).toFixed(2)}`)

/** Choices per second; a third each is decided by an address, by a domain and by the default From. */
function measured(count: number): number {
  const start = performance.now()
  const { choose } = createServerChoice(serversOf(count))
  const indexed = performance.now() - start
  const rates = Array.from({ length: rounds }, () => rateOf(choose, count))
  const rate = median(rates)
  console.log(`${count} servers: ${rate.toFixed(0)} choices/s, indexed in ${indexed.toFixed(0)} ms`)

  return rate
}

function rateOf(choose: ReturnType<typeof createServerChoice>['choose'], count: number): number {
  const start = performance.now()
  for (let n = 0; n < choices; n++) {
    const server = (n * 7919) % count
    const domain = n % 3 === 2 ? 'unknown.example' : `shop${server}.example`
    choose({ from: { address: `${n % 3 === 0 ? 'orders' : `user${n}`}@${domain}` }, notificationAddress })
  }

  return choices / ((performance.now() - start) / 1000)
}

function serversOf(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    id: String(n),
    name: `Server ${n}`,
    fromFilter: n === count - 1 ? notificationAddress : `orders@shop${n}.example, shop${n}.example`,
    priority: n % 10,
    createdAt: new Date(n),
    archivedAt: null,
  }))
}
