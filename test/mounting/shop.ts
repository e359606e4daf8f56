import Fastify, { type FastifyInstance } from 'fastify'
import { createMail, type MailOptions, mailAdmin } from '../../src/index.ts'

/** A shop with a page of its own, Mailroom's pages below /backend/mail, and a very simple sign-in. */
export async function startShop(settings: MailOptions['settings']): Promise<FastifyInstance> {
  const shop = Fastify()
  const mail = await createMail({ settings, log: shop.log })
  shop.addHook('onClose', () => mail.close())

  shop.get('/', async () => 'Our shop')

  await shop.register(mailAdmin, {
    mail,
    path: '/backend/mail',
    authenticate: async (request, reply) => {
      if (request.headers.authorization !== 'Bearer maria') await reply.redirect('/sign-in')
    },
    currentAdmin: () => ({ id: 'maria', name: 'Maria Lehmann', email: 'maria@mein-shop.example' }),
  })

  return shop
}
