-- CreateTable
CREATE TABLE "SuspectMail" (
    "serverId" UUID NOT NULL,
    "folder" TEXT NOT NULL,
    "uidValidity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "begun" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "ended" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "SuspectMail_pkey" PRIMARY KEY ("serverId","folder","uidValidity","uid")
);

-- AddForeignKey
ALTER TABLE "SuspectMail" ADD CONSTRAINT "SuspectMail_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
