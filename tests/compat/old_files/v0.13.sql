BEGIN;
CREATE TABLE "_llm_migrations" (
   "name" TEXT PRIMARY KEY,
   "applied_at" TEXT
);
INSERT INTO "_llm_migrations" VALUES ('m001_initial','2026-11-22 17:27:21.569249');
INSERT INTO "_llm_migrations" VALUES ('m002_id_primary_key','2026-11-22 17:27:21.578246');
INSERT INTO "_llm_migrations" VALUES ('m003_chat_id_foreign_key','2026-11-22 17:27:21.595141');
INSERT INTO "_llm_migrations" VALUES ('m004_column_order','2026-11-22 17:27:21.605862');
INSERT INTO "_llm_migrations" VALUES ('m004_drop_provider','2026-11-22 17:27:21.616759');
INSERT INTO "_llm_migrations" VALUES ('m005_debug','2026-11-22 17:27:21.625598');
INSERT INTO "_llm_migrations" VALUES ('m006_new_logs_table','2026-11-22 17:27:21.661610');
INSERT INTO "_llm_migrations" VALUES ('m007_finish_logs_table','2026-11-22 17:27:21.681242');
INSERT INTO "_llm_migrations" VALUES ('m008_reply_to_id_foreign_key','2026-11-22 17:27:21.700488');
INSERT INTO "_llm_migrations" VALUES ('m008_fix_column_order_in_logs','2026-11-22 17:27:21.715368');
INSERT INTO "_llm_migrations" VALUES ('m009_delete_logs_table_if_empty','2026-11-22 17:27:21.721442');
INSERT INTO "_llm_migrations" VALUES ('m010_create_new_log_tables','2026-11-22 17:27:21.731626');
INSERT INTO "_llm_migrations" VALUES ('m011_fts_for_responses','2026-11-22 17:27:21.747426');
CREATE TABLE "conversations" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
INSERT INTO "conversations" VALUES ('01m824rnwprr93sqy7tybjvrqe','A question of 0.13','scripted');
INSERT INTO "conversations" VALUES ('01m824rnx2rf00gvw527krg31a','quiet one','scripted');
INSERT INTO "conversations" VALUES ('01m824rnxe62ct0za25pzeypqe','Zwölf Boxkämpfer 🥊 <&> "quoted"…','scripted');
INSERT INTO "conversations" VALUES ('01m824rny5z8tw93zbsbb8a2r8','long one','scripted');
INSERT INTO "conversations" VALUES ('01m824rp0g5s6zzr6t2tdz1ep9','Another conversation','scripted');
INSERT INTO "conversations" VALUES ('01m824rp1f2vbzq9f7pw1ryx9x','An instruction only for the fir…','scripted');
INSERT INTO "conversations" VALUES ('01m824rp24pw4aevrxb0yezpxc','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824rp2gv5jx7fs5xnnswag1','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824rp2sd4h5ftnn3zyefed0','from standard input','scripted');
INSERT INTO "conversations" VALUES ('01m824rp32nynsk5gn8nxyy7ve','marked: no dollar','scripted');
INSERT INTO "conversations" VALUES ('01m824rp3fa1gm16kdza0vw0q5','marked with dollars','scripted');
CREATE TABLE "responses" (
   "id" TEXT PRIMARY KEY,
   "model" TEXT,
   "prompt" TEXT,
   "system" TEXT,
   "prompt_json" TEXT,
   "options_json" TEXT,
   "response" TEXT,
   "response_json" TEXT,
   "conversation_id" TEXT REFERENCES "conversations"("id"),
   "duration_ms" INTEGER,
   "datetime_utc" TEXT
);
INSERT INTO "responses" VALUES ('01m824rnwtfwqrbxvcfqx84t3r','scripted','A question of 0.13',NULL,NULL,'{}','You said: A question of 0.13','{"id": "r-1", "content": "You said: A question of 0.13", "stop": "end", "words": ["A", "question", "of", "0.13"]}','01m824rnwprr93sqy7tybjvrqe',0,'2026-11-22T17:27:21.560316');
INSERT INTO "responses" VALUES ('01m824rnx5c17jyvf0bfc94ve5','scripted','quiet one',NULL,NULL,'{}','You said: quiet one',NULL,'01m824rnx2rf00gvw527krg31a',0,'2026-11-22T17:27:21.760656');
INSERT INTO "responses" VALUES ('01m824rnxnq6rgpc929v7051p2','scripted','Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL,NULL,'{}','You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line','{"id": "r-1", "content": "You said: Zwölf Boxkämpfer 🥊 <&> \"quoted\" ''it''\nand a second line", "stop": "end", "words": ["Zwölf", "Boxkämpfer", "🥊", "<&>", "\"quoted\"", "''it''", "and", "a", "second", "line"]}','01m824rnxe62ct0za25pzeypqe',0,'2026-11-22T17:27:21.772486');
INSERT INTO "responses" VALUES ('01m824rny9dztwbf6z5spc3tws','scripted','long one','Be brief',NULL,'{}','A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ','{"id": "r-1", "content": "A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ", "stop": "end", "words": ["long", "one"]}','01m824rny5z8tw93zbsbb8a2r8',0,'2026-11-22T17:27:21.788179');
INSERT INTO "responses" VALUES ('01m824rnyhxkraenyxnd7ta9c0','scripted','And more?',NULL,NULL,'{}','You said: And more?','{"id": "r-1", "content": "You said: And more?", "stop": "end", "words": ["And", "more?"]}','01m824rny5z8tw93zbsbb8a2r8',0,'2026-11-22T17:27:21.808268');
INSERT INTO "responses" VALUES ('01m824rnz8zth0vwtgv7yvy5ez','scripted','And then?',NULL,NULL,'{"temperature": 0.5, "name": "Zoë"}','You said: And then?','{"id": "r-1", "content": "You said: And then?", "stop": "end", "words": ["And", "then?"]}','01m824rny5z8tw93zbsbb8a2r8',0,'2026-11-22T17:27:21.828740');
INSERT INTO "responses" VALUES ('01m824rp0kfwwqd4ddepm1wtcs','scripted','Another conversation','Be brief',NULL,'{}','You said: Another conversation','{"id": "r-1", "content": "You said: Another conversation", "stop": "end", "words": ["Another", "conversation"]}','01m824rp0g5s6zzr6t2tdz1ep9',0,'2026-11-22T17:27:21.866151');
INSERT INTO "responses" VALUES ('01m824rp0y187rvedtn4ndhp1d','scripted','The same instructions again','Be brief',NULL,'{}','You said: The same instructions again','{"id": "r-1", "content": "You said: The same instructions again", "stop": "end", "words": ["The", "same", "instructions", "again"]}','01m824rp0g5s6zzr6t2tdz1ep9',0,'2026-11-22T17:27:21.884652');
INSERT INTO "responses" VALUES ('01m824rp18n8yxgpj475pkg2tp','scripted','Back to the first',NULL,NULL,'{}','You said: Back to the first','{"id": "r-1", "content": "You said: Back to the first", "stop": "end", "words": ["Back", "to", "the", "first"]}','01m824rny5z8tw93zbsbb8a2r8',0,'2026-11-22T17:27:21.894827');
INSERT INTO "responses" VALUES ('01m824rp1h5fmp7wv1y5pwyy0s','scripted','An instruction only for the first','First system',NULL,'{}','You said: An instruction only for the first','{"id": "r-1", "content": "You said: An instruction only for the first", "stop": "end", "words": ["An", "instruction", "only", "for", "the", "first"]}','01m824rp1f2vbzq9f7pw1ryx9x',0,'2026-11-22T17:27:21.901882');
INSERT INTO "responses" VALUES ('01m824rp1xxyp50xwc04nn39d9','scripted','Changed instructions','Second system',NULL,'{}','You said: Changed instructions','{"id": "r-1", "content": "You said: Changed instructions", "stop": "end", "words": ["Changed", "instructions"]}','01m824rp1f2vbzq9f7pw1ryx9x',0,'2026-11-22T17:27:21.916521');
INSERT INTO "responses" VALUES ('01m824rp27tw9qt7jp4j92rqe7','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}','01m824rp24pw4aevrxb0yezpxc',0,'2026-11-22T17:27:21.923544');
INSERT INTO "responses" VALUES ('01m824rp2kvb9e8sc4g81vcm8h','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}','01m824rp2gv5jx7fs5xnnswag1',0,'2026-11-22T17:27:21.934857');
INSERT INTO "responses" VALUES ('01m824rp2vsjx5njkwpezp16jg','scripted','from standard input',NULL,NULL,'{}','You said: from standard input','{"id": "r-1", "content": "You said: from standard input", "stop": "end", "words": ["from", "standard", "input"]}','01m824rp2sd4h5ftnn3zyefed0',0,'2026-11-22T17:27:21.944223');
INSERT INTO "responses" VALUES ('01m824rp36xzejxca3c4tna38s','scripted','marked: no dollar',NULL,NULL,'{}','You said: marked: no dollar','{"id": "r-1", "content": "You said: marked: no dollar", "stop": "end", "words": ["marked:", "no", "dollar"]}','01m824rp32nynsk5gn8nxyy7ve',0,'2026-11-22T17:27:21.952706');
INSERT INTO "responses" VALUES ('01m824rp3j2g5ba48m7yashjdt','scripted','marked with dollars',NULL,NULL,'{}','You said: marked with dollars','{"price": {"$": "100"}, "raw": {"$raw": 1}, "said": "You said: marked with dollars"}','01m824rp3fa1gm16kdza0vw0q5',0,'2026-11-22T17:27:21.966150');
CREATE VIRTUAL TABLE "responses_fts" USING FTS5 (
    "prompt", "response",
    content="responses"
);
CREATE TABLE ratings (
            id integer primary key, response_id text, stars integer, note blob, more);
INSERT INTO "ratings" VALUES (1,'01m824rnwtfwqrbxvcfqx84t3r',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (2,'01m824rnx5c17jyvf0bfc94ve5',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (3,'01m824rnxnq6rgpc929v7051p2',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (4,'01m824rny9dztwbf6z5spc3tws',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (5,'01m824rnyhxkraenyxnd7ta9c0',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (6,'01m824rnz8zth0vwtgv7yvy5ez',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (7,'01m824rp0kfwwqd4ddepm1wtcs',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (8,'01m824rp0y187rvedtn4ndhp1d',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (9,'01m824rp18n8yxgpj475pkg2tp',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (10,'01m824rp1h5fmp7wv1y5pwyy0s',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (11,'01m824rp1xxyp50xwc04nn39d9',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (12,'01m824rp27tw9qt7jp4j92rqe7',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (13,'01m824rp2kvb9e8sc4g81vcm8h',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (14,'01m824rp2vsjx5njkwpezp16jg',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (15,'01m824rp36xzejxca3c4tna38s',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (16,'01m824rp3j2g5ba48m7yashjdt',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (17,'none',NULL,NULL,'é');
INSERT INTO "ratings" VALUES (18,'none',5,NULL,NULL);
CREATE TABLE seen (what text primary key, times integer) without rowid;
INSERT INTO "seen" VALUES ('rating',18);
CREATE TABLE counted (id integer primary key autoincrement, name text);
INSERT INTO "counted" VALUES (1,'one');
INSERT INTO "counted" VALUES (2,'two');
CREATE VIRTUAL TABLE notes using fts5(title, body);
INSERT INTO "notes" VALUES ('A note','about pelicans');
INSERT INTO "responses_fts"("responses_fts") VALUES ('rebuild');
CREATE TRIGGER "responses_ai" AFTER INSERT ON "responses" BEGIN
  INSERT INTO "responses_fts" (rowid, "prompt", "response") VALUES (new.rowid, new."prompt", new."response");
END;
CREATE TRIGGER "responses_ad" AFTER DELETE ON "responses" BEGIN
  INSERT INTO "responses_fts" ("responses_fts", rowid, "prompt", "response") VALUES('delete', old.rowid, old."prompt", old."response");
END;
CREATE TRIGGER "responses_au" AFTER UPDATE ON "responses" BEGIN
  INSERT INTO "responses_fts" ("responses_fts", rowid, "prompt", "response") VALUES('delete', old.rowid, old."prompt", old."response");
  INSERT INTO "responses_fts" (rowid, "prompt", "response") VALUES (new.rowid, new."prompt", new."response");
END;
CREATE INDEX ratings_by_stars on ratings (stars desc) where stars > 1;
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('counted',3);
CREATE VIEW best as select * from ratings where stars > 3;
CREATE TRIGGER ratings_seen after insert on ratings begin
            insert into seen values ('rating', 1)
            on conflict (what) do update set times = times + 1;
        end;
COMMIT;
