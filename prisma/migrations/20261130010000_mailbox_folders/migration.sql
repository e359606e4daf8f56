-- CreateTable
CREATE TABLE "MailboxFolders" (
    "serverId" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "folders" JSONB NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailboxFolders_pkey" PRIMARY KEY ("serverId")
);

-- AddForeignKey
ALTER TABLE "MailboxFolders" ADD CONSTRAINT "MailboxFolders_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
