-- CreateEnum
CREATE TYPE "MailState" AS ENUM ('waiting', 'sending', 'sent', 'retry', 'attention', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "DeliveryStage" AS ENUM ('none', 'claimed', 'envelope', 'data_started', 'accepted');

-- CreateEnum
CREATE TYPE "MailClass" AS ENUM ('repeatable', 'once');

-- CreateEnum
CREATE TYPE "RecipientKind" AS ENUM ('to', 'cc', 'bcc');

-- CreateEnum
CREATE TYPE "RecipientState" AS ENUM ('waiting', 'accepted', 'refused');

-- CreateTable
CREATE TABLE "OutboxMail" (
    "id" UUID NOT NULL,
    "idempotencyKey" TEXT,
    "contentHash" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "state" "MailState" NOT NULL DEFAULT 'waiting',
    "stage" "DeliveryStage" NOT NULL DEFAULT 'none',
    "class" "MailClass" NOT NULL DEFAULT 'repeatable',
    "priority" INTEGER NOT NULL DEFAULT 10,
    "fromName" TEXT,
    "fromAddress" TEXT NOT NULL,
    "replyToName" TEXT,
    "replyToAddress" TEXT,
    "subject" TEXT NOT NULL,
    "sealedMime" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "serverId" UUID,
    "forcedServerId" UUID,
    "accountKey" TEXT,
    "fromUsed" TEXT,
    "envelopeFrom" TEXT,
    "step" TEXT,
    "sendAt" TIMESTAMPTZ(3),
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseNo" INTEGER NOT NULL DEFAULT 0,
    "reason" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "serverQueueId" TEXT,
    "serverMessageId" TEXT,

    CONSTRAINT "OutboxMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxRecipient" (
    "mailId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "kind" "RecipientKind" NOT NULL,
    "name" TEXT,
    "address" TEXT NOT NULL,
    "state" "RecipientState" NOT NULL DEFAULT 'waiting',
    "code" INTEGER,
    "reply" TEXT,

    CONSTRAINT "OutboxRecipient_pkey" PRIMARY KEY ("mailId","no")
);

-- CreateTable
CREATE TABLE "OutboxEvent" (
    "id" BIGSERIAL NOT NULL,
    "mailId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "what" TEXT NOT NULL,
    "detail" JSONB,

    CONSTRAINT "OutboxEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SendingPause" (
    "serverId" UUID NOT NULL,
    "from" TEXT NOT NULL DEFAULT '',
    "reason" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "nextProbeAt" TIMESTAMPTZ(3) NOT NULL,
    "settings" TEXT NOT NULL,

    CONSTRAINT "SendingPause_pkey" PRIMARY KEY ("serverId","from")
);

-- CreateTable
CREATE TABLE "SendingBudget" (
    "key" TEXT NOT NULL,
    "paceAt" TIMESTAMPTZ(3) NOT NULL,
    "freeAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SendingBudget_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "SendingHour" (
    "key" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "recipients" INTEGER NOT NULL,

    CONSTRAINT "SendingHour_pkey" PRIMARY KEY ("key","hour")
);

-- CreateTable
CREATE TABLE "SendingSlot" (
    "key" TEXT NOT NULL,
    "no" INTEGER NOT NULL,
    "holder" UUID NOT NULL,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SendingSlot_pkey" PRIMARY KEY ("key","no")
);

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_idempotencyKey_key" ON "OutboxMail"("idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_messageId_key" ON "OutboxMail"("messageId");

-- CreateIndex
CREATE INDEX "OutboxMail_state_priority_createdAt_idx" ON "OutboxMail"("state", "priority", "createdAt");

-- CreateIndex
CREATE INDEX "OutboxMail_state_createdAt_id_idx" ON "OutboxMail"("state", "createdAt", "id");

-- CreateIndex
CREATE INDEX "OutboxMail_state_leaseUntil_idx" ON "OutboxMail"("state", "leaseUntil");

-- CreateIndex
CREATE INDEX "OutboxMail_serverId_state_idx" ON "OutboxMail"("serverId", "state");

-- CreateIndex
CREATE INDEX "OutboxMail_createdAt_id_idx" ON "OutboxMail"("createdAt", "id");

-- CreateIndex
CREATE INDEX "OutboxMail_serverMessageId_idx" ON "OutboxMail"("serverMessageId");

-- CreateIndex
CREATE INDEX "OutboxRecipient_address_idx" ON "OutboxRecipient"("address");

-- CreateIndex
CREATE INDEX "OutboxEvent_mailId_id_idx" ON "OutboxEvent"("mailId", "id");

-- AddForeignKey
ALTER TABLE "OutboxMail" ADD CONSTRAINT "OutboxMail_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "OutgoingServer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxRecipient" ADD CONSTRAINT "OutboxRecipient_mailId_fkey" FOREIGN KEY ("mailId") REFERENCES "OutboxMail"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxEvent" ADD CONSTRAINT "OutboxEvent_mailId_fkey" FOREIGN KEY ("mailId") REFERENCES "OutboxMail"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SendingPause" ADD CONSTRAINT "SendingPause_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "OutgoingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;


