import { eml, type MailCase } from './mail-case.ts'

/** Reports and automatic answers, as different systems write them. */
export const reports: MailCase[] = [
  {
    name: 'a report of Exchange Online',
    raw: eml`Return-Path: <>
From: postmaster@meinshop.onmicrosoft.example
To: orders@mein-shop.example
Subject: Undeliverable: Rechnung 4711
X-MS-Exchange-Message-Is-Ndr: 1
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status;
 boundary="b"

--b
Content-Type: text/html; charset="utf-8"

<p>Your message to weg@example.com couldn't be delivered.</p>
--b
Content-Type: message/delivery-status

Reporting-MTA: dns;DB9PR01MB1234.eurprd01.prod.example
Received-From-MTA: dns;AM6PR01MB5678.eurprd01.prod.example
Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0000

Original-Recipient: rfc822;weg@example.com
Final-Recipient: rfc822;weg@intern.example.com
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 weg@example.com not found by SMTP address lookup
X-Display-Name: weg@example.com

--b
Content-Type: message/rfc822

Received: from x by y
X-Mailroom-ID: 3c1b8d0e-0000-4000-8000-000000000001
Message-ID: <AM6PR01@prod.example>
Subject: Rechnung 4711

Hallo
--b--`,
    facts: {
      isAutomatic: true,
      deliveryReport: {
        isStandard: true,
        recipients: [
          {
            address: 'weg@example.com',
            action: 'failed',
            status: '5.1.10',
            diagnostic:
              '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient weg@example.com not found by SMTP address lookup',
          },
        ],
        originalMessageId: '<AM6PR01@prod.example>',
        originalHeaders: { 'x-mailroom-id': '3c1b8d0e-0000-4000-8000-000000000001' },
      },
    },
  },
  {
    name: 'a report of Postfix with the header of the mail only, about two recipients',
    raw: eml`Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="4Xy/mx"

--4Xy/mx
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
--4Xy/mx
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4Xy7Zz1abc
Original-Envelope-Id: 0815

Final-Recipient: rfc822; eins@example.com
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

Final-Recipient: rfc822; zwei@example.com
Action: delayed
Status: 4.4.1

--4Xy/mx
Content-Type: text/rfc822-headers

Message-Id: <rechnung@mein-shop.example>
Subject: Rechnung
--4Xy/mx--`,
    facts: {
      deliveryReport: {
        isStandard: true,
        recipients: [
          { address: 'eins@example.com', action: 'failed', status: '5.2.2' },
          { address: 'zwei@example.com', action: 'delayed', status: '4.4.1' },
        ],
        originalMessageId: '<rechnung@mein-shop.example>',
        queueIds: ['0815', '4Xy7Zz1abc'],
      },
    },
  },
  {
    name: 'a report in words, with the failed recipients in the header, as Gmail and Exim write',
    raw: eml`Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
Subject: Delivery Status Notification (Failure)
X-Failed-Recipients: weg@example.com

** Address not found **
550 5.1.1 The email account that you tried to reach does not exist.

----- Original message -----

Message-ID: <rechnung@mein-shop.example>
Subject: Rechnung`,
    facts: {
      deliveryReport: {
        isStandard: false,
        recipients: [{ address: 'weg@example.com', action: 'failed', status: '5.1.1' }],
        originalMessageId: '<rechnung@mein-shop.example>',
      },
    },
  },
  {
    name: 'a report of qmail',
    raw: eml`Return-Path: <>
From: MAILER-DAEMON@qmail.example
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.

<weg@example.com>:
Remote host said: 550 no such user

--- Below this line is a copy of the message.

Return-Path: <orders@mein-shop.example>
Message-ID: <rechnung@mein-shop.example>
`,
    facts: {
      deliveryReport: {
        isStandard: false,
        recipients: [{ address: 'weg@example.com', action: 'failed' }],
        originalMessageId: '<rechnung@mein-shop.example>',
      },
    },
  },
  {
    name: 'a report whose status is empty',
    raw: eml`Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status


--b--`,
    facts: { deliveryReport: { isStandard: true, recipients: [], originalMessageId: undefined } },
  },
  {
    name: 'a customer who writes about an undelivered mail writes no report',
    raw: eml`Return-Path: <kundin@example.com>
From: kundin@example.com
Subject: Undeliverable: Rechnung 4711

Warum?`,
    facts: { deliveryReport: undefined, isAutomatic: false },
  },
  {
    name: 'an absence note of Outlook',
    raw: eml`From: kundin@example.com
Subject: Automatische Antwort: Rechnung 4711
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
In-Reply-To: <rechnung@mein-shop.example>

Ich bin im Urlaub.`,
    facts: { isAutomatic: true, deliveryReport: undefined, inReplyTo: ['<rechnung@mein-shop.example>'] },
  },
  {
    name: 'a mailing list',
    raw: eml`From: liste@example.com
Subject: Neues
List-Id: <neues.example.com>
Precedence: list

x`,
    facts: { isAutomatic: true },
  },
  {
    name: 'a mail of ours',
    raw: eml`From: orders@mein-shop.example
Subject: Rechnung
X-Mailroom-ID: 3c1b8d0e-0000-4000-8000-000000000001

x`,
    facts: { mailroomId: '3c1b8d0e-0000-4000-8000-000000000001' },
  },
]
