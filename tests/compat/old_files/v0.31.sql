BEGIN;
CREATE TABLE "_llm_migrations" (
   "name" TEXT PRIMARY KEY,
   "applied_at" TEXT
);
INSERT INTO "_llm_migrations" VALUES ('m001_initial','2026-11-22 17:27:23.844424+00:00');
INSERT INTO "_llm_migrations" VALUES ('m002_id_primary_key','2026-11-22 17:27:23.855062+00:00');
INSERT INTO "_llm_migrations" VALUES ('m003_chat_id_foreign_key','2026-11-22 17:27:23.868416+00:00');
INSERT INTO "_llm_migrations" VALUES ('m004_column_order','2026-11-22 17:27:23.875324+00:00');
INSERT INTO "_llm_migrations" VALUES ('m004_drop_provider','2026-11-22 17:27:23.881216+00:00');
INSERT INTO "_llm_migrations" VALUES ('m005_debug','2026-11-22 17:27:23.886632+00:00');
INSERT INTO "_llm_migrations" VALUES ('m006_new_logs_table','2026-11-22 17:27:23.907806+00:00');
INSERT INTO "_llm_migrations" VALUES ('m007_finish_logs_table','2026-11-22 17:27:23.920774+00:00');
INSERT INTO "_llm_migrations" VALUES ('m008_reply_to_id_foreign_key','2026-11-22 17:27:23.936580+00:00');
INSERT INTO "_llm_migrations" VALUES ('m008_fix_column_order_in_logs','2026-11-22 17:27:23.946643+00:00');
INSERT INTO "_llm_migrations" VALUES ('m009_delete_logs_table_if_empty','2026-11-22 17:27:23.952190+00:00');
INSERT INTO "_llm_migrations" VALUES ('m010_create_new_log_tables','2026-11-22 17:27:23.959785+00:00');
INSERT INTO "_llm_migrations" VALUES ('m011_fts_for_responses','2026-11-22 17:27:23.972100+00:00');
INSERT INTO "_llm_migrations" VALUES ('m012_attachments_tables','2026-11-22 17:27:23.981587+00:00');
INSERT INTO "_llm_migrations" VALUES ('m013_usage','2026-11-22 17:27:23.990016+00:00');
INSERT INTO "_llm_migrations" VALUES ('m014_schemas','2026-11-22 17:27:24.030153+00:00');
INSERT INTO "_llm_migrations" VALUES ('m015_fragments_tables','2026-11-22 17:27:24.045803+00:00');
INSERT INTO "_llm_migrations" VALUES ('m016_fragments_table_pks','2026-11-22 17:27:24.060627+00:00');
INSERT INTO "_llm_migrations" VALUES ('m017_tools_tables','2026-11-22 17:27:24.078617+00:00');
INSERT INTO "_llm_migrations" VALUES ('m017_tools_plugin','2026-11-22 17:27:24.083886+00:00');
INSERT INTO "_llm_migrations" VALUES ('m018_tool_instances','2026-11-22 17:27:24.107070+00:00');
INSERT INTO "_llm_migrations" VALUES ('m019_resolved_model','2026-11-22 17:27:24.111560+00:00');
INSERT INTO "_llm_migrations" VALUES ('m020_tool_results_attachments','2026-11-22 17:27:24.116097+00:00');
INSERT INTO "_llm_migrations" VALUES ('m021_tool_results_exception','2026-11-22 17:27:24.120850+00:00');
CREATE TABLE "conversations" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
INSERT INTO "conversations" VALUES ('01m824rr9jebp1bx3njj1005g7','A question of 0.31','scripted');
INSERT INTO "conversations" VALUES ('01m824rrbw5ew0qvngnzhb0ncr','quiet one','scripted');
INSERT INTO "conversations" VALUES ('01m824rreedegtxsmf10c3tke9','Zwölf Boxkämpfer 🥊 <&> "quoted"…','scripted');
INSERT INTO "conversations" VALUES ('01m824rrk4cyctjz7fdqkxhmz6','long one','scripted');
INSERT INTO "conversations" VALUES ('01m824rs84kka2mm4ddh0s34q8','Another conversation','scripted');
INSERT INTO "conversations" VALUES ('01m824rt15kj9015t8m6q39v8s','An instruction only for the fir…','scripted');
INSERT INTO "conversations" VALUES ('01m824rtgjyfw3v478ngsejpah','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824rtm4fk6vr3580aymwd5c','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824rtr3gx8g8rww0vdmwv5a','from standard input','scripted');
INSERT INTO "conversations" VALUES ('01m824rtvpkb86a0d516ce03j8','marked: no dollar','scripted');
INSERT INTO "conversations" VALUES ('01m824rtysbab40hrazhc0bdfd','marked with dollars','scripted');
INSERT INTO "conversations" VALUES ('01m824rv3870r8j2b3kakyeks8','See this','scripted');
INSERT INTO "conversations" VALUES ('01m824rvkqja8034p6bhkh763j','This too','scripted');
INSERT INTO "conversations" VALUES ('01m824rvq45rwvsv7gfc5r43cv','Read it','scripted');
INSERT INTO "conversations" VALUES ('01m824rw10m8z427wb8va33afg','','scripted');
INSERT INTO "conversations" VALUES ('01m824rwfb3e4smxt40atbv7xe','Roses are red. Roses are red. R…','scripted');
INSERT INTO "conversations" VALUES ('01m824rwsqmhq5nz5r4wfy0j1e','Roses are red. Roses are red. R…','scripted');
INSERT INTO "conversations" VALUES ('01m824rwx38rweqqw1haw1g81k','Roses are red. Roses are red. R…','scripted');
INSERT INTO "conversations" VALUES ('01m824rwzqqcec8exqr4ytwwb4','data of a dog','scripted');
INSERT INTO "conversations" VALUES ('01m824rxdjswfsy1hk1we8gm51','data as a list','scripted');
INSERT INTO "conversations" VALUES ('01m824rxg9e143xphtfcvycr0x','use [{"name": "upper", "argumen…','scripted');
INSERT INTO "conversations" VALUES ('01m824ry07e1sn186k1db89trj','use [{"name": "broken"}]','scripted');
INSERT INTO "conversations" VALUES ('01m824rydfez3mmcth7hsddyv4','use [{"name": "Shelf_count", "a…','scripted');
INSERT INTO "conversations" VALUES ('01m824ryjy4wqndfz6y6f1mgbh','use [{"name": "Shelf_count", "a…','scripted');
INSERT INTO "conversations" VALUES ('01m824ryrbexgp33am0btrwfgr','No call','scripted');
INSERT INTO "conversations" VALUES ('01m824ryxm0c564sxdapcan3xh','use [{"name": "shout", "argumen…','scripted');
INSERT INTO "conversations" VALUES ('01m824rz28acc8ew9x40dnz3nv','use [{"name": "missing"}]','scripted');
INSERT INTO "conversations" VALUES ('01m824rz73ys3c18emy8yyfxsb','use [{"name": "picture"}]','scripted');
CREATE TABLE "attachments" (
   "id" TEXT PRIMARY KEY,
   "type" TEXT,
   "path" TEXT,
   "url" TEXT,
   "content" BLOB
);
INSERT INTO "attachments" VALUES ('6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc','image/png',NULL,'https://example.com/cat.png',NULL);
INSERT INTO "attachments" VALUES ('a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1','image/png','@DIRECTORY@/changed.png',NULL,NULL);
INSERT INTO "attachments" VALUES ('0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690','image/png','@DIRECTORY@/gone.png',NULL,NULL);
INSERT INTO "attachments" VALUES ('acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41','image/png',NULL,NULL,X'89504E470D0A1A0A66726F6D207374616E6461726420696E707574');
INSERT INTO "attachments" VALUES ('c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae','image/png','@DIRECTORY@/kept.png',NULL,NULL);
INSERT INTO "attachments" VALUES ('3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7','image/png',NULL,NULL,X'89504E470D0A1A0A647261776E');
INSERT INTO "attachments" VALUES ('d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3','image/png',NULL,'https://example.com/drawn.png',NULL);
CREATE TABLE "prompt_attachments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "attachment_id")
);
INSERT INTO "prompt_attachments" VALUES ('01m824rv3870r8j2b3kakyeks7','c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "prompt_attachments" VALUES ('01m824rv3870r8j2b3kakyeks7','6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc',1);
INSERT INTO "prompt_attachments" VALUES ('01m824rvh49dp8hwkt6ctzh186','a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1',0);
INSERT INTO "prompt_attachments" VALUES ('01m824rvkqja8034p6bhkh763h','0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690',0);
INSERT INTO "prompt_attachments" VALUES ('01m824rvkqja8034p6bhkh763h','c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',1);
INSERT INTO "prompt_attachments" VALUES ('01m824rvq3pdcpss1mm6wzy9kq','acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41',0);
INSERT INTO "prompt_attachments" VALUES ('01m824rw10m8z427wb8va33aff','c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "prompt_attachments" VALUES ('01m824rz78xhy9s1ajxz9x00kr','3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7',0);
INSERT INTO "prompt_attachments" VALUES ('01m824rz78xhy9s1ajxz9x00kr','d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3',1);
CREATE TABLE "schemas" (
   "id" TEXT PRIMARY KEY,
   "content" TEXT
);
INSERT INTO "schemas" VALUES ('848bffbc260a905ad40888a4518f40ef','{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}');
INSERT INTO "schemas" VALUES ('165ab31f2c3ff13fe09e393aedeb1f30','{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"bio":{"type":"string","description":"one sentence"}},"required":["name","bio"]}}},"required":["items"]}');
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
   "datetime_utc" TEXT,
   "input_tokens" INTEGER,
   "output_tokens" INTEGER,
   "token_details" TEXT,
   "schema_id" TEXT REFERENCES "schemas"("id")
, "resolved_model" TEXT);
INSERT INTO "responses" VALUES ('01m824rr9jebp1bx3njj1005g6','scripted','A question of 0.31',NULL,NULL,'{}','You said: A question of 0.31','{"id": "r-1", "content": {"$": "r:01m824rr9jebp1bx3njj1005g6"}, "stop": "end", "words": ["A", "question", "of", "0.31"]}','01m824rr9jebp1bx3njj1005g7',0,'2026-11-22T17:27:24.210515+00:00',104,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rrbw5ew0qvngnzhb0ncq','scripted','quiet one',NULL,NULL,'{}','You said: quiet one',NULL,'01m824rrbw5ew0qvngnzhb0ncr',0,'2026-11-22T17:27:24.284110+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rrede5cf8jm0c8hwga53','scripted','Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL,NULL,'{}','You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line','{"id": "r-1", "content": {"$": "r:01m824rrede5cf8jm0c8hwga53"}, "stop": "end", "words": ["Zwölf", "Boxkämpfer", "🥊", "<&>", "\"quoted\"", "''it''", "and", "a", "second", "line"]}','01m824rreedegtxsmf10c3tke9',0,'2026-11-22T17:27:24.366032+00:00',110,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rrk4cyctjz7fdqkxhmz5','scripted','long one','Be brief',NULL,'{}','A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ','{"id": "r-1", "content": {"$": "r:01m824rrk4cyctjz7fdqkxhmz5"}, "stop": "end", "words": ["long", "one"]}','01m824rrk4cyctjz7fdqkxhmz6',0,'2026-11-22T17:27:24.516090+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rrvm2f4gjzf9vnmgca0m','scripted','And more?',NULL,NULL,'{}','You said: And more?','{"id": "r-1", "content": {"$": "r:01m824rrvm2f4gjzf9vnmgca0m"}, "stop": "end", "words": ["And", "more?"]}','01m824rrk4cyctjz7fdqkxhmz6',0,'2026-11-22T17:27:24.788635+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rs572em2a474n379xmmz','scripted','And then?',NULL,NULL,'{"temperature": 0.5, "name": "Zoë"}','You said: And then?','{"id": "r-1", "content": {"$": "r:01m824rs572em2a474n379xmmz"}, "stop": "end", "words": ["And", "then?"]}','01m824rrk4cyctjz7fdqkxhmz6',0,'2026-11-22T17:27:25.095994+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rs84kka2mm4ddh0s34q7','scripted','Another conversation','Be brief',NULL,'{}','You said: Another conversation','{"id": "r-1", "content": {"$": "r:01m824rs84kka2mm4ddh0s34q7"}, "stop": "end", "words": ["Another", "conversation"]}','01m824rs84kka2mm4ddh0s34q8',0,'2026-11-22T17:27:25.188783+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rskdzgd9hsh3jks7ze2y','scripted','The same instructions again','Be brief',NULL,'{}','You said: The same instructions again','{"id": "r-1", "content": {"$": "r:01m824rskdzgd9hsh3jks7ze2y"}, "stop": "end", "words": ["The", "same", "instructions", "again"]}','01m824rs84kka2mm4ddh0s34q8',0,'2026-11-22T17:27:25.549596+00:00',104,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rsykj3gn7qghzrjf5p47','scripted','Back to the first',NULL,NULL,'{}','You said: Back to the first','{"id": "r-1", "content": {"$": "r:01m824rsykj3gn7qghzrjf5p47"}, "stop": "end", "words": ["Back", "to", "the", "first"]}','01m824rrk4cyctjz7fdqkxhmz6',0,'2026-11-22T17:27:25.907740+00:00',104,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rt15kj9015t8m6q39v8r','scripted','An instruction only for the first','First system',NULL,'{}','You said: An instruction only for the first','{"id": "r-1", "content": {"$": "r:01m824rt15kj9015t8m6q39v8r"}, "stop": "end", "words": ["An", "instruction", "only", "for", "the", "first"]}','01m824rt15kj9015t8m6q39v8s',0,'2026-11-22T17:27:25.989722+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rtcv1h0brrn8ybp3fyqk','scripted','Changed instructions','Second system',NULL,'{}','You said: Changed instructions','{"id": "r-1", "content": {"$": "r:01m824rtcv1h0brrn8ybp3fyqk"}, "stop": "end", "words": ["Changed", "instructions"]}','01m824rt15kj9015t8m6q39v8s',0,'2026-11-22T17:27:26.363995+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rtghqgbadkx2g5y9vzrx','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": {"$": "r:01m824rtghqgbadkx2g5y9vzrx"}, "stop": "end", "words": ["repeated"]}','01m824rtgjyfw3v478ngsejpah',0,'2026-11-22T17:27:26.481893+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rtm4fk6vr3580aymwd5b','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": {"$": "r:01m824rtm4fk6vr3580aymwd5b"}, "stop": "end", "words": ["repeated"]}','01m824rtm4fk6vr3580aymwd5c',0,'2026-11-22T17:27:26.596634+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rtr3gx8g8rww0vdmwv59','scripted','from standard input',NULL,NULL,'{}','You said: from standard input','{"id": "r-1", "content": {"$": "r:01m824rtr3gx8g8rww0vdmwv59"}, "stop": "end", "words": ["from", "standard", "input"]}','01m824rtr3gx8g8rww0vdmwv5a',0,'2026-11-22T17:27:26.723196+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rtvpkb86a0d516ce03j7','scripted','marked: no dollar',NULL,NULL,'{}','You said: marked: no dollar','{"id": "r-1", "content": {"$": "r:01m824rtvpkb86a0d516ce03j7"}, "stop": "end", "words": ["marked:", "no", "dollar"]}','01m824rtvpkb86a0d516ce03j8',0,'2026-11-22T17:27:26.838533+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rtysbab40hrazhc0bdfc','scripted','marked with dollars',NULL,NULL,'{}','You said: marked with dollars','{"price": {"$raw": {"$": "100"}}, "raw": {"$raw": {"$raw": 1}}, "said": {"$": "r:01m824rtysbab40hrazhc0bdfc"}}','01m824rtysbab40hrazhc0bdfd',0,'2026-11-22T17:27:26.937150+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rv3870r8j2b3kakyeks7','scripted','See this',NULL,NULL,'{}','You said: See this with 2 attachments','{"id": "r-1", "content": {"$": "r:01m824rv3870r8j2b3kakyeks7"}, "stop": "end", "words": ["See", "this"]}','01m824rv3870r8j2b3kakyeks8',0,'2026-11-22T17:27:27.080292+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rvh49dp8hwkt6ctzh186','scripted','And this',NULL,NULL,'{}','You said: And this with 1 attachments','{"id": "r-1", "content": {"$": "r:01m824rvh49dp8hwkt6ctzh186"}, "stop": "end", "words": ["And", "this"]}','01m824rv3870r8j2b3kakyeks8',0,'2026-11-22T17:27:27.524741+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rvkqja8034p6bhkh763h','scripted','This too',NULL,NULL,'{}','You said: This too with 2 attachments','{"id": "r-1", "content": {"$": "r:01m824rvkqja8034p6bhkh763h"}, "stop": "end", "words": ["This", "too"]}','01m824rvkqja8034p6bhkh763j',0,'2026-11-22T17:27:27.607655+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rvq3pdcpss1mm6wzy9kq','scripted','Read it',NULL,NULL,'{}','You said: Read it with 1 attachments','{"id": "r-1", "content": {"$": "r:01m824rvq3pdcpss1mm6wzy9kq"}, "stop": "end", "words": ["Read", "it"]}','01m824rvq45rwvsv7gfc5r43cv',0,'2026-11-22T17:27:27.715854+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rvym1vj8jft103fdhhpz','scripted','What was it?',NULL,NULL,'{}','You said: What was it?','{"id": "r-1", "content": {"$": "r:01m824rvym1vj8jft103fdhhpz"}, "stop": "end", "words": ["What", "was", "it?"]}','01m824rvq45rwvsv7gfc5r43cv',0,'2026-11-22T17:27:27.956848+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rw10m8z427wb8va33aff','scripted','',NULL,NULL,'{}','You said: nothing with 1 attachments','{"id": "r-1", "content": {"$": "r:01m824rw10m8z427wb8va33aff"}, "stop": "end", "words": []}','01m824rw10m8z427wb8va33afg',0,'2026-11-22T17:27:28.032489+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rwcemnv34tjbdfnsxkm3','scripted','Only a picture',NULL,NULL,'{}','You said: Only a picture','{"id": "r-1", "content": {"$": "r:01m824rwcemnv34tjbdfnsxkm3"}, "stop": "end", "words": ["Only", "a", "picture"]}','01m824rw10m8z427wb8va33afg',0,'2026-11-22T17:27:28.399016+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rwfb3e4smxt40atbv7xd','scripted','Say it again',NULL,NULL,'{}','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again','{"id": "r-1", "content": {"$": "r:01m824rwfb3e4smxt40atbv7xd"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Say", "it", "again"]}','01m824rwfb3e4smxt40atbv7xe',0,'2026-11-22T17:27:28.491274+00:00',121,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rwq04bn069q0v1513xrh','scripted','And once more',NULL,NULL,'{}','You said: Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more','{"id": "r-1", "content": {"$": "r:01m824rwq04bn069q0v1513xrh"}, "stop": "end", "words": ["Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "And", "once", "more"]}','01m824rwfb3e4smxt40atbv7xe',0,'2026-11-22T17:27:28.736789+00:00',115,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rwsqmhq5nz5r4wfy0j1d','scripted','With both','Own words',NULL,'{}','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
With both','{"id": "r-1", "content": {"$": "r:01m824rwsqmhq5nz5r4wfy0j1d"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "With", "both"]}','01m824rwsqmhq5nz5r4wfy0j1e',0,'2026-11-22T17:27:28.823801+00:00',132,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rwx38rweqqw1haw1g81j','scripted','',NULL,NULL,'{}','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
','{"id": "r-1", "content": {"$": "r:01m824rwx38rweqqw1haw1g81j"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red."]}','01m824rwx38rweqqw1haw1g81k',0,'2026-11-22T17:27:28.931534+00:00',118,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rwzqqcec8exqr4ytwwb3','scripted','data of a dog',NULL,NULL,'{}','{"name": "Cleo", "age": 5}','{"id": "r-1", "content": {"$": "r:01m824rwzqqcec8exqr4ytwwb3"}, "stop": "end", "words": ["data", "of", "a", "dog"]}','01m824rwzqqcec8exqr4ytwwb4',0,'2026-11-22T17:27:29.015388+00:00',104,20,'{"cached": {"read": 3}}','848bffbc260a905ad40888a4518f40ef',NULL);
INSERT INTO "responses" VALUES ('01m824rxbbrr2q9rhab9y6xh9n','scripted','data of another',NULL,NULL,'{}','{"name": "Cleo", "age": 5}','{"id": "r-1", "content": {"$": "r:01m824rxbbrr2q9rhab9y6xh9n"}, "stop": "end", "words": ["data", "of", "another"]}','01m824rwzqqcec8exqr4ytwwb4',0,'2026-11-22T17:27:29.387566+00:00',103,20,'{"cached": {"read": 3}}','848bffbc260a905ad40888a4518f40ef',NULL);
INSERT INTO "responses" VALUES ('01m824rxdjswfsy1hk1we8gm50','scripted','data as a list',NULL,NULL,'{}','{"name": "Cleo", "age": 5}','{"id": "r-1", "content": {"$": "r:01m824rxdjswfsy1hk1we8gm50"}, "stop": "end", "words": ["data", "as", "a", "list"]}','01m824rxdjswfsy1hk1we8gm51',0,'2026-11-22T17:27:29.458361+00:00',104,20,'{"cached": {"read": 3}}','165ab31f2c3ff13fe09e393aedeb1f30',NULL);
INSERT INTO "responses" VALUES ('01m824rxgc3xv6nqj5rfvq0ege','scripted','use [{"name": "upper", "arguments": {"text": "hello"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824rxgc3xv6nqj5rfvq0ege"}, "stop": "end", "words": ["use", "[{\"name\":", "\"upper\",", "\"arguments\":", "{\"text\":", "\"hello\"}}]"]}','01m824rxg9e143xphtfcvycr0x',0,'2026-11-22T17:27:29.548942+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rxgdt8ee6f28jj8t0br6','scripted','',NULL,NULL,'{}','Tools said: upper=HELLO','{"id": "r-1", "content": {"$": "r:01m824rxgdt8ee6f28jj8t0br6"}, "stop": "end", "words": []}','01m824rxg9e143xphtfcvycr0x',0,'2026-11-22T17:27:29.549112+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rxwk23mxvzq1rss0wza5','scripted','Thanks',NULL,NULL,'{}','You said: Thanks','{"id": "r-1", "content": {"$": "r:01m824rxwk23mxvzq1rss0wza5"}, "stop": "end", "words": ["Thanks"]}','01m824rxg9e143xphtfcvycr0x',0,'2026-11-22T17:27:29.939817+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ry0hmzet7rf9x2xqd1w9','scripted','use [{"name": "broken"}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824ry0hmzet7rf9x2xqd1w9"}, "stop": "end", "words": ["use", "[{\"name\":", "\"broken\"}]"]}','01m824ry07e1sn186k1db89trj',0,'2026-11-22T17:27:30.065863+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ry0j2ncrnk5bysd696nh','scripted','',NULL,NULL,'{}','Tools said: broken=Error: It broke','{"id": "r-1", "content": {"$": "r:01m824ry0j2ncrnk5bysd696nh"}, "stop": "end", "words": []}','01m824ry07e1sn186k1db89trj',0,'2026-11-22T17:27:30.066040+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rydpc7d6487yxby46dqw','scripted','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}, {"name": "Shelf_count", "arguments": {"kind": "cups"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824rydpc7d6487yxby46dqw"}, "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}},", "{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"cups\"}}]"]}','01m824rydfez3mmcth7hsddyv4',0,'2026-11-22T17:27:30.486936+00:00',111,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rydqfpbb8rrxe43m96yx','scripted','',NULL,NULL,'{}','Tools said: Shelf_count=3 books there; Shelf_count=3 cups there','{"id": "r-1", "content": {"$": "r:01m824rydqfpbb8rrxe43m96yx"}, "stop": "end", "words": []}','01m824rydfez3mmcth7hsddyv4',0,'2026-11-22T17:27:30.487191+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ryk3sqcrwx8mzfqx563g','scripted','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824ryk3sqcrwx8mzfqx563g"}, "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}}]"]}','01m824ryjy4wqndfz6y6f1mgbh',0,'2026-11-22T17:27:30.659966+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ryk4th6634q5tf28dh40','scripted','',NULL,NULL,'{}','Tools said: Shelf_count=3 books here','{"id": "r-1", "content": {"$": "r:01m824ryk4th6634q5tf28dh40"}, "stop": "end", "words": []}','01m824ryjy4wqndfz6y6f1mgbh',0,'2026-11-22T17:27:30.660119+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ryrg7n45dsfvtrtrkbj6','scripted','No call',NULL,NULL,'{}','You said: No call','{"id": "r-1", "content": {"$": "r:01m824ryrg7n45dsfvtrtrkbj6"}, "stop": "end", "words": ["No", "call"]}','01m824ryrbexgp33am0btrwfgr',0,'2026-11-22T17:27:30.832707+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ryxs06c5btr12fr5x7pj','scripted','use [{"name": "shout", "arguments": {"word": "hey"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824ryxs06c5btr12fr5x7pj"}, "stop": "end", "words": ["use", "[{\"name\":", "\"shout\",", "\"arguments\":", "{\"word\":", "\"hey\"}}]"]}','01m824ryxm0c564sxdapcan3xh',0,'2026-11-22T17:27:31.001944+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824ryxt8bv3jj7s6gfwmccv','scripted','',NULL,NULL,'{}','Tools said: shout=hey!','{"id": "r-1", "content": {"$": "r:01m824ryxt8bv3jj7s6gfwmccv"}, "stop": "end", "words": []}','01m824ryxm0c564sxdapcan3xh',0,'2026-11-22T17:27:31.002099+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rz2czzvgspkpnmd3mt35','scripted','use [{"name": "missing"}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824rz2czzvgspkpnmd3mt35"}, "stop": "end", "words": ["use", "[{\"name\":", "\"missing\"}]"]}','01m824rz28acc8ew9x40dnz3nv',0,'2026-11-22T17:27:31.148297+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rz2czzvgspkpnmd3mt36','scripted','',NULL,NULL,'{}','Tools said: missing=Error: tool "missing" does not exist','{"id": "r-1", "content": {"$": "r:01m824rz2czzvgspkpnmd3mt36"}, "stop": "end", "words": []}','01m824rz28acc8ew9x40dnz3nv',0,'2026-11-22T17:27:31.148429+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rz78xhy9s1ajxz9x00kq','scripted','use [{"name": "picture"}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824rz78xhy9s1ajxz9x00kq"}, "stop": "end", "words": ["use", "[{\"name\":", "\"picture\"}]"]}','01m824rz73ys3c18emy8yyfxsb',0,'2026-11-22T17:27:31.304104+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rz78xhy9s1ajxz9x00kr','scripted','',NULL,NULL,'{}','Tools said: picture=A picture','{"id": "r-1", "content": {"$": "r:01m824rz78xhy9s1ajxz9x00kr"}, "stop": "end", "words": []}','01m824rz73ys3c18emy8yyfxsb',0,'2026-11-22T17:27:31.304255+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824rzzr2dazcf2g0015rvqc','scripted','Nice',NULL,NULL,'{}','You said: Nice','{"id": "r-1", "content": {"$": "r:01m824rzzr2dazcf2g0015rvqc"}, "stop": "end", "words": ["Nice"]}','01m824rz73ys3c18emy8yyfxsb',1,'2026-11-22T17:27:32.088830+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL);
CREATE TABLE "fragments" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT,
   "content" TEXT,
   "datetime_utc" TEXT,
   "source" TEXT
);
INSERT INTO "fragments" VALUES (1,'8ec65a29d477dbe4fcc14108e1fc8377124dc69a4538c53a6d0e67074f7ed180','Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
','2026-11-22 17:27:28','@DIRECTORY@/poem.txt');
INSERT INTO "fragments" VALUES (2,'e6e73297994bbc23ae27a74c9ff09beab894f17152053fe8402f79d5864b93c0','Nobody asked about this.','2026-11-22 17:27:28','@DIRECTORY@/unused.txt');
INSERT INTO "fragments" VALUES (3,'18401ffd1d1b0ec90e579be99c1924a1999d21cf47565227f615022ec8971c2a','Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. ','2026-11-22 17:27:28','@DIRECTORY@/rules.txt');
CREATE TABLE "fragment_aliases" (
   "alias" TEXT PRIMARY KEY,
   "fragment_id" INTEGER REFERENCES "fragments"("id")
);
INSERT INTO "fragment_aliases" VALUES ('poem',1);
INSERT INTO "fragment_aliases" VALUES ('verse',1);
INSERT INTO "fragment_aliases" VALUES ('unused',2);
CREATE TABLE "prompt_fragments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "fragment_id", "order")
);
INSERT INTO "prompt_fragments" VALUES ('01m824rwfb3e4smxt40atbv7xd',1,0);
INSERT INTO "prompt_fragments" VALUES ('01m824rwq04bn069q0v1513xrh',3,0);
INSERT INTO "prompt_fragments" VALUES ('01m824rwsqmhq5nz5r4wfy0j1d',1,0);
INSERT INTO "prompt_fragments" VALUES ('01m824rwsqmhq5nz5r4wfy0j1d',3,1);
INSERT INTO "prompt_fragments" VALUES ('01m824rwx38rweqqw1haw1g81j',1,0);
CREATE TABLE "system_fragments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "fragment_id", "order")
);
INSERT INTO "system_fragments" VALUES ('01m824rwfb3e4smxt40atbv7xd',3,0);
INSERT INTO "system_fragments" VALUES ('01m824rwsqmhq5nz5r4wfy0j1d',3,0);
CREATE TABLE "tools" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT,
   "name" TEXT,
   "description" TEXT,
   "input_schema" TEXT
, "plugin" TEXT);
INSERT INTO "tools" VALUES (1,'600c371b838c10a29c2ac6808b17c877613b33c4eede57535770275544ca6a2f','upper','Return the text in capital letters, all of it, however long it may be: a description.','{"properties": {"text": {"type": "string"}}, "required": ["text"], "type": "object"}','scripted_history');
INSERT INTO "tools" VALUES (2,'7d5ad418def5623f83382600d5926e067674237221fd60ed6c8cabffbb433f31','broken','Fails.','{"properties": {}, "type": "object"}','scripted_history');
INSERT INTO "tools" VALUES (3,'48bacc319f248c05bd7ab31c02d3bf2c5f4bd8f75319a0e306d4784787691f57','Shelf_count','Count what is on the shelf.','{"properties": {"kind": {"type": "string"}}, "required": ["kind"], "type": "object"}','scripted_history');
INSERT INTO "tools" VALUES (4,'2691bc9dbf79ffbd4ef1f57c90150b36f2052f7a19837742216fdcb9b18fcd39','shout',NULL,'{"properties": {"word": {"type": "string"}}, "required": ["word"], "type": "object"}',NULL);
INSERT INTO "tools" VALUES (5,'1eb73d391ecd3dabe392f62b4d4fd1c92ccf2f8f4e226f8a4d6d3cd1b9f78fa7','picture','Draws.','{"properties": {}, "type": "object"}','scripted_history');
CREATE TABLE "tool_responses" (
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "response_id" TEXT REFERENCES "responses"("id"),
   PRIMARY KEY ("tool_id", "response_id")
);
INSERT INTO "tool_responses" VALUES (1,'01m824rxgc3xv6nqj5rfvq0ege');
INSERT INTO "tool_responses" VALUES (1,'01m824rxgdt8ee6f28jj8t0br6');
INSERT INTO "tool_responses" VALUES (1,'01m824rxwk23mxvzq1rss0wza5');
INSERT INTO "tool_responses" VALUES (2,'01m824ry0hmzet7rf9x2xqd1w9');
INSERT INTO "tool_responses" VALUES (1,'01m824ry0hmzet7rf9x2xqd1w9');
INSERT INTO "tool_responses" VALUES (2,'01m824ry0j2ncrnk5bysd696nh');
INSERT INTO "tool_responses" VALUES (1,'01m824ry0j2ncrnk5bysd696nh');
INSERT INTO "tool_responses" VALUES (3,'01m824rydpc7d6487yxby46dqw');
INSERT INTO "tool_responses" VALUES (3,'01m824rydqfpbb8rrxe43m96yx');
INSERT INTO "tool_responses" VALUES (3,'01m824ryk3sqcrwx8mzfqx563g');
INSERT INTO "tool_responses" VALUES (3,'01m824ryk4th6634q5tf28dh40');
INSERT INTO "tool_responses" VALUES (1,'01m824ryrg7n45dsfvtrtrkbj6');
INSERT INTO "tool_responses" VALUES (3,'01m824ryrg7n45dsfvtrtrkbj6');
INSERT INTO "tool_responses" VALUES (4,'01m824ryxs06c5btr12fr5x7pj');
INSERT INTO "tool_responses" VALUES (4,'01m824ryxt8bv3jj7s6gfwmccv');
INSERT INTO "tool_responses" VALUES (1,'01m824rz2czzvgspkpnmd3mt35');
INSERT INTO "tool_responses" VALUES (1,'01m824rz2czzvgspkpnmd3mt36');
INSERT INTO "tool_responses" VALUES (5,'01m824rz78xhy9s1ajxz9x00kq');
INSERT INTO "tool_responses" VALUES (5,'01m824rz78xhy9s1ajxz9x00kr');
INSERT INTO "tool_responses" VALUES (5,'01m824rzzr2dazcf2g0015rvqc');
CREATE TABLE "tool_calls" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "arguments" TEXT,
   "tool_call_id" TEXT
);
INSERT INTO "tool_calls" VALUES (1,'01m824rxgc3xv6nqj5rfvq0ege',1,'upper','{"text": "hello"}','call-0');
INSERT INTO "tool_calls" VALUES (2,'01m824ry0hmzet7rf9x2xqd1w9',2,'broken','{}','call-0');
INSERT INTO "tool_calls" VALUES (3,'01m824rydpc7d6487yxby46dqw',3,'Shelf_count','{"kind": "books"}','call-0');
INSERT INTO "tool_calls" VALUES (4,'01m824rydpc7d6487yxby46dqw',3,'Shelf_count','{"kind": "cups"}','call-1');
INSERT INTO "tool_calls" VALUES (5,'01m824ryk3sqcrwx8mzfqx563g',3,'Shelf_count','{"kind": "books"}','call-0');
INSERT INTO "tool_calls" VALUES (6,'01m824ryxs06c5btr12fr5x7pj',4,'shout','{"word": "hey"}','call-0');
INSERT INTO "tool_calls" VALUES (7,'01m824rz2czzvgspkpnmd3mt35',NULL,'missing','{}','call-0');
INSERT INTO "tool_calls" VALUES (8,'01m824rz78xhy9s1ajxz9x00kq',5,'picture','{}','call-0');
CREATE TABLE "tool_instances" (
   "id" INTEGER PRIMARY KEY,
   "plugin" TEXT,
   "name" TEXT,
   "arguments" TEXT
);
INSERT INTO "tool_instances" VALUES (1,'scripted_history','Shelf','{"place": "there", "size": 3}');
INSERT INTO "tool_instances" VALUES (2,'scripted_history','Shelf','{"place": "here", "size": 3}');
CREATE TABLE "tool_results" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "output" TEXT,
   "tool_call_id" TEXT,
   "instance_id" INTEGER REFERENCES "tool_instances"("id")
, "exception" TEXT);
INSERT INTO "tool_results" VALUES (1,'01m824rxgdt8ee6f28jj8t0br6',1,'upper','HELLO','call-0',NULL,NULL);
INSERT INTO "tool_results" VALUES (2,'01m824ry0j2ncrnk5bysd696nh',2,'broken','Error: It broke','call-0',NULL,'ValueError: It broke');
INSERT INTO "tool_results" VALUES (3,'01m824rydqfpbb8rrxe43m96yx',3,'Shelf_count','3 books there','call-0',1,NULL);
INSERT INTO "tool_results" VALUES (4,'01m824rydqfpbb8rrxe43m96yx',3,'Shelf_count','3 cups there','call-1',1,NULL);
INSERT INTO "tool_results" VALUES (5,'01m824ryk4th6634q5tf28dh40',3,'Shelf_count','3 books here','call-0',2,NULL);
INSERT INTO "tool_results" VALUES (6,'01m824ryxt8bv3jj7s6gfwmccv',4,'shout','hey!','call-0',NULL,NULL);
INSERT INTO "tool_results" VALUES (7,'01m824rz2czzvgspkpnmd3mt36',NULL,'missing','Error: tool "missing" does not exist','call-0',NULL,'KeyError: ''tool "missing" does not exist''');
INSERT INTO "tool_results" VALUES (8,'01m824rz78xhy9s1ajxz9x00kr',5,'picture','A picture','call-0',NULL,NULL);
CREATE VIRTUAL TABLE "responses_fts" USING FTS5 (
    "prompt", "response",
    content="responses"
);
CREATE TABLE "tool_results_attachments" (
   "tool_result_id" INTEGER REFERENCES "tool_results"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("tool_result_id", "attachment_id")
);
INSERT INTO "tool_results_attachments" VALUES (8,'3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7',0);
INSERT INTO "tool_results_attachments" VALUES (8,'d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3',1);
CREATE TABLE ratings (
            id integer primary key, response_id text, stars integer, note blob, more);
INSERT INTO "ratings" VALUES (1,'01m824rr9jebp1bx3njj1005g6',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (2,'01m824rrbw5ew0qvngnzhb0ncq',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (3,'01m824rrede5cf8jm0c8hwga53',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (4,'01m824rrk4cyctjz7fdqkxhmz5',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (5,'01m824rrvm2f4gjzf9vnmgca0m',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (6,'01m824rs572em2a474n379xmmz',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (7,'01m824rs84kka2mm4ddh0s34q7',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (8,'01m824rskdzgd9hsh3jks7ze2y',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (9,'01m824rsykj3gn7qghzrjf5p47',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (10,'01m824rt15kj9015t8m6q39v8r',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (11,'01m824rtcv1h0brrn8ybp3fyqk',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (12,'01m824rtghqgbadkx2g5y9vzrx',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (13,'01m824rtm4fk6vr3580aymwd5b',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (14,'01m824rtr3gx8g8rww0vdmwv59',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (15,'01m824rtvpkb86a0d516ce03j7',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (16,'01m824rtysbab40hrazhc0bdfc',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (17,'01m824rv3870r8j2b3kakyeks7',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (18,'01m824rvh49dp8hwkt6ctzh186',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (19,'01m824rvkqja8034p6bhkh763h',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (20,'01m824rvq3pdcpss1mm6wzy9kq',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (21,'01m824rvym1vj8jft103fdhhpz',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (22,'01m824rw10m8z427wb8va33aff',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (23,'01m824rwcemnv34tjbdfnsxkm3',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (24,'01m824rwfb3e4smxt40atbv7xd',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (25,'01m824rwq04bn069q0v1513xrh',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (26,'01m824rwsqmhq5nz5r4wfy0j1d',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (27,'01m824rwx38rweqqw1haw1g81j',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (28,'01m824rwzqqcec8exqr4ytwwb3',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (29,'01m824rxbbrr2q9rhab9y6xh9n',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (30,'01m824rxdjswfsy1hk1we8gm50',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (31,'01m824rxgc3xv6nqj5rfvq0ege',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (32,'01m824rxgdt8ee6f28jj8t0br6',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (33,'01m824rxwk23mxvzq1rss0wza5',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (34,'01m824ry0hmzet7rf9x2xqd1w9',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (35,'01m824ry0j2ncrnk5bysd696nh',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (36,'01m824rydpc7d6487yxby46dqw',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (37,'01m824rydqfpbb8rrxe43m96yx',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (38,'01m824ryk3sqcrwx8mzfqx563g',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (39,'01m824ryk4th6634q5tf28dh40',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (40,'01m824ryrg7n45dsfvtrtrkbj6',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (41,'01m824ryxs06c5btr12fr5x7pj',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (42,'01m824ryxt8bv3jj7s6gfwmccv',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (43,'01m824rz2czzvgspkpnmd3mt35',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (44,'01m824rz2czzvgspkpnmd3mt36',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (45,'01m824rz78xhy9s1ajxz9x00kq',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (46,'01m824rz78xhy9s1ajxz9x00kr',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (47,'01m824rzzr2dazcf2g0015rvqc',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (48,'none',NULL,NULL,'é');
INSERT INTO "ratings" VALUES (49,'none',5,NULL,NULL);
CREATE TABLE seen (what text primary key, times integer) without rowid;
INSERT INTO "seen" VALUES ('rating',49);
CREATE TABLE counted (id integer primary key autoincrement, name text);
INSERT INTO "counted" VALUES (1,'one');
INSERT INTO "counted" VALUES (2,'two');
CREATE VIRTUAL TABLE notes using fts5(title, body);
INSERT INTO "notes" VALUES ('A note','about pelicans');
CREATE UNIQUE INDEX "idx_fragments_hash"
    ON "fragments" ("hash");
CREATE UNIQUE INDEX "idx_tools_hash"
    ON "tools" ("hash");
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
