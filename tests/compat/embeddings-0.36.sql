BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'llm.embeddings','m001_create_tables','2026-11-22 23:25:57.614565+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'llm.embeddings','m002_foreign_key','2026-11-22 23:25:57.626397+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'llm.embeddings','m003_add_updated','2026-11-22 23:25:57.638674+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'llm.embeddings','m004_store_content_hash','2026-11-22 23:25:57.647524+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'llm.embeddings','m005_add_content_blob','2026-11-22 23:25:57.660942+00:00');
CREATE TABLE "collections" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
INSERT INTO "collections" VALUES(1,'c','letters');
CREATE TABLE "embeddings" (
   "collection_id" INTEGER REFERENCES "collections"("id"),
   "id" TEXT,
   "embedding" BLOB,
   "content" TEXT,
   "content_blob" BLOB,
   "content_hash" BLOB,
   "metadata" TEXT,
   "updated" INTEGER,
   PRIMARY KEY ("collection_id", "id")
);
INSERT INTO "embeddings" VALUES(1,'one',X'00002843000040C100001943000058420000224300001D430000C0410000C841','the first text',NULL,X'8EF5ADCB8A01D87F2E5C0797EDAD479A','{"n": 1, "\u00e9": "\u00fc"}',1795389957);
INSERT INTO "embeddings" VALUES(1,'three',X'0000B743000074420000964200000C43000084420000A44200000E430000A042','日本語',NULL,X'00110AF8B4393EF3F72C50BE5B332BEC',NULL,1795389957);
INSERT INTO "embeddings" VALUES(1,'four',X'000025430000B4C2000000410000F8410000D041000030410000C84100000000',NULL,X'FF006279746573',X'F627722F87CF7B7707DC18FE06D6757D',NULL,1795389957);
INSERT INTO "embeddings" VALUES(1,'five',X'000090410000E0400000C8410000D04100000000000000000000000000000000',NULL,NULL,X'98BD1C45684CF587AC2347A92DD7BB51',NULL,1795389957);
INSERT INTO "embeddings" VALUES(1,'six',X'000010C200000000000000000000000000000000000000000000000000000000',NULL,NULL,X'1679091C5A880FAF6FB5E6087EB1B2DC','{"x": [1, null]}',1795389957);
INSERT INTO "embeddings" VALUES(1,'two',X'000022430080A54300004F4300808E430080BC430000BE430000B64300006543','the second text, changed',NULL,X'43552E29526D5A2BBD0A0AB39466F3E9','{"changed": true}',1795389957);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_collections_name"
    ON "collections" ("name");
CREATE INDEX "idx_embeddings_content_hash"
    ON "embeddings" ("content_hash");
COMMIT;
