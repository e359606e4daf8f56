-- AlterTable
ALTER TABLE "ActivityEntry" ADD COLUMN "changes" JSONB,
ADD COLUMN "search" TEXT NOT NULL DEFAULT '';

-- What was written before can be searched for too, if not by its sentence.
UPDATE "ActivityEntry" SET "search" = concat_ws(' ', "adminName", "subject", "what", "detail"::text);

-- CreateTable
CREATE TABLE "ActivityLink" (
    "no" BIGINT NOT NULL,
    "entryId" BIGINT NOT NULL,
    "mac" TEXT NOT NULL,

    CONSTRAINT "ActivityLink_pkey" PRIMARY KEY ("no")
);

-- CreateTable
CREATE TABLE "ActivityChain" (
    "id" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "checkedAt" TIMESTAMPTZ(3),
    "checkedCount" INTEGER NOT NULL DEFAULT 0,
    "broken" JSONB,

    CONSTRAINT "ActivityChain_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ActivityEntry_adminId_id_idx" ON "ActivityEntry"("adminId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ActivityLink_entryId_key" ON "ActivityLink"("entryId");

-- The same expression as for mails, see OutboxMail_words.
CREATE INDEX "ActivityEntry_words" ON "ActivityEntry"
  USING GIN (to_tsvector('simple', translate("search", '@.-_+/<>&', '         ')));

-- Nobody changes what was written down: neither a mistake of ours nor a statement sent through us. Whoever owns the
-- table can take the guard away, and the chain tells of it. \x3B is a semicolon: at each one Prisma's engine cuts a file.
CREATE FUNCTION "activity_is_kept"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  RAISE EXCEPTION ''The activity is kept: rows of % are neither changed nor deleted.'', TG_TABLE_NAME
    USING ERRCODE = ''insufficient_privilege''\x3B
END';

CREATE TRIGGER "ActivityEntry_is_kept" BEFORE UPDATE OR DELETE ON "ActivityEntry"
  FOR EACH ROW EXECUTE FUNCTION "activity_is_kept"();

CREATE TRIGGER "ActivityLink_is_kept" BEFORE UPDATE OR DELETE ON "ActivityLink"
  FOR EACH ROW EXECUTE FUNCTION "activity_is_kept"();
