-- CreateEnum
CREATE TYPE "InboxState" AS ENUM ('new', 'processed', 'attention');

-- CreateEnum
CREATE TYPE "InboxRoute" AS ENUM ('bounce', 'reply', 'alias', 'catch_all', 'default_route', 'loop');

-- CreateEnum
CREATE TYPE "HandOverState" AS ENUM ('none', 'waiting', 'done', 'failed');

-- AlterTable
ALTER TABLE "IncomingServer" ADD COLUMN     "defaultRoute" TEXT;

-- CreateTable
CREATE TABLE "Fetching" (
    "serverId" UUID NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "holder" UUID,
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseNo" INTEGER NOT NULL DEFAULT 0,
    "lastAt" TIMESTAMPTZ(3),
    "lastSuccessAt" TIMESTAMPTZ(3),
    "lastNew" INTEGER,
    "lastFailure" JSONB,
    "lastFailureAt" TIMESTAMPTZ(3),
    "failingSince" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "throttledUntil" TIMESTAMPTZ(3),
    "givenUpAt" TIMESTAMPTZ(3),

    CONSTRAINT "Fetching_pkey" PRIMARY KEY ("serverId")
);

-- CreateTable
CREATE TABLE "FolderCursor" (
    "serverId" UUID NOT NULL,
    "folder" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "uidValidity" BIGINT NOT NULL,
    "nextUid" BIGINT NOT NULL,
    "againFromUid" BIGINT,
    "againSince" TIMESTAMPTZ(3),
    "rebuiltAt" TIMESTAMPTZ(3),
    "rebuiltTimes" INTEGER NOT NULL DEFAULT 0,
    "recognised" INTEGER,
    "matchBefore" BIGINT,

    CONSTRAINT "FolderCursor_pkey" PRIMARY KEY ("serverId","folder")
);

-- CreateTable
CREATE TABLE "InboxMail" (
    "id" UUID NOT NULL,
    "serverId" UUID,
    "folder" TEXT NOT NULL,
    "uidValidity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "isTruncated" BOOLEAN NOT NULL DEFAULT false,
    "sealedRaw" BYTEA NOT NULL,
    "internalDate" TIMESTAMPTZ(3),
    "fetchedAt" TIMESTAMPTZ(3) NOT NULL,
    "afterReading" "AfterReading" NOT NULL DEFAULT 'leave',
    "state" "InboxState" NOT NULL DEFAULT 'new',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reason" JSONB,
    "processedAt" TIMESTAMPTZ(3),
    "messageId" TEXT,
    "fromName" TEXT,
    "fromAddress" TEXT,
    "subject" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "attachments" INTEGER NOT NULL DEFAULT 0,
    "isAutomatic" BOOLEAN NOT NULL DEFAULT false,
    "route" "InboxRoute",
    "routeName" TEXT,
    "outboxMailId" UUID,
    "search" TEXT NOT NULL DEFAULT '',
    "seq" BIGSERIAL NOT NULL,
    "handOver" "HandOverState" NOT NULL DEFAULT 'none',
    "handOverTries" INTEGER NOT NULL DEFAULT 0,
    "handOverAt" TIMESTAMPTZ(3),
    "handOverReason" JSONB,
    "handedOverAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseNo" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "InboxMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PurgedMail" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "folder" TEXT NOT NULL,
    "uidValidity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "messageId" TEXT,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "PurgedMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InboxChunk" (
    "id" UUID NOT NULL,
    "mailId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "sealedPart" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InboxChunk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InboxSettings" (
    "id" TEXT NOT NULL DEFAULT 'inbox',
    "webhookUrl" TEXT,
    "sealedWebhookSecret" TEXT,
    "webhookOffSince" TIMESTAMPTZ(3),
    "webhookFailures" INTEGER NOT NULL DEFAULT 0,
    "webhookFailingSince" TIMESTAMPTZ(3),
    "webhookFailure" JSONB,
    "webhookNextAt" TIMESTAMPTZ(3),
    "retentionDays" INTEGER NOT NULL DEFAULT 90,
    "version" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedBy" TEXT,

    CONSTRAINT "InboxSettings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Fetching_nextAt_idx" ON "Fetching"("nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "InboxMail_seq_key" ON "InboxMail"("seq");

-- CreateIndex
CREATE INDEX "InboxMail_serverId_sha256_idx" ON "InboxMail"("serverId", "sha256");

-- CreateIndex
CREATE INDEX "InboxMail_fetchedAt_id_idx" ON "InboxMail"("fetchedAt", "id");

-- CreateIndex
CREATE INDEX "InboxMail_state_fetchedAt_id_idx" ON "InboxMail"("state", "fetchedAt", "id");

-- CreateIndex
CREATE INDEX "InboxMail_handOver_handOverAt_idx" ON "InboxMail"("handOver", "handOverAt");

-- CreateIndex
CREATE INDEX "InboxMail_messageId_idx" ON "InboxMail"("messageId");

-- CreateIndex
CREATE INDEX "InboxMail_outboxMailId_idx" ON "InboxMail"("outboxMailId");

-- CreateIndex
CREATE UNIQUE INDEX "InboxMail_serverId_folder_uidValidity_uid_key" ON "InboxMail"("serverId", "folder", "uidValidity", "uid");

-- CreateIndex
CREATE INDEX "PurgedMail_serverId_sha256_idx" ON "PurgedMail"("serverId", "sha256");

-- CreateIndex
CREATE INDEX "PurgedMail_serverId_messageId_idx" ON "PurgedMail"("serverId", "messageId");

-- CreateIndex
CREATE UNIQUE INDEX "PurgedMail_serverId_folder_uidValidity_uid_key" ON "PurgedMail"("serverId", "folder", "uidValidity", "uid");

-- CreateIndex
CREATE INDEX "InboxChunk_createdAt_idx" ON "InboxChunk"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "InboxChunk_mailId_no_key" ON "InboxChunk"("mailId", "no");

-- AddForeignKey
ALTER TABLE "Fetching" ADD CONSTRAINT "Fetching_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FolderCursor" ADD CONSTRAINT "FolderCursor_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InboxMail" ADD CONSTRAINT "InboxMail_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "IncomingServer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InboxMail" ADD CONSTRAINT "InboxMail_outboxMailId_fkey" FOREIGN KEY ("outboxMailId") REFERENCES "OutboxMail"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PurgedMail" ADD CONSTRAINT "PurgedMail_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What waits for being processed. Prisma's schema has no word for the condition.
CREATE INDEX "InboxMail_unmarked" ON "InboxMail"("serverId") WHERE "afterReading" <> 'leave';
CREATE INDEX "InboxMail_unprocessed" ON "InboxMail"("fetchedAt") WHERE "state" = 'new';
CREATE INDEX "InboxMail_for_backend" ON "InboxMail"("seq") WHERE "handOver" = 'waiting';

CREATE INDEX "InboxMail_words" ON "InboxMail"
  USING GIN (to_tsvector('simple', translate("search", '@.-_+/<>&', '         ')));
