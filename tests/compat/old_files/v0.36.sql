BEGIN;
CREATE TABLE "_llm_migrations" (
   "name" TEXT PRIMARY KEY,
   "applied_at" TEXT
);
INSERT INTO "_llm_migrations" VALUES ('m001_initial','2026-11-22 17:27:34.326307+00:00');
INSERT INTO "_llm_migrations" VALUES ('m002_id_primary_key','2026-11-22 17:27:34.338804+00:00');
INSERT INTO "_llm_migrations" VALUES ('m003_chat_id_foreign_key','2026-11-22 17:27:34.366421+00:00');
INSERT INTO "_llm_migrations" VALUES ('m004_column_order','2026-11-22 17:27:34.376109+00:00');
INSERT INTO "_llm_migrations" VALUES ('m004_drop_provider','2026-11-22 17:27:34.387298+00:00');
INSERT INTO "_llm_migrations" VALUES ('m005_debug','2026-11-22 17:27:34.397871+00:00');
INSERT INTO "_llm_migrations" VALUES ('m006_new_logs_table','2026-11-22 17:27:34.424176+00:00');
INSERT INTO "_llm_migrations" VALUES ('m007_finish_logs_table','2026-11-22 17:27:34.440419+00:00');
INSERT INTO "_llm_migrations" VALUES ('m008_reply_to_id_foreign_key','2026-11-22 17:27:34.459994+00:00');
INSERT INTO "_llm_migrations" VALUES ('m008_fix_column_order_in_logs','2026-11-22 17:27:34.475645+00:00');
INSERT INTO "_llm_migrations" VALUES ('m009_delete_logs_table_if_empty','2026-11-22 17:27:34.484607+00:00');
INSERT INTO "_llm_migrations" VALUES ('m010_create_new_log_tables','2026-11-22 17:27:34.496163+00:00');
INSERT INTO "_llm_migrations" VALUES ('m011_fts_for_responses','2026-11-22 17:27:34.517809+00:00');
INSERT INTO "_llm_migrations" VALUES ('m012_attachments_tables','2026-11-22 17:27:34.529783+00:00');
INSERT INTO "_llm_migrations" VALUES ('m013_usage','2026-11-22 17:27:34.546059+00:00');
INSERT INTO "_llm_migrations" VALUES ('m014_schemas','2026-11-22 17:27:34.616201+00:00');
INSERT INTO "_llm_migrations" VALUES ('m015_fragments_tables','2026-11-22 17:27:34.638489+00:00');
INSERT INTO "_llm_migrations" VALUES ('m016_fragments_table_pks','2026-11-22 17:27:34.666669+00:00');
INSERT INTO "_llm_migrations" VALUES ('m017_tools_tables','2026-11-22 17:27:34.695063+00:00');
INSERT INTO "_llm_migrations" VALUES ('m017_tools_plugin','2026-11-22 17:27:34.706580+00:00');
INSERT INTO "_llm_migrations" VALUES ('m018_tool_instances','2026-11-22 17:27:34.740387+00:00');
INSERT INTO "_llm_migrations" VALUES ('m019_resolved_model','2026-11-22 17:27:34.747922+00:00');
INSERT INTO "_llm_migrations" VALUES ('m020_tool_results_attachments','2026-11-22 17:27:34.754358+00:00');
INSERT INTO "_llm_migrations" VALUES ('m021_tool_results_exception','2026-11-22 17:27:34.759629+00:00');
INSERT INTO "_llm_migrations" VALUES ('m022_response_reasoning','2026-11-22 17:27:34.766243+00:00');
INSERT INTO "_llm_migrations" VALUES ('m023_message_store','2026-11-22 17:27:34.855182+00:00');
INSERT INTO "_llm_migrations" VALUES ('m024_tool_instance_references','2026-11-22 17:27:34.915144+00:00');
INSERT INTO "_llm_migrations" VALUES ('m025_turn_tools_instance_backfill','2026-11-22 17:27:34.917119+00:00');
INSERT INTO "_llm_migrations" VALUES ('m026_message_tree_view','2026-11-22 17:27:34.929345+00:00');
INSERT INTO "_llm_migrations" VALUES ('m027_turns_response_json','2026-11-22 17:27:34.940396+00:00');
CREATE TABLE "conversations" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
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
INSERT INTO "attachments" VALUES ('7cd35944398ce0d57c3c74ef57515a42b7b6f14743dfd08b6cc53cd749c90378','image/png',NULL,NULL,X'89504E470D0A1A0A6279746573');
INSERT INTO "attachments" VALUES ('9e25ac595953306c16abafc32f9f02b6a8b6c16583a7e60eedaae09b25d54bd1','image/png',NULL,NULL,X'89504E470D0A1A0A7365656E');
INSERT INTO "attachments" VALUES ('637da450a5d3bddac3a6593428c15375bc3fa26c49fefbdddd9ef2389cdb4f43','image/png',NULL,NULL,X'89504E470D0A1A0A616E73776572');
CREATE TABLE "prompt_attachments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "attachment_id")
);
CREATE TABLE "schemas" (
   "id" TEXT PRIMARY KEY,
   "content" TEXT
);
INSERT INTO "schemas" VALUES ('848bffbc260a905ad40888a4518f40ef','{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}');
INSERT INTO "schemas" VALUES ('165ab31f2c3ff13fe09e393aedeb1f30','{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"bio":{"type":"string","description":"one sentence"}},"required":["name","bio"]}}},"required":["items"]}');
INSERT INTO "schemas" VALUES ('77ee4a45fb15fa1c327b3b545314b1dd','{"type":"object","properties":{"name":{"type":"string"},"bio":{"type":"string","description":"what they did in life what they did in life what they did in life what they did in life"}},"required":["name","bio"]}');
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
, "resolved_model" TEXT, "reasoning" TEXT);
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
','2026-11-22 17:27:35','@DIRECTORY@/poem.txt');
INSERT INTO "fragments" VALUES (2,'e6e73297994bbc23ae27a74c9ff09beab894f17152053fe8402f79d5864b93c0','Nobody asked about this.','2026-11-22 17:27:35','@DIRECTORY@/unused.txt');
INSERT INTO "fragments" VALUES (3,'18401ffd1d1b0ec90e579be99c1924a1999d21cf47565227f615022ec8971c2a','Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. ','2026-11-22 17:27:35','@DIRECTORY@/rules.txt');
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
CREATE TABLE "system_fragments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "fragment_id", "order")
);
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
INSERT INTO "tools" VALUES (6,'ba914f00c11f4e0e7cc0db930afb06061d2e5e037ec7d70509e672b8c4214d64','server_side_tool','A tool executed inside the provider''s infrastructure.

Instances are passed in ``tools=[...]`` alongside function tools. The
framework transports and validates them but never executes them. Provider
plugins subclass this class for their own tools; the base class can be
instantiated directly with a raw provider tool specification.','{}',NULL);
CREATE TABLE "tool_responses" (
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "response_id" TEXT REFERENCES "responses"("id"),
   PRIMARY KEY ("tool_id", "response_id")
);
CREATE TABLE "tool_calls" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "arguments" TEXT,
   "tool_call_id" TEXT
);
CREATE TABLE "tool_instances" (
   "id" INTEGER PRIMARY KEY,
   "plugin" TEXT,
   "name" TEXT,
   "arguments" TEXT
);
INSERT INTO "tool_instances" VALUES (1,'scripted_history','Shelf','{"place": "there", "size": 3}');
INSERT INTO "tool_instances" VALUES (2,'scripted_history','Shelf','{"place": "here", "size": 3}');
INSERT INTO "tool_instances" VALUES (3,'scripted_history','Shelf','{"place": "here", "size": 9}');
INSERT INTO "tool_instances" VALUES (4,NULL,'ServerSideTool','{"spec": {"type": "web", "deep": [1]}}');
CREATE TABLE "tool_results" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "output" TEXT,
   "tool_call_id" TEXT,
   "instance_id" INTEGER REFERENCES "tool_instances"("id")
, "exception" TEXT);
CREATE TABLE "tool_results_attachments" (
   "tool_result_id" INTEGER REFERENCES "tool_results"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("tool_result_id", "attachment_id")
);
CREATE TABLE "messages" (
   "hash" TEXT PRIMARY KEY,
   "parent_hash" TEXT REFERENCES "messages"("hash"),
   "role" TEXT,
   "provider_metadata" TEXT
);
INSERT INTO "messages" VALUES ('b2:72b0e932d7d580765be840ba1249d55d',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:fe2706086a872bc77c9b26bc31b66a4e','b2:72b0e932d7d580765be840ba1249d55d','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:180afa5cfd85097fe858cdf120c4722c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:b9e9fc5d83a6cf6a7d74c1de3b305d13','b2:180afa5cfd85097fe858cdf120c4722c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:7ac827232938dc88136f0b1e28b41d3a',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:057b8819e9964cda542cfe15c526e9d4','b2:7ac827232938dc88136f0b1e28b41d3a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:d2faf0448ab8bfd6d53fc0d7effd22ff',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:e6ceca3ce7f504fb63099ba450680417','b2:d2faf0448ab8bfd6d53fc0d7effd22ff','user',NULL);
INSERT INTO "messages" VALUES ('b2:1e622b33f556f11a806f78d7021daf1b','b2:e6ceca3ce7f504fb63099ba450680417','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:13d4eb4cecce82e5ab8983ede9da7d96','b2:1e622b33f556f11a806f78d7021daf1b','user',NULL);
INSERT INTO "messages" VALUES ('b2:ded8b32beab61dfe23558e885613d44e','b2:13d4eb4cecce82e5ab8983ede9da7d96','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:13a4299b9aac02eb05adb93debf968f8','b2:ded8b32beab61dfe23558e885613d44e','user',NULL);
INSERT INTO "messages" VALUES ('b2:85d56ba6808466cc81b66120d87c2941','b2:13a4299b9aac02eb05adb93debf968f8','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:46d0575ce125d029e67846886a221666','b2:d2faf0448ab8bfd6d53fc0d7effd22ff','user',NULL);
INSERT INTO "messages" VALUES ('b2:d3ecb75fb2ec56bc254a2a935494ad22','b2:46d0575ce125d029e67846886a221666','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:c20397fec124c95bf4147e1a3627713d','b2:d3ecb75fb2ec56bc254a2a935494ad22','user',NULL);
INSERT INTO "messages" VALUES ('b2:bf46a9e5b95cd53c21391a170a60b4d1','b2:c20397fec124c95bf4147e1a3627713d','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:5b3ae70fdd43fdd948507c4e8c52b963','b2:85d56ba6808466cc81b66120d87c2941','user',NULL);
INSERT INTO "messages" VALUES ('b2:ff4af8f4e811572c4d05f554708fd398','b2:5b3ae70fdd43fdd948507c4e8c52b963','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:07c75c95908f4de83faf6490a291e0dd',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:b5458713223f322746a6103f553f696f','b2:07c75c95908f4de83faf6490a291e0dd','user',NULL);
INSERT INTO "messages" VALUES ('b2:737f6caff10bdf0ecac4b35cefb71fa5','b2:b5458713223f322746a6103f553f696f','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:121070c5357e50e64a385c2ea87c03a1','b2:737f6caff10bdf0ecac4b35cefb71fa5','user',NULL);
INSERT INTO "messages" VALUES ('b2:52c3e14f3173cf78d8e3b58c23dc9d05','b2:121070c5357e50e64a385c2ea87c03a1','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:28c77d0ffe87145d0e09ede547c8eff4',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:d7ca88d466ef88b318cf334478b77adf','b2:28c77d0ffe87145d0e09ede547c8eff4','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:242ff274af52d2fdfbb7cc8ce07f110c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:ae00a7ad7832be7b98e941ef260a7c89','b2:242ff274af52d2fdfbb7cc8ce07f110c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:d6fb9e4a138485ddf3a52d64362bad5a',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:8dbac3c7708cbf85d6c017d20ed296c0','b2:d6fb9e4a138485ddf3a52d64362bad5a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:fe899748cf254edd42afce89f4b7d62c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:8c4793f282fa32662b514a2e7152005d','b2:fe899748cf254edd42afce89f4b7d62c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:2a61b81caf31b72c784198c78172473d',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:b6e97d1aa4261f4e1ea6a5589dc57702','b2:2a61b81caf31b72c784198c78172473d','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f0baa4dcab55177a05452c05570e24e5','b2:b6e97d1aa4261f4e1ea6a5589dc57702','user',NULL);
INSERT INTO "messages" VALUES ('b2:ee4a8df73fabbe47610a24ddfdcc270a','b2:f0baa4dcab55177a05452c05570e24e5','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:ddddf3a4ff2966e522fa9e1a37e60640',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:b3cd0b4a0b59a560f6a359358ac16e08','b2:ddddf3a4ff2966e522fa9e1a37e60640','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:c7012f5522b1aa72cad2235210b74921',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:933ac9854cf65c98a333d3f0095a4bc8','b2:c7012f5522b1aa72cad2235210b74921','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:597c3f2fb06f25253e244dee7989c647','b2:933ac9854cf65c98a333d3f0095a4bc8','user',NULL);
INSERT INTO "messages" VALUES ('b2:c4b708ac9a18d6b4e873faac259a65d4','b2:597c3f2fb06f25253e244dee7989c647','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:c38412bf3b9773bdf5824d4e38fb8f40',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:e5dfdc1c8c8d0925b5ad1dda7ee6ef75','b2:c38412bf3b9773bdf5824d4e38fb8f40','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:4adc087a4c23e0da6a57058e1de33ff0','b2:e5dfdc1c8c8d0925b5ad1dda7ee6ef75','user',NULL);
INSERT INTO "messages" VALUES ('b2:8d59c06f09c01f849d0bcfd0c6997596','b2:4adc087a4c23e0da6a57058e1de33ff0','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:8bd5fdd6a51b5fc55102196cdae387e5',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:a51d4e352c3ddaa3135ce217be313522','b2:8bd5fdd6a51b5fc55102196cdae387e5','user',NULL);
INSERT INTO "messages" VALUES ('b2:0286b4f0ec05468a6e50a9742c73c2bd','b2:a51d4e352c3ddaa3135ce217be313522','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:4327b64dea5db21aa7b6712835d40596','b2:0286b4f0ec05468a6e50a9742c73c2bd','user',NULL);
INSERT INTO "messages" VALUES ('b2:36b32e2c5ed48df076be115a43d7697a','b2:4327b64dea5db21aa7b6712835d40596','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:77dd18ce2f0b0a2b34c17bd361c0232c',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:45a66ec84637637faaf4b7adcd97bb14','b2:77dd18ce2f0b0a2b34c17bd361c0232c','user',NULL);
INSERT INTO "messages" VALUES ('b2:2749b3920f2706e604aa8b32d8dec971','b2:45a66ec84637637faaf4b7adcd97bb14','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0c266319ffc0adea1d23dec86bc086a6',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:a56f910d7e525c168491578fa280ac54','b2:0c266319ffc0adea1d23dec86bc086a6','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:df2d40d3eafb9830936c65b3fdf70be5',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:abbd859d48c7576e51a5377f03efdbea','b2:df2d40d3eafb9830936c65b3fdf70be5','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:847abde214c40ae7b61a710917900759','b2:abbd859d48c7576e51a5377f03efdbea','user',NULL);
INSERT INTO "messages" VALUES ('b2:8681e6f8167647be3593275221fc7ea4','b2:847abde214c40ae7b61a710917900759','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:675e3bf7dc08aaf80476f72d3139f12c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:826ec39102300ba364d948326f7c85de','b2:675e3bf7dc08aaf80476f72d3139f12c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f59c5990a761ce8fd287617c16c99033',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:16634e9af10da997d8d3e9b766a5870a','b2:f59c5990a761ce8fd287617c16c99033','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:52169b5d4a93570b26510fc79d1043d4','b2:16634e9af10da997d8d3e9b766a5870a','tool',NULL);
INSERT INTO "messages" VALUES ('b2:5133c19e7a1f10c4338da4093cf43bc5','b2:52169b5d4a93570b26510fc79d1043d4','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:47051e6d0b707c12c34855dcf828af98','b2:5133c19e7a1f10c4338da4093cf43bc5','user',NULL);
INSERT INTO "messages" VALUES ('b2:7130303c2defbe8a25a11a3ca630f68b','b2:47051e6d0b707c12c34855dcf828af98','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f8cb26956aadf2aba6f71cb370dfda94',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:8b4cb1f61debc5a764f2efd822e79a06','b2:f8cb26956aadf2aba6f71cb370dfda94','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0543f10b67058abf0de80db700b2fb54','b2:8b4cb1f61debc5a764f2efd822e79a06','tool',NULL);
INSERT INTO "messages" VALUES ('b2:58345825eb58ed91d924f651770e0013','b2:0543f10b67058abf0de80db700b2fb54','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:e660b1c365144afaf44ea99ea6d5eb27',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:ed2311ba4647d2cbfbca6321625f2af5','b2:e660b1c365144afaf44ea99ea6d5eb27','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f79e9bf907bd527ef58ceb665af6a39c','b2:ed2311ba4647d2cbfbca6321625f2af5','tool',NULL);
INSERT INTO "messages" VALUES ('b2:61b7c613e2785fccd2afbcfb44778eb9','b2:f79e9bf907bd527ef58ceb665af6a39c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:db0e7985bdb0defe7ec02c81a76e53d4',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:ede2ca1bd0e8c69030172da8e0965e57','b2:db0e7985bdb0defe7ec02c81a76e53d4','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:119f5b8f8d1dcc36996a1c41fbd7f7eb','b2:ede2ca1bd0e8c69030172da8e0965e57','tool',NULL);
INSERT INTO "messages" VALUES ('b2:fbc774b419ad433d0db04c536fe59783','b2:119f5b8f8d1dcc36996a1c41fbd7f7eb','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:ed433de3439ca278bfef82388e5ae92c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:53aceea2a383d7b6ff722c6454f9f548','b2:ed433de3439ca278bfef82388e5ae92c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f93b0431999f9be8b254ba95ab30df69',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:85b01e1f2bd4b21bbc580166898cf359','b2:f93b0431999f9be8b254ba95ab30df69','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:218c6fba79c7b7741b8357b2e1d560e9','b2:85b01e1f2bd4b21bbc580166898cf359','tool',NULL);
INSERT INTO "messages" VALUES ('b2:da2c0dee166d286af31b946f8396c237','b2:218c6fba79c7b7741b8357b2e1d560e9','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0a3b660a6da5edc9be52b1d889110d29',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:3165c0c36a9a322de9be77ebd28a38dc','b2:0a3b660a6da5edc9be52b1d889110d29','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:38a7ee596f8aea5971c091ad3870f998','b2:3165c0c36a9a322de9be77ebd28a38dc','tool',NULL);
INSERT INTO "messages" VALUES ('b2:c1fb8cedf93a7521961fa202b27bb087','b2:38a7ee596f8aea5971c091ad3870f998','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0883c534047d716f953166699fbd239d',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:454b9f110a333e24ccf601c946549e41','b2:0883c534047d716f953166699fbd239d','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:82496f8e5709df7a0608d780b3d79c3a','b2:454b9f110a333e24ccf601c946549e41','tool',NULL);
INSERT INTO "messages" VALUES ('b2:f883263ad25b351337c3f94cf331e766','b2:82496f8e5709df7a0608d780b3d79c3a','user',NULL);
INSERT INTO "messages" VALUES ('b2:00c003a827e0e32dad24afe531084757','b2:f883263ad25b351337c3f94cf331e766','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:d07ed3eb9562ec6eeb42620b0d2a1a8a','b2:00c003a827e0e32dad24afe531084757','user',NULL);
INSERT INTO "messages" VALUES ('b2:41381ded3ba3ba2aee82389feb01ec00','b2:d07ed3eb9562ec6eeb42620b0d2a1a8a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:fc6102cfede8a9029f0ecbf2a55744a0',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:81de869faf2c50c4207ea18d66be4aad','b2:fc6102cfede8a9029f0ecbf2a55744a0','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:69861685188ccdea05677f5a81877030','b2:81de869faf2c50c4207ea18d66be4aad','user',NULL);
INSERT INTO "messages" VALUES ('b2:ecd63da4b48f30bca0db1a39bea5620d','b2:69861685188ccdea05677f5a81877030','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:3d141887eab8c2757483684e8a605004',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:9e9347b0ec0d780a6304a33b0dcb06ec','b2:3d141887eab8c2757483684e8a605004','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:23f99c712dc90ea1bbdbf6f8e9facccf','b2:9e9347b0ec0d780a6304a33b0dcb06ec','user',NULL);
INSERT INTO "messages" VALUES ('b2:d21ee918d0158e85a111cd28e22a452d','b2:23f99c712dc90ea1bbdbf6f8e9facccf','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:e42ba051b87ee0c61b4086962e46d6b7',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:356c81999a1265d0014cde4816f17e84','b2:e42ba051b87ee0c61b4086962e46d6b7','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:dec044dbf2aa68d3caf47cf44abfb9e6',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:5bb6ef27dda7dcafa6108752c581ac49','b2:dec044dbf2aa68d3caf47cf44abfb9e6','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:ba4e82915b29087acbe22d395b528a12',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:10b4ff5c2051eada32360d510c14230b','b2:ba4e82915b29087acbe22d395b528a12','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:42b3e8c142fbdc32ff1d69eee1630ab7',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:554b9a99909b7c4b124781b3b1f62e7e','b2:42b3e8c142fbdc32ff1d69eee1630ab7','user',NULL);
INSERT INTO "messages" VALUES ('b2:1ad89574ebf7509311f9ba8350b83bce','b2:554b9a99909b7c4b124781b3b1f62e7e','assistant','{"p": {"phase": "final"}}');
INSERT INTO "messages" VALUES ('b2:6a8a19a7a1ca10083ae2bd3b62f1f412','b2:1ad89574ebf7509311f9ba8350b83bce','user',NULL);
INSERT INTO "messages" VALUES ('b2:1d7f5c47aa3671c795ee19a89af7e0aa','b2:6a8a19a7a1ca10083ae2bd3b62f1f412','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:091b013a0170b91d37ee6f832880e538','b2:1d7f5c47aa3671c795ee19a89af7e0aa','user',NULL);
INSERT INTO "messages" VALUES ('b2:1a6b8e4a1abfb41cbff16cfe2a7d0036','b2:091b013a0170b91d37ee6f832880e538','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:696ad33f90e6edfc07ea8422d0c60148',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:97f4abfc207259cc76f1033ffe43ff9c','b2:696ad33f90e6edfc07ea8422d0c60148','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:9b155506d14d463de3ef263db466c4b8','b2:97f4abfc207259cc76f1033ffe43ff9c','tool',NULL);
INSERT INTO "messages" VALUES ('b2:1f5f6104451b101db26b7c834ccab1b9','b2:9b155506d14d463de3ef263db466c4b8','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:4ce2f9f9d6d3ec3cb070f20da99829a9',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:aaf0cc7a3a72ec59864234ce160e9dac','b2:4ce2f9f9d6d3ec3cb070f20da99829a9','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:2a6cf8a70f93d2d012bd98941aa39490','b2:aaf0cc7a3a72ec59864234ce160e9dac','user',NULL);
INSERT INTO "messages" VALUES ('b2:181eb2cf1fa5bc72aeda548204ebc288','b2:2a6cf8a70f93d2d012bd98941aa39490','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:deb56f992edce46d0a186212a14297c5',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:2bffc8ca6576a47995ac8c5b10a87e6f','b2:deb56f992edce46d0a186212a14297c5','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0834a68391af6bc2a041bf434c7599b1','b2:2bffc8ca6576a47995ac8c5b10a87e6f','user',NULL);
INSERT INTO "messages" VALUES ('b2:ee585e82a721a4411c9858b0e3ddd141','b2:0834a68391af6bc2a041bf434c7599b1','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:5e519f196a7e0156c00ea71a8a0dee29','b2:0834a68391af6bc2a041bf434c7599b1','user',NULL);
INSERT INTO "messages" VALUES ('b2:16738ad4d3824fd00d34f199ed9c08d6','b2:ee585e82a721a4411c9858b0e3ddd141','user',NULL);
INSERT INTO "messages" VALUES ('b2:b3897fa9bda728a55ee40a776e822e58','b2:16738ad4d3824fd00d34f199ed9c08d6','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:2067534f9bcc8ed8f1404402e3d8d952','b2:ee585e82a721a4411c9858b0e3ddd141','user',NULL);
INSERT INTO "messages" VALUES ('b2:4a05245610723978f8feb8e8e0655ea3','b2:2067534f9bcc8ed8f1404402e3d8d952','assistant',NULL);
CREATE TABLE "parts" (
   "id" INTEGER PRIMARY KEY,
   "message_hash" TEXT REFERENCES "messages"("hash"),
   "position" INTEGER,
   "type" TEXT,
   "tool_name" TEXT,
   "text" TEXT,
   "payload" TEXT
);
INSERT INTO "parts" VALUES (1,'b2:72b0e932d7d580765be840ba1249d55d',0,'text',NULL,'A question of 0.36',NULL);
INSERT INTO "parts" VALUES (2,'b2:fe2706086a872bc77c9b26bc31b66a4e',0,'text',NULL,'You said: A question of 0.36',NULL);
INSERT INTO "parts" VALUES (3,'b2:180afa5cfd85097fe858cdf120c4722c',0,'text',NULL,'quiet one',NULL);
INSERT INTO "parts" VALUES (4,'b2:b9e9fc5d83a6cf6a7d74c1de3b305d13',0,'text',NULL,'You said: quiet one',NULL);
INSERT INTO "parts" VALUES (5,'b2:7ac827232938dc88136f0b1e28b41d3a',0,'text',NULL,'Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL);
INSERT INTO "parts" VALUES (6,'b2:057b8819e9964cda542cfe15c526e9d4',0,'text',NULL,'You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL);
INSERT INTO "parts" VALUES (7,'b2:d2faf0448ab8bfd6d53fc0d7effd22ff',0,'text',NULL,'Be brief',NULL);
INSERT INTO "parts" VALUES (8,'b2:e6ceca3ce7f504fb63099ba450680417',0,'text',NULL,'long one',NULL);
INSERT INTO "parts" VALUES (9,'b2:1e622b33f556f11a806f78d7021daf1b',0,'text',NULL,'A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ',NULL);
INSERT INTO "parts" VALUES (10,'b2:13d4eb4cecce82e5ab8983ede9da7d96',0,'text',NULL,'And more?',NULL);
INSERT INTO "parts" VALUES (11,'b2:ded8b32beab61dfe23558e885613d44e',0,'text',NULL,'You said: And more?',NULL);
INSERT INTO "parts" VALUES (12,'b2:13a4299b9aac02eb05adb93debf968f8',0,'text',NULL,'And then?',NULL);
INSERT INTO "parts" VALUES (13,'b2:85d56ba6808466cc81b66120d87c2941',0,'text',NULL,'You said: And then?',NULL);
INSERT INTO "parts" VALUES (14,'b2:46d0575ce125d029e67846886a221666',0,'text',NULL,'Another conversation',NULL);
INSERT INTO "parts" VALUES (15,'b2:d3ecb75fb2ec56bc254a2a935494ad22',0,'text',NULL,'You said: Another conversation',NULL);
INSERT INTO "parts" VALUES (16,'b2:c20397fec124c95bf4147e1a3627713d',0,'text',NULL,'The same instructions again',NULL);
INSERT INTO "parts" VALUES (17,'b2:bf46a9e5b95cd53c21391a170a60b4d1',0,'text',NULL,'You said: The same instructions again',NULL);
INSERT INTO "parts" VALUES (18,'b2:5b3ae70fdd43fdd948507c4e8c52b963',0,'text',NULL,'Back to the first',NULL);
INSERT INTO "parts" VALUES (19,'b2:ff4af8f4e811572c4d05f554708fd398',0,'text',NULL,'You said: Back to the first',NULL);
INSERT INTO "parts" VALUES (20,'b2:07c75c95908f4de83faf6490a291e0dd',0,'text',NULL,'First system',NULL);
INSERT INTO "parts" VALUES (21,'b2:b5458713223f322746a6103f553f696f',0,'text',NULL,'An instruction only for the first',NULL);
INSERT INTO "parts" VALUES (22,'b2:737f6caff10bdf0ecac4b35cefb71fa5',0,'text',NULL,'You said: An instruction only for the first',NULL);
INSERT INTO "parts" VALUES (23,'b2:121070c5357e50e64a385c2ea87c03a1',0,'text',NULL,'Changed instructions',NULL);
INSERT INTO "parts" VALUES (24,'b2:52c3e14f3173cf78d8e3b58c23dc9d05',0,'text',NULL,'You said: Changed instructions',NULL);
INSERT INTO "parts" VALUES (25,'b2:28c77d0ffe87145d0e09ede547c8eff4',0,'text',NULL,'repeated',NULL);
INSERT INTO "parts" VALUES (26,'b2:d7ca88d466ef88b318cf334478b77adf',0,'text',NULL,'You said: repeated',NULL);
INSERT INTO "parts" VALUES (27,'b2:242ff274af52d2fdfbb7cc8ce07f110c',0,'text',NULL,'from standard input',NULL);
INSERT INTO "parts" VALUES (28,'b2:ae00a7ad7832be7b98e941ef260a7c89',0,'text',NULL,'You said: from standard input',NULL);
INSERT INTO "parts" VALUES (29,'b2:d6fb9e4a138485ddf3a52d64362bad5a',0,'text',NULL,'marked: no dollar',NULL);
INSERT INTO "parts" VALUES (30,'b2:8dbac3c7708cbf85d6c017d20ed296c0',0,'text',NULL,'You said: marked: no dollar',NULL);
INSERT INTO "parts" VALUES (31,'b2:fe899748cf254edd42afce89f4b7d62c',0,'text',NULL,'marked with dollars',NULL);
INSERT INTO "parts" VALUES (32,'b2:8c4793f282fa32662b514a2e7152005d',0,'text',NULL,'You said: marked with dollars',NULL);
INSERT INTO "parts" VALUES (33,'b2:2a61b81caf31b72c784198c78172473d',0,'text',NULL,'See this',NULL);
INSERT INTO "parts" VALUES (34,'b2:2a61b81caf31b72c784198c78172473d',1,'attachment',NULL,NULL,'{"attachment": {"id": "c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae"}}');
INSERT INTO "parts" VALUES (35,'b2:2a61b81caf31b72c784198c78172473d',2,'attachment',NULL,NULL,'{"attachment": {"id": "6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc"}}');
INSERT INTO "parts" VALUES (36,'b2:b6e97d1aa4261f4e1ea6a5589dc57702',0,'text',NULL,'You said: See this with 2 attachments',NULL);
INSERT INTO "parts" VALUES (37,'b2:f0baa4dcab55177a05452c05570e24e5',0,'text',NULL,'And this',NULL);
INSERT INTO "parts" VALUES (38,'b2:f0baa4dcab55177a05452c05570e24e5',1,'attachment',NULL,NULL,'{"attachment": {"id": "a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1"}}');
INSERT INTO "parts" VALUES (39,'b2:ee4a8df73fabbe47610a24ddfdcc270a',0,'text',NULL,'You said: And this with 1 attachments',NULL);
INSERT INTO "parts" VALUES (40,'b2:ddddf3a4ff2966e522fa9e1a37e60640',0,'text',NULL,'This too',NULL);
INSERT INTO "parts" VALUES (41,'b2:ddddf3a4ff2966e522fa9e1a37e60640',1,'attachment',NULL,NULL,'{"attachment": {"id": "0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690"}}');
INSERT INTO "parts" VALUES (42,'b2:ddddf3a4ff2966e522fa9e1a37e60640',2,'attachment',NULL,NULL,'{"attachment": {"id": "c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae"}}');
INSERT INTO "parts" VALUES (43,'b2:b3cd0b4a0b59a560f6a359358ac16e08',0,'text',NULL,'You said: This too with 2 attachments',NULL);
INSERT INTO "parts" VALUES (44,'b2:c7012f5522b1aa72cad2235210b74921',0,'text',NULL,'Read it',NULL);
INSERT INTO "parts" VALUES (45,'b2:c7012f5522b1aa72cad2235210b74921',1,'attachment',NULL,NULL,'{"attachment": {"id": "acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41"}}');
INSERT INTO "parts" VALUES (46,'b2:933ac9854cf65c98a333d3f0095a4bc8',0,'text',NULL,'You said: Read it with 1 attachments',NULL);
INSERT INTO "parts" VALUES (47,'b2:597c3f2fb06f25253e244dee7989c647',0,'text',NULL,'What was it?',NULL);
INSERT INTO "parts" VALUES (48,'b2:c4b708ac9a18d6b4e873faac259a65d4',0,'text',NULL,'You said: What was it?',NULL);
INSERT INTO "parts" VALUES (49,'b2:c38412bf3b9773bdf5824d4e38fb8f40',0,'attachment',NULL,NULL,'{"attachment": {"id": "c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae"}}');
INSERT INTO "parts" VALUES (50,'b2:e5dfdc1c8c8d0925b5ad1dda7ee6ef75',0,'text',NULL,'You said: nothing with 1 attachments',NULL);
INSERT INTO "parts" VALUES (51,'b2:4adc087a4c23e0da6a57058e1de33ff0',0,'text',NULL,'Only a picture',NULL);
INSERT INTO "parts" VALUES (52,'b2:8d59c06f09c01f849d0bcfd0c6997596',0,'text',NULL,'You said: Only a picture',NULL);
INSERT INTO "parts" VALUES (53,'b2:8bd5fdd6a51b5fc55102196cdae387e5',0,'text',NULL,'Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme.',NULL);
INSERT INTO "parts" VALUES (54,'b2:a51d4e352c3ddaa3135ce217be313522',0,'text',NULL,NULL,'{"text_ref": [{"fragment": 1}, {"literal": "\nSay it again"}]}');
INSERT INTO "parts" VALUES (55,'b2:0286b4f0ec05468a6e50a9742c73c2bd',0,'text',NULL,'You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again',NULL);
INSERT INTO "parts" VALUES (56,'b2:4327b64dea5db21aa7b6712835d40596',0,'text',NULL,NULL,'{"text_ref": [{"fragment": 3}, {"literal": "\nAnd once more"}]}');
INSERT INTO "parts" VALUES (57,'b2:36b32e2c5ed48df076be115a43d7697a',0,'text',NULL,'You said: Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more',NULL);
INSERT INTO "parts" VALUES (58,'b2:77dd18ce2f0b0a2b34c17bd361c0232c',0,'text',NULL,'Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme.

Own words',NULL);
INSERT INTO "parts" VALUES (59,'b2:45a66ec84637637faaf4b7adcd97bb14',0,'text',NULL,NULL,'{"text_ref": [{"fragment": 1}, {"literal": "\n"}, {"fragment": 3}, {"literal": "\nWith both"}]}');
INSERT INTO "parts" VALUES (60,'b2:2749b3920f2706e604aa8b32d8dec971',0,'text',NULL,'You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
With both',NULL);
INSERT INTO "parts" VALUES (61,'b2:0c266319ffc0adea1d23dec86bc086a6',0,'text',NULL,NULL,'{"text_ref": [{"fragment": 1}]}');
INSERT INTO "parts" VALUES (62,'b2:a56f910d7e525c168491578fa280ac54',0,'text',NULL,'You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
',NULL);
INSERT INTO "parts" VALUES (63,'b2:df2d40d3eafb9830936c65b3fdf70be5',0,'text',NULL,'data of a dog',NULL);
INSERT INTO "parts" VALUES (64,'b2:abbd859d48c7576e51a5377f03efdbea',0,'text',NULL,'{"name": "Cleo", "age": 5}',NULL);
INSERT INTO "parts" VALUES (65,'b2:847abde214c40ae7b61a710917900759',0,'text',NULL,'data of another',NULL);
INSERT INTO "parts" VALUES (66,'b2:8681e6f8167647be3593275221fc7ea4',0,'text',NULL,'{"name": "Cleo", "age": 5}',NULL);
INSERT INTO "parts" VALUES (67,'b2:675e3bf7dc08aaf80476f72d3139f12c',0,'text',NULL,'data as a list',NULL);
INSERT INTO "parts" VALUES (68,'b2:826ec39102300ba364d948326f7c85de',0,'text',NULL,'{"name": "Cleo", "age": 5}',NULL);
INSERT INTO "parts" VALUES (69,'b2:f59c5990a761ce8fd287617c16c99033',0,'text',NULL,'use [{"name": "upper", "arguments": {"text": "hello"}}]',NULL);
INSERT INTO "parts" VALUES (70,'b2:16634e9af10da997d8d3e9b766a5870a',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (71,'b2:16634e9af10da997d8d3e9b766a5870a',1,'tool_call','upper',NULL,'{"name": "upper", "arguments": {"text": "hello"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (72,'b2:52169b5d4a93570b26510fc79d1043d4',0,'tool_result','upper',NULL,'{"name": "upper", "output": "HELLO", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (73,'b2:5133c19e7a1f10c4338da4093cf43bc5',0,'text',NULL,'Tools said: upper=HELLO',NULL);
INSERT INTO "parts" VALUES (74,'b2:47051e6d0b707c12c34855dcf828af98',0,'text',NULL,'Thanks',NULL);
INSERT INTO "parts" VALUES (75,'b2:7130303c2defbe8a25a11a3ca630f68b',0,'text',NULL,'You said: Thanks',NULL);
INSERT INTO "parts" VALUES (76,'b2:f8cb26956aadf2aba6f71cb370dfda94',0,'text',NULL,'use [{"name": "broken"}]',NULL);
INSERT INTO "parts" VALUES (77,'b2:8b4cb1f61debc5a764f2efd822e79a06',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (78,'b2:8b4cb1f61debc5a764f2efd822e79a06',1,'tool_call','broken',NULL,'{"name": "broken", "arguments": {}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (79,'b2:0543f10b67058abf0de80db700b2fb54',0,'tool_result','broken',NULL,'{"name": "broken", "output": "Error: It broke", "tool_call_id": "call-0", "exception": "ValueError: It broke"}');
INSERT INTO "parts" VALUES (80,'b2:58345825eb58ed91d924f651770e0013',0,'text',NULL,'Tools said: broken=Error: It broke',NULL);
INSERT INTO "parts" VALUES (81,'b2:e660b1c365144afaf44ea99ea6d5eb27',0,'text',NULL,'use [{"name": "Shelf_count", "arguments": {"kind": "books"}}, {"name": "Shelf_count", "arguments": {"kind": "cups"}}]',NULL);
INSERT INTO "parts" VALUES (82,'b2:ed2311ba4647d2cbfbca6321625f2af5',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (83,'b2:ed2311ba4647d2cbfbca6321625f2af5',1,'tool_call','Shelf_count',NULL,'{"name": "Shelf_count", "arguments": {"kind": "books"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (84,'b2:ed2311ba4647d2cbfbca6321625f2af5',2,'tool_call','Shelf_count',NULL,'{"name": "Shelf_count", "arguments": {"kind": "cups"}, "tool_call_id": "call-1"}');
INSERT INTO "parts" VALUES (85,'b2:f79e9bf907bd527ef58ceb665af6a39c',0,'tool_result','Shelf_count',NULL,'{"name": "Shelf_count", "output": "3 books there", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (86,'b2:f79e9bf907bd527ef58ceb665af6a39c',1,'tool_result','Shelf_count',NULL,'{"name": "Shelf_count", "output": "3 cups there", "tool_call_id": "call-1"}');
INSERT INTO "parts" VALUES (87,'b2:61b7c613e2785fccd2afbcfb44778eb9',0,'text',NULL,'Tools said: Shelf_count=3 books there; Shelf_count=3 cups there',NULL);
INSERT INTO "parts" VALUES (88,'b2:db0e7985bdb0defe7ec02c81a76e53d4',0,'text',NULL,'use [{"name": "Shelf_count", "arguments": {"kind": "books"}}]',NULL);
INSERT INTO "parts" VALUES (89,'b2:ede2ca1bd0e8c69030172da8e0965e57',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (90,'b2:ede2ca1bd0e8c69030172da8e0965e57',1,'tool_call','Shelf_count',NULL,'{"name": "Shelf_count", "arguments": {"kind": "books"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (91,'b2:119f5b8f8d1dcc36996a1c41fbd7f7eb',0,'tool_result','Shelf_count',NULL,'{"name": "Shelf_count", "output": "3 books here", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (92,'b2:fbc774b419ad433d0db04c536fe59783',0,'text',NULL,'Tools said: Shelf_count=3 books here',NULL);
INSERT INTO "parts" VALUES (93,'b2:ed433de3439ca278bfef82388e5ae92c',0,'text',NULL,'No call',NULL);
INSERT INTO "parts" VALUES (94,'b2:53aceea2a383d7b6ff722c6454f9f548',0,'text',NULL,'You said: No call',NULL);
INSERT INTO "parts" VALUES (95,'b2:f93b0431999f9be8b254ba95ab30df69',0,'text',NULL,'use [{"name": "shout", "arguments": {"word": "hey"}}]',NULL);
INSERT INTO "parts" VALUES (96,'b2:85b01e1f2bd4b21bbc580166898cf359',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (97,'b2:85b01e1f2bd4b21bbc580166898cf359',1,'tool_call','shout',NULL,'{"name": "shout", "arguments": {"word": "hey"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (98,'b2:218c6fba79c7b7741b8357b2e1d560e9',0,'tool_result','shout',NULL,'{"name": "shout", "output": "hey!", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (99,'b2:da2c0dee166d286af31b946f8396c237',0,'text',NULL,'Tools said: shout=hey!',NULL);
INSERT INTO "parts" VALUES (100,'b2:0a3b660a6da5edc9be52b1d889110d29',0,'text',NULL,'use [{"name": "missing"}]',NULL);
INSERT INTO "parts" VALUES (101,'b2:3165c0c36a9a322de9be77ebd28a38dc',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (102,'b2:3165c0c36a9a322de9be77ebd28a38dc',1,'tool_call','missing',NULL,'{"name": "missing", "arguments": {}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (103,'b2:38a7ee596f8aea5971c091ad3870f998',0,'tool_result','missing',NULL,'{"name": "missing", "output": "Error: tool \"missing\" does not exist", "tool_call_id": "call-0", "exception": "KeyError: ''tool \"missing\" does not exist''"}');
INSERT INTO "parts" VALUES (104,'b2:c1fb8cedf93a7521961fa202b27bb087',0,'text',NULL,'Tools said: missing=Error: tool "missing" does not exist',NULL);
INSERT INTO "parts" VALUES (105,'b2:0883c534047d716f953166699fbd239d',0,'text',NULL,'use [{"name": "picture"}]',NULL);
INSERT INTO "parts" VALUES (106,'b2:454b9f110a333e24ccf601c946549e41',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (107,'b2:454b9f110a333e24ccf601c946549e41',1,'tool_call','picture',NULL,'{"name": "picture", "arguments": {}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (108,'b2:82496f8e5709df7a0608d780b3d79c3a',0,'tool_result','picture',NULL,'{"name": "picture", "output": "A picture", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (109,'b2:f883263ad25b351337c3f94cf331e766',0,'attachment',NULL,NULL,'{"attachment": {"id": "3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7"}}');
INSERT INTO "parts" VALUES (110,'b2:f883263ad25b351337c3f94cf331e766',1,'attachment',NULL,NULL,'{"attachment": {"id": "d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3"}}');
INSERT INTO "parts" VALUES (111,'b2:00c003a827e0e32dad24afe531084757',0,'text',NULL,'Tools said: picture=A picture',NULL);
INSERT INTO "parts" VALUES (112,'b2:d07ed3eb9562ec6eeb42620b0d2a1a8a',0,'text',NULL,'Nice',NULL);
INSERT INTO "parts" VALUES (113,'b2:41381ded3ba3ba2aee82389feb01ec00',0,'text',NULL,'You said: Nice',NULL);
INSERT INTO "parts" VALUES (114,'b2:fc6102cfede8a9029f0ecbf2a55744a0',0,'text',NULL,'think about pelicans',NULL);
INSERT INTO "parts" VALUES (115,'b2:81de869faf2c50c4207ea18d66be4aad',0,'reasoning',NULL,'First I think. Then I think again.','{"redacted": true, "provider_metadata": {"p": {"data": "xyz"}}}');
INSERT INTO "parts" VALUES (116,'b2:81de869faf2c50c4207ea18d66be4aad',1,'text',NULL,'Thought: about pelicans','{"provider_metadata": {"p": {"cite": [1, 2]}}}');
INSERT INTO "parts" VALUES (117,'b2:69861685188ccdea05677f5a81877030',0,'text',NULL,'So?',NULL);
INSERT INTO "parts" VALUES (118,'b2:ecd63da4b48f30bca0db1a39bea5620d',0,'text',NULL,'You said: So?',NULL);
INSERT INTO "parts" VALUES (119,'b2:3d141887eab8c2757483684e8a605004',0,'text',NULL,'search for pelicans',NULL);
INSERT INTO "parts" VALUES (120,'b2:9e9347b0ec0d780a6304a33b0dcb06ec',0,'tool_call','web_search',NULL,'{"name": "web_search", "arguments": {"q": "pelicans"}, "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (121,'b2:9e9347b0ec0d780a6304a33b0dcb06ec',1,'tool_result','web_search',NULL,'{"name": "web_search", "output": "Found: pelicans.", "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (122,'b2:9e9347b0ec0d780a6304a33b0dcb06ec',2,'text',NULL,'Pelicans it is.',NULL);
INSERT INTO "parts" VALUES (123,'b2:23f99c712dc90ea1bbdbf6f8e9facccf',0,'text',NULL,'Sure?',NULL);
INSERT INTO "parts" VALUES (124,'b2:d21ee918d0158e85a111cd28e22a452d',0,'text',NULL,'You said: Sure?',NULL);
INSERT INTO "parts" VALUES (125,'b2:e42ba051b87ee0c61b4086962e46d6b7',0,'text',NULL,'resolve yourself',NULL);
INSERT INTO "parts" VALUES (126,'b2:356c81999a1265d0014cde4816f17e84',0,'text',NULL,'You said: resolve yourself',NULL);
INSERT INTO "parts" VALUES (127,'b2:dec044dbf2aa68d3caf47cf44abfb9e6',0,'text',NULL,'wrapped up',NULL);
INSERT INTO "parts" VALUES (128,'b2:5bb6ef27dda7dcafa6108752c581ac49',0,'text',NULL,'You said: wrapped up',NULL);
INSERT INTO "parts" VALUES (129,'b2:ba4e82915b29087acbe22d395b528a12',0,'text',NULL,'repeat everything',NULL);
INSERT INTO "parts" VALUES (130,'b2:10b4ff5c2051eada32360d510c14230b',0,'reasoning',NULL,'Said at such length that it is worth leaving out where it is said again. thought','{"provider_metadata": {"p": {"sig": "Said at such length that it is worth leaving out where it is said again. sig", "deep": ["Said at such length that it is worth leaving out where it is said again. deep"]}}}');
INSERT INTO "parts" VALUES (131,'b2:10b4ff5c2051eada32360d510c14230b',1,'text',NULL,'Said at such length that it is worth leaving out where it is said again. answer',NULL);
INSERT INTO "parts" VALUES (132,'b2:10b4ff5c2051eada32360d510c14230b',2,'tool_call','web_search',NULL,'{"name": "web_search", "arguments": {"q": "Said at such length that it is worth leaving out where it is said again. \u00e9", "n": [1, "Said at such length that it is worth leaving out where it is said again. n"]}, "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (133,'b2:10b4ff5c2051eada32360d510c14230b',3,'tool_result','web_search',NULL,'{"name": "web_search", "output": "Said at such length that it is worth leaving out where it is said again. result", "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (134,'b2:42b3e8c142fbdc32ff1d69eee1630ab7',0,'text',NULL,'You are a bird.',NULL);
INSERT INTO "parts" VALUES (135,'b2:554b9a99909b7c4b124781b3b1f62e7e',0,'text',NULL,'Look',NULL);
INSERT INTO "parts" VALUES (136,'b2:554b9a99909b7c4b124781b3b1f62e7e',1,'attachment',NULL,NULL,'{"attachment": {"id": "7cd35944398ce0d57c3c74ef57515a42b7b6f14743dfd08b6cc53cd749c90378"}}');
INSERT INTO "parts" VALUES (137,'b2:1ad89574ebf7509311f9ba8350b83bce',0,'text',NULL,'A beak.',NULL);
INSERT INTO "parts" VALUES (138,'b2:6a8a19a7a1ca10083ae2bd3b62f1f412',0,'text',NULL,'Go on',NULL);
INSERT INTO "parts" VALUES (139,'b2:1d7f5c47aa3671c795ee19a89af7e0aa',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (140,'b2:091b013a0170b91d37ee6f832880e538',0,'text',NULL,'Sent again',NULL);
INSERT INTO "parts" VALUES (141,'b2:1a6b8e4a1abfb41cbff16cfe2a7d0036',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (142,'b2:696ad33f90e6edfc07ea8422d0c60148',0,'text',NULL,'Look around',NULL);
INSERT INTO "parts" VALUES (143,'b2:97f4abfc207259cc76f1033ffe43ff9c',0,'tool_call','look',NULL,'{"name": "look", "arguments": {"far": true}, "tool_call_id": "c-1"}');
INSERT INTO "parts" VALUES (144,'b2:9b155506d14d463de3ef263db466c4b8',0,'tool_result','look',NULL,'{"name": "look", "output": "Seen", "tool_call_id": "c-1", "attachments": [{"id": "9e25ac595953306c16abafc32f9f02b6a8b6c16583a7e60eedaae09b25d54bd1"}]}');
INSERT INTO "parts" VALUES (145,'b2:1f5f6104451b101db26b7c834ccab1b9',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (146,'b2:4ce2f9f9d6d3ec3cb070f20da99829a9',0,'text',NULL,'Draw',NULL);
INSERT INTO "parts" VALUES (147,'b2:aaf0cc7a3a72ec59864234ce160e9dac',0,'text',NULL,'Here',NULL);
INSERT INTO "parts" VALUES (148,'b2:aaf0cc7a3a72ec59864234ce160e9dac',1,'attachment',NULL,NULL,'{"attachment": {"id": "637da450a5d3bddac3a6593428c15375bc3fa26c49fefbdddd9ef2389cdb4f43"}}');
INSERT INTO "parts" VALUES (149,'b2:2a6cf8a70f93d2d012bd98941aa39490',0,'text',NULL,'Thanks',NULL);
INSERT INTO "parts" VALUES (150,'b2:181eb2cf1fa5bc72aeda548204ebc288',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (151,'b2:deb56f992edce46d0a186212a14297c5',0,'text',NULL,'One',NULL);
INSERT INTO "parts" VALUES (152,'b2:2bffc8ca6576a47995ac8c5b10a87e6f',0,'text',NULL,'You said: One',NULL);
INSERT INTO "parts" VALUES (153,'b2:0834a68391af6bc2a041bf434c7599b1',0,'text',NULL,'Two',NULL);
INSERT INTO "parts" VALUES (154,'b2:ee585e82a721a4411c9858b0e3ddd141',0,'text',NULL,'You said: Two',NULL);
INSERT INTO "parts" VALUES (155,'b2:5e519f196a7e0156c00ea71a8a0dee29',0,'text',NULL,'An edit of mine',NULL);
INSERT INTO "parts" VALUES (156,'b2:16738ad4d3824fd00d34f199ed9c08d6',0,'text',NULL,'Branch one',NULL);
INSERT INTO "parts" VALUES (157,'b2:b3897fa9bda728a55ee40a776e822e58',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (158,'b2:2067534f9bcc8ed8f1404402e3d8d952',0,'text',NULL,'Branch two',NULL);
INSERT INTO "parts" VALUES (159,'b2:4a05245610723978f8feb8e8e0655ea3',0,'text',NULL,'You said: nothing',NULL);
CREATE TABLE "part_attachments" (
   "part_id" INTEGER REFERENCES "parts"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("part_id", "attachment_id", "order")
);
INSERT INTO "part_attachments" VALUES (34,'c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "part_attachments" VALUES (35,'6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc',0);
INSERT INTO "part_attachments" VALUES (38,'a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1',0);
INSERT INTO "part_attachments" VALUES (41,'0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690',0);
INSERT INTO "part_attachments" VALUES (42,'c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "part_attachments" VALUES (45,'acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41',0);
INSERT INTO "part_attachments" VALUES (49,'c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "part_attachments" VALUES (109,'3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7',0);
INSERT INTO "part_attachments" VALUES (110,'d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3',0);
INSERT INTO "part_attachments" VALUES (136,'7cd35944398ce0d57c3c74ef57515a42b7b6f14743dfd08b6cc53cd749c90378',0);
INSERT INTO "part_attachments" VALUES (144,'9e25ac595953306c16abafc32f9f02b6a8b6c16583a7e60eedaae09b25d54bd1',0);
INSERT INTO "part_attachments" VALUES (148,'637da450a5d3bddac3a6593428c15375bc3fa26c49fefbdddd9ef2389cdb4f43',0);
CREATE TABLE "part_fragments" (
   "part_id" INTEGER REFERENCES "parts"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("part_id", "fragment_id", "order")
);
INSERT INTO "part_fragments" VALUES (54,1,0);
INSERT INTO "part_fragments" VALUES (56,3,0);
INSERT INTO "part_fragments" VALUES (59,1,0);
INSERT INTO "part_fragments" VALUES (59,3,1);
INSERT INTO "part_fragments" VALUES (61,1,0);
CREATE TABLE "threads" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "tip_message_hash" TEXT REFERENCES "messages"("hash"),
   "forked_from" TEXT REFERENCES "threads"("id"),
   "datetime_utc" TEXT
);
INSERT INTO "threads" VALUES ('01m824s2skvsskfjvxvs2ct1gj','A question of 0.36','b2:fe2706086a872bc77c9b26bc31b66a4e',NULL,'2026-11-22 17:27:34.969146+00:00');
INSERT INTO "threads" VALUES ('01m824s2t3yps0gd5dc2kx6wnc','quiet one','b2:b9e9fc5d83a6cf6a7d74c1de3b305d13',NULL,'2026-11-22 17:27:34.984407+00:00');
INSERT INTO "threads" VALUES ('01m824s2tkdw3yzsvqsgkx02bd','Zwölf Boxkämpfer 🥊 <&> "quoted"…','b2:057b8819e9964cda542cfe15c526e9d4',NULL,'2026-11-22 17:27:35.001740+00:00');
INSERT INTO "threads" VALUES ('01m824s2v5qxjm7z1bp5bcr902','long one','b2:ff4af8f4e811572c4d05f554708fd398',NULL,'2026-11-22 17:27:35.018306+00:00');
INSERT INTO "threads" VALUES ('01m824s2x2eqg1vbzz9xwa4jm4','Another conversation','b2:bf46a9e5b95cd53c21391a170a60b4d1',NULL,'2026-11-22 17:27:35.083112+00:00');
INSERT INTO "threads" VALUES ('01m824s2z2egzdgpxb0x39nn4j','An instruction only for the fir…','b2:52c3e14f3173cf78d8e3b58c23dc9d05',NULL,'2026-11-22 17:27:35.145718+00:00');
INSERT INTO "threads" VALUES ('01m824s30hbge222jthgkvre45','repeated','b2:d7ca88d466ef88b318cf334478b77adf',NULL,'2026-11-22 17:27:35.193476+00:00');
INSERT INTO "threads" VALUES ('01m824s31584q2t7f8cg1nzt27','repeated','b2:d7ca88d466ef88b318cf334478b77adf',NULL,'2026-11-22 17:27:35.218324+00:00');
INSERT INTO "threads" VALUES ('01m824s322zg3qy5gq9mwqj3r9','from standard input','b2:ae00a7ad7832be7b98e941ef260a7c89',NULL,'2026-11-22 17:27:35.241883+00:00');
INSERT INTO "threads" VALUES ('01m824s32r7jhd8tcxbfjp8115','marked: no dollar','b2:8dbac3c7708cbf85d6c017d20ed296c0',NULL,'2026-11-22 17:27:35.263105+00:00');
INSERT INTO "threads" VALUES ('01m824s33aaf2wbex8asswrkxk','marked with dollars','b2:8c4793f282fa32662b514a2e7152005d',NULL,'2026-11-22 17:27:35.280910+00:00');
INSERT INTO "threads" VALUES ('01m824s34477gs5hw8n0qa51g0','See this','b2:ee4a8df73fabbe47610a24ddfdcc270a',NULL,'2026-11-22 17:27:35.305695+00:00');
INSERT INTO "threads" VALUES ('01m824s35pwskb1rvc5g067mcs','This too','b2:b3cd0b4a0b59a560f6a359358ac16e08',NULL,'2026-11-22 17:27:35.356892+00:00');
INSERT INTO "threads" VALUES ('01m824s36ee40pj16sw2dnqrxs','Read it','b2:c4b708ac9a18d6b4e873faac259a65d4',NULL,'2026-11-22 17:27:35.379849+00:00');
INSERT INTO "threads" VALUES ('01m824s37zwv66a7dqs1d4we22','','b2:8d59c06f09c01f849d0bcfd0c6997596',NULL,'2026-11-22 17:27:35.429742+00:00');
INSERT INTO "threads" VALUES ('01m824s3adm8vsvgaeq0z6scpf','Roses are red. Roses are red. R…','b2:36b32e2c5ed48df076be115a43d7697a',NULL,'2026-11-22 17:27:35.510781+00:00');
INSERT INTO "threads" VALUES ('01m824s3c9d9abdfet411mbdn5','Roses are red. Roses are red. R…','b2:2749b3920f2706e604aa8b32d8dec971',NULL,'2026-11-22 17:27:35.570730+00:00');
INSERT INTO "threads" VALUES ('01m824s3d3qygk5fnpmq7zr0x4','Roses are red. Roses are red. R…','b2:a56f910d7e525c168491578fa280ac54',NULL,'2026-11-22 17:27:35.594144+00:00');
INSERT INTO "threads" VALUES ('01m824s3dkmzft41xry9qngkcf','data of a dog','b2:8681e6f8167647be3593275221fc7ea4',NULL,'2026-11-22 17:27:35.609499+00:00');
INSERT INTO "threads" VALUES ('01m824s3f7t98gzjs04f9a6tma','data as a list','b2:826ec39102300ba364d948326f7c85de',NULL,'2026-11-22 17:27:35.662616+00:00');
INSERT INTO "threads" VALUES ('01m824s3ftesnxnqqc5tpkms7y','use [{"name": "upper", "argumen…','b2:7130303c2defbe8a25a11a3ca630f68b',NULL,'2026-11-22 17:27:35.681950+00:00');
INSERT INTO "threads" VALUES ('01m824s3haemvexvwnk2b7whfk','use [{"name": "broken"}]','b2:58345825eb58ed91d924f651770e0013',NULL,'2026-11-22 17:27:35.728144+00:00');
INSERT INTO "threads" VALUES ('01m824s3j3mrd7z13gjp6anw00','use [{"name": "Shelf_count", "a…','b2:61b7c613e2785fccd2afbcfb44778eb9',NULL,'2026-11-22 17:27:35.755182+00:00');
INSERT INTO "threads" VALUES ('01m824s3k0w1cq261vbz94rej7','use [{"name": "Shelf_count", "a…','b2:fbc774b419ad433d0db04c536fe59783',NULL,'2026-11-22 17:27:35.787891+00:00');
INSERT INTO "threads" VALUES ('01m824s3m7n6hcpb14fyhp0kbn','No call','b2:53aceea2a383d7b6ff722c6454f9f548',NULL,'2026-11-22 17:27:35.824531+00:00');
INSERT INTO "threads" VALUES ('01m824s3mzktyy2refw4ndwk4n','use [{"name": "shout", "argumen…','b2:da2c0dee166d286af31b946f8396c237',NULL,'2026-11-22 17:27:35.847943+00:00');
INSERT INTO "threads" VALUES ('01m824s3nytwmwx1dw2p5cqv6v','use [{"name": "missing"}]','b2:c1fb8cedf93a7521961fa202b27bb087',NULL,'2026-11-22 17:27:35.879699+00:00');
INSERT INTO "threads" VALUES ('01m824s3pw0vn72ghxev4qq0ey','use [{"name": "picture"}]','b2:41381ded3ba3ba2aee82389feb01ec00',NULL,'2026-11-22 17:27:35.907359+00:00');
INSERT INTO "threads" VALUES ('01m824s3rrveayb2h3beyey0qc','think about pelicans','b2:ecd63da4b48f30bca0db1a39bea5620d',NULL,'2026-11-22 17:27:35.967793+00:00');
INSERT INTO "threads" VALUES ('01m824s3t8740scfb59v7rma3h','search for pelicans','b2:d21ee918d0158e85a111cd28e22a452d',NULL,'2026-11-22 17:27:36.016364+00:00');
INSERT INTO "threads" VALUES ('01m824s3vtrz09hxmg8bnafcsj','resolve yourself','b2:356c81999a1265d0014cde4816f17e84',NULL,'2026-11-22 17:27:36.066767+00:00');
INSERT INTO "threads" VALUES ('01m824s3wg4wt4jk0zr9pxkhhs','wrapped up','b2:5bb6ef27dda7dcafa6108752c581ac49',NULL,'2026-11-22 17:27:36.087896+00:00');
INSERT INTO "threads" VALUES ('01m824s3x4rkm0xayyg1tk1sre','repeat everything','b2:10b4ff5c2051eada32360d510c14230b',NULL,'2026-11-22 17:27:36.108299+00:00');
INSERT INTO "threads" VALUES ('01m824s4037caa07nftnjkn2x4','','b2:1d7f5c47aa3671c795ee19a89af7e0aa',NULL,'2026-11-22 17:27:36.196085+00:00');
INSERT INTO "threads" VALUES ('01m824s40d1xekw7v6n3dnbnvs','','b2:1a6b8e4a1abfb41cbff16cfe2a7d0036',NULL,'2026-11-22 17:27:36.205951+00:00');
INSERT INTO "threads" VALUES ('01m824s40mkq7dfgafdgxmecfh','','b2:1f5f6104451b101db26b7c834ccab1b9',NULL,'2026-11-22 17:27:36.212293+00:00');
INSERT INTO "threads" VALUES ('01m824s411pkavs3jb29hpebwe','','b2:181eb2cf1fa5bc72aeda548204ebc288',NULL,'2026-11-22 17:27:36.225844+00:00');
INSERT INTO "threads" VALUES ('01m824s41bf8c387rzrjp4tcd7','One','b2:4a05245610723978f8feb8e8e0655ea3',NULL,'2026-11-22 17:27:36.236232+00:00');
INSERT INTO "threads" VALUES ('01m824s41rw24fyeqybc4b12ah','A fork','b2:5e519f196a7e0156c00ea71a8a0dee29','01m824s41bf8c387rzrjp4tcd7','2026-11-22 17:27:36.248603+00:00');
INSERT INTO "threads" VALUES ('01m824s420ryjm0a062fyqb68t','Nothing said yet',NULL,NULL,'2026-11-22 17:27:36.257104+00:00');
CREATE TABLE "turns" (
   "id" TEXT PRIMARY KEY,
   "thread_id" TEXT REFERENCES "threads"("id"),
   "parent_message_hash" TEXT REFERENCES "messages"("hash"),
   "tip_message_hash" TEXT REFERENCES "messages"("hash"),
   "model" TEXT,
   "resolved_model" TEXT,
   "options_json" TEXT,
   "schema_id" TEXT REFERENCES "schemas"("id"),
   "input_tokens" INTEGER,
   "output_tokens" INTEGER,
   "token_details" TEXT,
   "duration_ms" INTEGER,
   "datetime_utc" TEXT
, "response_json" TEXT);
INSERT INTO "turns" VALUES ('01m824s2sqze9xaejx8jebpsd4','01m824s2skvsskfjvxvs2ct1gj','b2:72b0e932d7d580765be840ba1249d55d','b2:fe2706086a872bc77c9b26bc31b66a4e','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:34.967238+00:00','{"id": "r-1", "content": "You said: A question of 0.36", "stop": "end", "words": ["A", "question", "of", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824s2t75dat41135sqgrfgg','01m824s2t3yps0gd5dc2kx6wnc','b2:180afa5cfd85097fe858cdf120c4722c','b2:b9e9fc5d83a6cf6a7d74c1de3b305d13','scripted',NULL,NULL,NULL,NULL,NULL,NULL,0,'2026-11-22T17:27:34.983559+00:00',NULL);
INSERT INTO "turns" VALUES ('01m824s2tr4e8v372qdwjj12an','01m824s2tkdw3yzsvqsgkx02bd','b2:7ac827232938dc88136f0b1e28b41d3a','b2:057b8819e9964cda542cfe15c526e9d4','scripted',NULL,NULL,NULL,110,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.000818+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Zw\u00f6lf", "Boxk\u00e4mpfer", "\ud83e\udd4a", "<&>", "\"quoted\"", "''it''", "and", "a", "second", "line"]}');
INSERT INTO "turns" VALUES ('01m824s2v9jf4bsdmwj3rqm9s1','01m824s2v5qxjm7z1bp5bcr902','b2:e6ceca3ce7f504fb63099ba450680417','b2:1e622b33f556f11a806f78d7021daf1b','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.017566+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["long", "one"]}');
INSERT INTO "turns" VALUES ('01m824s2vsmcx0qmbncn3b7223','01m824s2v5qxjm7z1bp5bcr902','b2:13d4eb4cecce82e5ab8983ede9da7d96','b2:ded8b32beab61dfe23558e885613d44e','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.033892+00:00','{"id": "r-1", "content": "You said: And more?", "stop": "end", "words": ["And", "more?"]}');
INSERT INTO "turns" VALUES ('01m824s2wffgzn24xy0revmscq','01m824s2v5qxjm7z1bp5bcr902','b2:13a4299b9aac02eb05adb93debf968f8','b2:85d56ba6808466cc81b66120d87c2941','scripted',NULL,'{"temperature": 0.5, "name": "Zo\u00eb"}',NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.055405+00:00','{"id": "r-1", "content": "You said: And then?", "stop": "end", "words": ["And", "then?"]}');
INSERT INTO "turns" VALUES ('01m824s2x9n281hwanqbax6mkf','01m824s2x2eqg1vbzz9xwa4jm4','b2:46d0575ce125d029e67846886a221666','b2:d3ecb75fb2ec56bc254a2a935494ad22','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.081682+00:00','{"id": "r-1", "content": "You said: Another conversation", "stop": "end", "words": ["Another", "conversation"]}');
INSERT INTO "turns" VALUES ('01m824s2xyyp1sg4rd043y1vk1','01m824s2x2eqg1vbzz9xwa4jm4','b2:c20397fec124c95bf4147e1a3627713d','b2:bf46a9e5b95cd53c21391a170a60b4d1','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.102622+00:00','{"id": "r-1", "content": "You said: The same instructions again", "stop": "end", "words": ["The", "same", "instructions", "again"]}');
INSERT INTO "turns" VALUES ('01m824s2ynvmpk1byyb6g7rtf6','01m824s2v5qxjm7z1bp5bcr902','b2:5b3ae70fdd43fdd948507c4e8c52b963','b2:ff4af8f4e811572c4d05f554708fd398','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.125508+00:00','{"id": "r-1", "content": "You said: Back to the first", "stop": "end", "words": ["Back", "to", "the", "first"]}');
INSERT INTO "turns" VALUES ('01m824s2z8m0htvsbgdkav4x5f','01m824s2z2egzdgpxb0x39nn4j','b2:b5458713223f322746a6103f553f696f','b2:737f6caff10bdf0ecac4b35cefb71fa5','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.144381+00:00','{"id": "r-1", "content": "You said: An instruction only for the first", "stop": "end", "words": ["An", "instruction", "only", "for", "the", "first"]}');
INSERT INTO "turns" VALUES ('01m824s306rd1cf6qzrzwccv9k','01m824s2z2egzdgpxb0x39nn4j','b2:121070c5357e50e64a385c2ea87c03a1','b2:52c3e14f3173cf78d8e3b58c23dc9d05','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.174243+00:00','{"id": "r-1", "content": "You said: Changed instructions", "stop": "end", "words": ["Changed", "instructions"]}');
INSERT INTO "turns" VALUES ('01m824s30rgx1v7mry006fwawf','01m824s30hbge222jthgkvre45','b2:28c77d0ffe87145d0e09ede547c8eff4','b2:d7ca88d466ef88b318cf334478b77adf','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.192284+00:00','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}');
INSERT INTO "turns" VALUES ('01m824s31cs57c79fg6tbehzeb','01m824s31584q2t7f8cg1nzt27','b2:28c77d0ffe87145d0e09ede547c8eff4','b2:d7ca88d466ef88b318cf334478b77adf','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.212601+00:00','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}');
INSERT INTO "turns" VALUES ('01m824s328mh2a8gs2yfayf1y7','01m824s322zg3qy5gq9mwqj3r9','b2:242ff274af52d2fdfbb7cc8ce07f110c','b2:ae00a7ad7832be7b98e941ef260a7c89','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.240721+00:00','{"id": "r-1", "content": "You said: from standard input", "stop": "end", "words": ["from", "standard", "input"]}');
INSERT INTO "turns" VALUES ('01m824s32xwpkj8ehfas556jsp','01m824s32r7jhd8tcxbfjp8115','b2:d6fb9e4a138485ddf3a52d64362bad5a','b2:8dbac3c7708cbf85d6c017d20ed296c0','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.262065+00:00','{"id": "r-1", "content": "You said: marked: no dollar", "stop": "end", "words": ["marked:", "no", "dollar"]}');
INSERT INTO "turns" VALUES ('01m824s33f6tbqtsy4s9wjhybs','01m824s33aaf2wbex8asswrkxk','b2:fe899748cf254edd42afce89f4b7d62c','b2:8c4793f282fa32662b514a2e7152005d','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.279724+00:00','{"price": {"$raw": {"$": "100"}}, "raw": {"$raw": {"$raw": 1}}, "said": "You said: marked with dollars"}');
INSERT INTO "turns" VALUES ('01m824s3481y9zaz6rvgjkk3xp','01m824s34477gs5hw8n0qa51g0','b2:2a61b81caf31b72c784198c78172473d','b2:b6e97d1aa4261f4e1ea6a5589dc57702','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.304813+00:00','{"id": "r-1", "content": "You said: See this with 2 attachments", "stop": "end", "words": ["See", "this"]}');
INSERT INTO "turns" VALUES ('01m824s356gz59v3e1madmbp2r','01m824s34477gs5hw8n0qa51g0','b2:f0baa4dcab55177a05452c05570e24e5','b2:ee4a8df73fabbe47610a24ddfdcc270a','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.334167+00:00','{"id": "r-1", "content": "You said: And this with 1 attachments", "stop": "end", "words": ["And", "this"]}');
INSERT INTO "turns" VALUES ('01m824s35vd6d7z538rf2v25nh','01m824s35pwskb1rvc5g067mcs','b2:ddddf3a4ff2966e522fa9e1a37e60640','b2:b3cd0b4a0b59a560f6a359358ac16e08','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.355872+00:00','{"id": "r-1", "content": "You said: This too with 2 attachments", "stop": "end", "words": ["This", "too"]}');
INSERT INTO "turns" VALUES ('01m824s36jakffcd35y96242ht','01m824s36ee40pj16sw2dnqrxs','b2:c7012f5522b1aa72cad2235210b74921','b2:933ac9854cf65c98a333d3f0095a4bc8','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.378968+00:00','{"id": "r-1", "content": "You said: Read it with 1 attachments", "stop": "end", "words": ["Read", "it"]}');
INSERT INTO "turns" VALUES ('01m824s37emkrdpqwz55ea3spa','01m824s36ee40pj16sw2dnqrxs','b2:597c3f2fb06f25253e244dee7989c647','b2:c4b708ac9a18d6b4e873faac259a65d4','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.407054+00:00','{"id": "r-1", "content": "You said: What was it?", "stop": "end", "words": ["What", "was", "it?"]}');
INSERT INTO "turns" VALUES ('01m824s384b3fhc2d164835mx6','01m824s37zwv66a7dqs1d4we22','b2:c38412bf3b9773bdf5824d4e38fb8f40','b2:e5dfdc1c8c8d0925b5ad1dda7ee6ef75','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.428649+00:00','{"id": "r-1", "content": "You said: nothing with 1 attachments", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s390a5x8qy4m2w0xa8fq','01m824s37zwv66a7dqs1d4we22','b2:4adc087a4c23e0da6a57058e1de33ff0','b2:8d59c06f09c01f849d0bcfd0c6997596','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.456545+00:00','{"id": "r-1", "content": "You said: Only a picture", "stop": "end", "words": ["Only", "a", "picture"]}');
INSERT INTO "turns" VALUES ('01m824s3an0rgw259xfk835d9f','01m824s3adm8vsvgaeq0z6scpf','b2:a51d4e352c3ddaa3135ce217be313522','b2:0286b4f0ec05468a6e50a9742c73c2bd','scripted',NULL,NULL,NULL,121,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.509367+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Say", "it", "again"]}');
INSERT INTO "turns" VALUES ('01m824s3bqm4c1gfwrehqdcn5y','01m824s3adm8vsvgaeq0z6scpf','b2:4327b64dea5db21aa7b6712835d40596','b2:36b32e2c5ed48df076be115a43d7697a','scripted',NULL,NULL,NULL,115,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.543241+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "And", "once", "more"]}');
INSERT INTO "turns" VALUES ('01m824s3chwn3njsm1hz8451ye','01m824s3c9d9abdfet411mbdn5','b2:45a66ec84637637faaf4b7adcd97bb14','b2:2749b3920f2706e604aa8b32d8dec971','scripted',NULL,NULL,NULL,132,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.569432+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "With", "both"]}');
INSERT INTO "turns" VALUES ('01m824s3d8hgf2wxg3fmmkbtxj','01m824s3d3qygk5fnpmq7zr0x4','b2:0c266319ffc0adea1d23dec86bc086a6','b2:a56f910d7e525c168491578fa280ac54','scripted',NULL,NULL,NULL,118,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.592997+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red."]}');
INSERT INTO "turns" VALUES ('01m824s3drn1kdj17hk0dmr3vn','01m824s3dkmzft41xry9qngkcf','b2:df2d40d3eafb9830936c65b3fdf70be5','b2:abbd859d48c7576e51a5377f03efdbea','scripted',NULL,NULL,'848bffbc260a905ad40888a4518f40ef',104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.608328+00:00','{"id": "r-1", "content": "{\"name\": \"Cleo\", \"age\": 5}", "stop": "end", "words": ["data", "of", "a", "dog"]}');
INSERT INTO "turns" VALUES ('01m824s3ehrypp0msy5ce9xdhz','01m824s3dkmzft41xry9qngkcf','b2:847abde214c40ae7b61a710917900759','b2:8681e6f8167647be3593275221fc7ea4','scripted',NULL,NULL,'848bffbc260a905ad40888a4518f40ef',103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.633376+00:00','{"id": "r-1", "content": "{\"name\": \"Cleo\", \"age\": 5}", "stop": "end", "words": ["data", "of", "another"]}');
INSERT INTO "turns" VALUES ('01m824s3fd4a7ez9mgct7r0epe','01m824s3f7t98gzjs04f9a6tma','b2:675e3bf7dc08aaf80476f72d3139f12c','b2:826ec39102300ba364d948326f7c85de','scripted',NULL,NULL,'165ab31f2c3ff13fe09e393aedeb1f30',104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.661673+00:00','{"id": "r-1", "content": "{\"name\": \"Cleo\", \"age\": 5}", "stop": "end", "words": ["data", "as", "a", "list"]}');
INSERT INTO "turns" VALUES ('01m824s3g064r782n3x7bym1zt','01m824s3ftesnxnqqc5tpkms7y','b2:f59c5990a761ce8fd287617c16c99033','b2:16634e9af10da997d8d3e9b766a5870a','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.680579+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"upper\",", "\"arguments\":", "{\"text\":", "\"hello\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824s3g064r782n3x7bym1zv','01m824s3ftesnxnqqc5tpkms7y','b2:52169b5d4a93570b26510fc79d1043d4','b2:5133c19e7a1f10c4338da4093cf43bc5','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.680945+00:00','{"id": "r-1", "content": "Tools said: upper=HELLO", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3gyp05msrwjatwg6fks','01m824s3ftesnxnqqc5tpkms7y','b2:47051e6d0b707c12c34855dcf828af98','b2:7130303c2defbe8a25a11a3ca630f68b','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.710469+00:00','{"id": "r-1", "content": "You said: Thanks", "stop": "end", "words": ["Thanks"]}');
INSERT INTO "turns" VALUES ('01m824s3hfrc9ecqpvsqh12gs7','01m824s3haemvexvwnk2b7whfk','b2:f8cb26956aadf2aba6f71cb370dfda94','b2:8b4cb1f61debc5a764f2efd822e79a06','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.727113+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"broken\"}]"]}');
INSERT INTO "turns" VALUES ('01m824s3hfrc9ecqpvsqh12gs8','01m824s3haemvexvwnk2b7whfk','b2:0543f10b67058abf0de80db700b2fb54','b2:58345825eb58ed91d924f651770e0013','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.727407+00:00','{"id": "r-1", "content": "Tools said: broken=Error: It broke", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3j9r2mehgw2waza48f4','01m824s3j3mrd7z13gjp6anw00','b2:e660b1c365144afaf44ea99ea6d5eb27','b2:ed2311ba4647d2cbfbca6321625f2af5','scripted',NULL,NULL,NULL,111,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.753903+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}},", "{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"cups\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824s3jav2jkagk6y6jyjm1w','01m824s3j3mrd7z13gjp6anw00','b2:f79e9bf907bd527ef58ceb665af6a39c','b2:61b7c613e2785fccd2afbcfb44778eb9','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.754307+00:00','{"id": "r-1", "content": "Tools said: Shelf_count=3 books there; Shelf_count=3 cups there", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3k9daxrvnkj3t336sgx','01m824s3k0w1cq261vbz94rej7','b2:db0e7985bdb0defe7ec02c81a76e53d4','b2:ede2ca1bd0e8c69030172da8e0965e57','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.786054+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824s3ka08bz80j4tqv7r7gs','01m824s3k0w1cq261vbz94rej7','b2:119f5b8f8d1dcc36996a1c41fbd7f7eb','b2:fbc774b419ad433d0db04c536fe59783','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.786563+00:00','{"id": "r-1", "content": "Tools said: Shelf_count=3 books here", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3mek9607f12yxk5034w','01m824s3m7n6hcpb14fyhp0kbn','b2:ed433de3439ca278bfef82388e5ae92c','b2:53aceea2a383d7b6ff722c6454f9f548','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.823246+00:00','{"id": "r-1", "content": "You said: No call", "stop": "end", "words": ["No", "call"]}');
INSERT INTO "turns" VALUES ('01m824s3n5n7mj8be5qggz9c33','01m824s3mzktyy2refw4ndwk4n','b2:f93b0431999f9be8b254ba95ab30df69','b2:85b01e1f2bd4b21bbc580166898cf359','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.846027+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"shout\",", "\"arguments\":", "{\"word\":", "\"hey\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824s3n6dh5p2k414jqbk67n','01m824s3mzktyy2refw4ndwk4n','b2:218c6fba79c7b7741b8357b2e1d560e9','b2:da2c0dee166d286af31b946f8396c237','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.846799+00:00','{"id": "r-1", "content": "Tools said: shout=hey!", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3p5kjs5y6bd0dfsdpzx','01m824s3nytwmwx1dw2p5cqv6v','b2:0a3b660a6da5edc9be52b1d889110d29','b2:3165c0c36a9a322de9be77ebd28a38dc','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.877742+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"missing\"}]"]}');
INSERT INTO "turns" VALUES ('01m824s3p6n9a9v6ta1nr6cwc1','01m824s3nytwmwx1dw2p5cqv6v','b2:38a7ee596f8aea5971c091ad3870f998','b2:c1fb8cedf93a7521961fa202b27bb087','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.878119+00:00','{"id": "r-1", "content": "Tools said: missing=Error: tool \"missing\" does not exist", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3q1hkzwsq77pda8x4dd','01m824s3pw0vn72ghxev4qq0ey','b2:0883c534047d716f953166699fbd239d','b2:454b9f110a333e24ccf601c946549e41','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.905799+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"picture\"}]"]}');
INSERT INTO "turns" VALUES ('01m824s3q2wspkkhk1y95x1jgj','01m824s3pw0vn72ghxev4qq0ey','b2:f883263ad25b351337c3f94cf331e766','b2:00c003a827e0e32dad24afe531084757','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.906144+00:00','{"id": "r-1", "content": "Tools said: picture=A picture", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s3r97cmkwma26es5c731','01m824s3pw0vn72ghxev4qq0ey','b2:d07ed3eb9562ec6eeb42620b0d2a1a8a','b2:41381ded3ba3ba2aee82389feb01ec00','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.945254+00:00','{"id": "r-1", "content": "You said: Nice", "stop": "end", "words": ["Nice"]}');
INSERT INTO "turns" VALUES ('01m824s3rychxfc4ah38xksnzq','01m824s3rrveayb2h3beyey0qc','b2:fc6102cfede8a9029f0ecbf2a55744a0','b2:81de869faf2c50c4207ea18d66be4aad','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.966411+00:00','{"id": "r-1", "content": "Thought: about pelicans", "stop": "end", "words": ["think", "about", "pelicans"]}');
INSERT INTO "turns" VALUES ('01m824s3st8mwhdaz6n1ct60s4','01m824s3rrveayb2h3beyey0qc','b2:69861685188ccdea05677f5a81877030','b2:ecd63da4b48f30bca0db1a39bea5620d','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:35.994488+00:00','{"id": "r-1", "content": "You said: So?", "stop": "end", "words": ["So?"]}');
INSERT INTO "turns" VALUES ('01m824s3tfa3kgadrb78qqfxza','01m824s3t8740scfb59v7rma3h','b2:3d141887eab8c2757483684e8a605004','b2:9e9347b0ec0d780a6304a33b0dcb06ec','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.015216+00:00','{"id": "r-1", "content": "Pelicans it is.", "stop": "end", "words": ["search", "for", "pelicans"]}');
INSERT INTO "turns" VALUES ('01m824s3va1e728kbyf52cq9w9','01m824s3t8740scfb59v7rma3h','b2:23f99c712dc90ea1bbdbf6f8e9facccf','b2:d21ee918d0158e85a111cd28e22a452d','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.042999+00:00','{"id": "r-1", "content": "You said: Sure?", "stop": "end", "words": ["Sure?"]}');
INSERT INTO "turns" VALUES ('01m824s3w12kxh13z43egy2xc5','01m824s3vtrz09hxmg8bnafcsj','b2:e42ba051b87ee0c61b4086962e46d6b7','b2:356c81999a1265d0014cde4816f17e84','scripted','scripted-2024',NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.065538+00:00','{"id": "r-1", "content": "You said: resolve yourself", "stop": "end", "words": ["resolve", "yourself"]}');
INSERT INTO "turns" VALUES ('01m824s3wpwnkez1ctnkmxs450','01m824s3wg4wt4jk0zr9pxkhhs','b2:dec044dbf2aa68d3caf47cf44abfb9e6','b2:5bb6ef27dda7dcafa6108752c581ac49','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.086701+00:00','{"inner": {"$": "m.envelope"}, "close": {"$": {"m": "m.envelope", "u": {"more": "of this call"}}}, "text": "You said: wrapped up"}');
INSERT INTO "turns" VALUES ('01m824s3xbnstqn6nk2qhy8g05','01m824s3x4rkm0xayyg1tk1sre','b2:ba4e82915b29087acbe22d395b528a12','b2:10b4ff5c2051eada32360d510c14230b','scripted',NULL,NULL,'77ee4a45fb15fa1c327b3b545314b1dd',102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.107118+00:00','{"reasoning": {"$": "0.0.text"}, "metadata": {"$": "0.0.pm.p"}, "deep": {"$": "0.0.pm.p.deep.0"}, "joined": {"$r": ["<", {"$": "0.1.text"}, "> after ", {"$": "0.0.text"}]}, "arguments": [{"$": "0.2.argsv"}, {"$": "0.2.args2"}, {"$": "0.2.args"}], "close": {"$": {"m": "0.2.argsv", "u": {"more": 1}}}, "output": {"$": "0.3.output"}, "tools": [{"$": "tool.upper.description"}], "schema": {"$": "schema"}, "dollars": [{"$raw": {"$": "0.1.text"}}, {"$raw": {"$r": []}}, {"$raw": {"$raw": {"$raw": {"$": 1}}}}]}');
INSERT INTO "turns" VALUES ('01m824s4037caa07nftnjkn2x3','01m824s4037caa07nftnjkn2x4','b2:6a8a19a7a1ca10083ae2bd3b62f1f412','b2:1d7f5c47aa3671c795ee19a89af7e0aa','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.195447+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s40d1xekw7v6n3dnbnvr','01m824s40d1xekw7v6n3dnbnvs','b2:091b013a0170b91d37ee6f832880e538','b2:1a6b8e4a1abfb41cbff16cfe2a7d0036','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.205152+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s40k8cs7awbwrv7zkt9v','01m824s40mkq7dfgafdgxmecfh','b2:9b155506d14d463de3ef263db466c4b8','b2:1f5f6104451b101db26b7c834ccab1b9','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.211720+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s4107ftdajz85p7mjw88','01m824s411pkavs3jb29hpebwe','b2:2a6cf8a70f93d2d012bd98941aa39490','b2:181eb2cf1fa5bc72aeda548204ebc288','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.224772+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s41bf8c387rzrjp4tcd8','01m824s41bf8c387rzrjp4tcd7','b2:deb56f992edce46d0a186212a14297c5','b2:2bffc8ca6576a47995ac8c5b10a87e6f','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.235311+00:00','{"id": "r-1", "content": "You said: One", "stop": "end", "words": ["One"]}');
INSERT INTO "turns" VALUES ('01m824s41bf8c387rzrjp4tcd9','01m824s41bf8c387rzrjp4tcd7','b2:0834a68391af6bc2a041bf434c7599b1','b2:ee585e82a721a4411c9858b0e3ddd141','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.235497+00:00','{"id": "r-1", "content": "You said: Two", "stop": "end", "words": ["Two"]}');
INSERT INTO "turns" VALUES ('01m824s424fps9pecmxk1d2vbr','01m824s41bf8c387rzrjp4tcd7','b2:16738ad4d3824fd00d34f199ed9c08d6','b2:b3897fa9bda728a55ee40a776e822e58','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.260399+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824s42a9hxp0gqnzqwr7r3e','01m824s41bf8c387rzrjp4tcd7','b2:2067534f9bcc8ed8f1404402e3d8d952','b2:4a05245610723978f8feb8e8e0655ea3','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:36.266764+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
CREATE TABLE "turn_fragments" (
   "turn_id" TEXT REFERENCES "turns"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   "kind" TEXT,
   PRIMARY KEY ("turn_id", "fragment_id", "kind", "order")
);
INSERT INTO "turn_fragments" VALUES ('01m824s3an0rgw259xfk835d9f',1,0,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824s3an0rgw259xfk835d9f',3,0,'system');
INSERT INTO "turn_fragments" VALUES ('01m824s3bqm4c1gfwrehqdcn5y',3,0,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824s3chwn3njsm1hz8451ye',1,0,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824s3chwn3njsm1hz8451ye',3,1,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824s3chwn3njsm1hz8451ye',3,0,'system');
INSERT INTO "turn_fragments" VALUES ('01m824s3d8hgf2wxg3fmmkbtxj',1,0,'prompt');
CREATE TABLE "turn_search" (
   "id" INTEGER PRIMARY KEY,
   "turn_id" TEXT REFERENCES "turns"("id"),
   "prompt" TEXT,
   "response" TEXT
);
INSERT INTO "turn_search" VALUES (1,'01m824s2sqze9xaejx8jebpsd4','A question of 0.36','You said: A question of 0.36');
INSERT INTO "turn_search" VALUES (2,'01m824s2t75dat41135sqgrfgg','quiet one','You said: quiet one');
INSERT INTO "turn_search" VALUES (3,'01m824s2tr4e8v372qdwjj12an','Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line','You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line');
INSERT INTO "turn_search" VALUES (4,'01m824s2v9jf4bsdmwj3rqm9s1','long one','A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ');
INSERT INTO "turn_search" VALUES (5,'01m824s2vsmcx0qmbncn3b7223','And more?','You said: And more?');
INSERT INTO "turn_search" VALUES (6,'01m824s2wffgzn24xy0revmscq','And then?','You said: And then?');
INSERT INTO "turn_search" VALUES (7,'01m824s2x9n281hwanqbax6mkf','Another conversation','You said: Another conversation');
INSERT INTO "turn_search" VALUES (8,'01m824s2xyyp1sg4rd043y1vk1','The same instructions again','You said: The same instructions again');
INSERT INTO "turn_search" VALUES (9,'01m824s2ynvmpk1byyb6g7rtf6','Back to the first','You said: Back to the first');
INSERT INTO "turn_search" VALUES (10,'01m824s2z8m0htvsbgdkav4x5f','An instruction only for the first','You said: An instruction only for the first');
INSERT INTO "turn_search" VALUES (11,'01m824s306rd1cf6qzrzwccv9k','Changed instructions','You said: Changed instructions');
INSERT INTO "turn_search" VALUES (12,'01m824s30rgx1v7mry006fwawf','repeated','You said: repeated');
INSERT INTO "turn_search" VALUES (13,'01m824s31cs57c79fg6tbehzeb','repeated','You said: repeated');
INSERT INTO "turn_search" VALUES (14,'01m824s328mh2a8gs2yfayf1y7','from standard input','You said: from standard input');
INSERT INTO "turn_search" VALUES (15,'01m824s32xwpkj8ehfas556jsp','marked: no dollar','You said: marked: no dollar');
INSERT INTO "turn_search" VALUES (16,'01m824s33f6tbqtsy4s9wjhybs','marked with dollars','You said: marked with dollars');
INSERT INTO "turn_search" VALUES (17,'01m824s3481y9zaz6rvgjkk3xp','See this','You said: See this with 2 attachments');
INSERT INTO "turn_search" VALUES (18,'01m824s356gz59v3e1madmbp2r','And this','You said: And this with 1 attachments');
INSERT INTO "turn_search" VALUES (19,'01m824s35vd6d7z538rf2v25nh','This too','You said: This too with 2 attachments');
INSERT INTO "turn_search" VALUES (20,'01m824s36jakffcd35y96242ht','Read it','You said: Read it with 1 attachments');
INSERT INTO "turn_search" VALUES (21,'01m824s37emkrdpqwz55ea3spa','What was it?','You said: What was it?');
INSERT INTO "turn_search" VALUES (22,'01m824s384b3fhc2d164835mx6','','You said: nothing with 1 attachments');
INSERT INTO "turn_search" VALUES (23,'01m824s390a5x8qy4m2w0xa8fq','Only a picture','You said: Only a picture');
INSERT INTO "turn_search" VALUES (24,'01m824s3an0rgw259xfk835d9f','
Say it again','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again');
INSERT INTO "turn_search" VALUES (25,'01m824s3bqm4c1gfwrehqdcn5y','
And once more','You said: Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more');
INSERT INTO "turn_search" VALUES (26,'01m824s3chwn3njsm1hz8451ye','

With both','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
With both');
INSERT INTO "turn_search" VALUES (27,'01m824s3d8hgf2wxg3fmmkbtxj','','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
');
INSERT INTO "turn_search" VALUES (28,'01m824s3drn1kdj17hk0dmr3vn','data of a dog','{"name": "Cleo", "age": 5}');
INSERT INTO "turn_search" VALUES (29,'01m824s3ehrypp0msy5ce9xdhz','data of another','{"name": "Cleo", "age": 5}');
INSERT INTO "turn_search" VALUES (30,'01m824s3fd4a7ez9mgct7r0epe','data as a list','{"name": "Cleo", "age": 5}');
INSERT INTO "turn_search" VALUES (31,'01m824s3g064r782n3x7bym1zt','use [{"name": "upper", "arguments": {"text": "hello"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (32,'01m824s3g064r782n3x7bym1zv','','Tools said: upper=HELLO');
INSERT INTO "turn_search" VALUES (33,'01m824s3gyp05msrwjatwg6fks','Thanks','You said: Thanks');
INSERT INTO "turn_search" VALUES (34,'01m824s3hfrc9ecqpvsqh12gs7','use [{"name": "broken"}]','Let me look. ');
INSERT INTO "turn_search" VALUES (35,'01m824s3hfrc9ecqpvsqh12gs8','','Tools said: broken=Error: It broke');
INSERT INTO "turn_search" VALUES (36,'01m824s3j9r2mehgw2waza48f4','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}, {"name": "Shelf_count", "arguments": {"kind": "cups"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (37,'01m824s3jav2jkagk6y6jyjm1w','','Tools said: Shelf_count=3 books there; Shelf_count=3 cups there');
INSERT INTO "turn_search" VALUES (38,'01m824s3k9daxrvnkj3t336sgx','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (39,'01m824s3ka08bz80j4tqv7r7gs','','Tools said: Shelf_count=3 books here');
INSERT INTO "turn_search" VALUES (40,'01m824s3mek9607f12yxk5034w','No call','You said: No call');
INSERT INTO "turn_search" VALUES (41,'01m824s3n5n7mj8be5qggz9c33','use [{"name": "shout", "arguments": {"word": "hey"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (42,'01m824s3n6dh5p2k414jqbk67n','','Tools said: shout=hey!');
INSERT INTO "turn_search" VALUES (43,'01m824s3p5kjs5y6bd0dfsdpzx','use [{"name": "missing"}]','Let me look. ');
INSERT INTO "turn_search" VALUES (44,'01m824s3p6n9a9v6ta1nr6cwc1','','Tools said: missing=Error: tool "missing" does not exist');
INSERT INTO "turn_search" VALUES (45,'01m824s3q1hkzwsq77pda8x4dd','use [{"name": "picture"}]','Let me look. ');
INSERT INTO "turn_search" VALUES (46,'01m824s3q2wspkkhk1y95x1jgj','','Tools said: picture=A picture');
INSERT INTO "turn_search" VALUES (47,'01m824s3r97cmkwma26es5c731','Nice','You said: Nice');
INSERT INTO "turn_search" VALUES (48,'01m824s3rychxfc4ah38xksnzq','think about pelicans','Thought: about pelicans');
INSERT INTO "turn_search" VALUES (49,'01m824s3st8mwhdaz6n1ct60s4','So?','You said: So?');
INSERT INTO "turn_search" VALUES (50,'01m824s3tfa3kgadrb78qqfxza','search for pelicans','Pelicans it is.');
INSERT INTO "turn_search" VALUES (51,'01m824s3va1e728kbyf52cq9w9','Sure?','You said: Sure?');
INSERT INTO "turn_search" VALUES (52,'01m824s3w12kxh13z43egy2xc5','resolve yourself','You said: resolve yourself');
INSERT INTO "turn_search" VALUES (53,'01m824s3wpwnkez1ctnkmxs450','wrapped up','You said: wrapped up');
INSERT INTO "turn_search" VALUES (54,'01m824s3xbnstqn6nk2qhy8g05','repeat everything','Said at such length that it is worth leaving out where it is said again. answer');
INSERT INTO "turn_search" VALUES (55,'01m824s4037caa07nftnjkn2x3','Go on','You said: nothing');
INSERT INTO "turn_search" VALUES (56,'01m824s40d1xekw7v6n3dnbnvr','Sent again','You said: nothing');
INSERT INTO "turn_search" VALUES (57,'01m824s40k8cs7awbwrv7zkt9v','','You said: nothing');
INSERT INTO "turn_search" VALUES (58,'01m824s4107ftdajz85p7mjw88','Thanks','You said: nothing');
INSERT INTO "turn_search" VALUES (59,'01m824s41bf8c387rzrjp4tcd8','One','You said: One');
INSERT INTO "turn_search" VALUES (60,'01m824s41bf8c387rzrjp4tcd9','Two','You said: Two');
INSERT INTO "turn_search" VALUES (61,'01m824s424fps9pecmxk1d2vbr','Branch one','You said: nothing');
INSERT INTO "turn_search" VALUES (62,'01m824s42a9hxp0gqnzqwr7r3e','Branch two','You said: nothing');
CREATE TABLE "turn_tools" (
   "turn_id" TEXT REFERENCES "turns"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "instance_id" INTEGER REFERENCES "tool_instances"("id"),
   PRIMARY KEY ("turn_id", "tool_id")
);
INSERT INTO "turn_tools" VALUES ('01m824s3g064r782n3x7bym1zt',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3g064r782n3x7bym1zv',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3gyp05msrwjatwg6fks',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3hfrc9ecqpvsqh12gs7',2,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3hfrc9ecqpvsqh12gs7',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3hfrc9ecqpvsqh12gs8',2,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3hfrc9ecqpvsqh12gs8',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3j9r2mehgw2waza48f4',3,1);
INSERT INTO "turn_tools" VALUES ('01m824s3jav2jkagk6y6jyjm1w',3,1);
INSERT INTO "turn_tools" VALUES ('01m824s3k9daxrvnkj3t336sgx',3,2);
INSERT INTO "turn_tools" VALUES ('01m824s3ka08bz80j4tqv7r7gs',3,2);
INSERT INTO "turn_tools" VALUES ('01m824s3mek9607f12yxk5034w',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3mek9607f12yxk5034w',3,3);
INSERT INTO "turn_tools" VALUES ('01m824s3n5n7mj8be5qggz9c33',4,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3n6dh5p2k414jqbk67n',4,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3p5kjs5y6bd0dfsdpzx',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3p6n9a9v6ta1nr6cwc1',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3q1hkzwsq77pda8x4dd',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3q2wspkkhk1y95x1jgj',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3r97cmkwma26es5c731',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s3xbnstqn6nk2qhy8g05',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824s40k8cs7awbwrv7zkt9v',6,4);
CREATE VIRTUAL TABLE "responses_fts" USING FTS5 (
    "prompt", "response",
    content="responses"
);
CREATE VIRTUAL TABLE "turn_search_fts" USING FTS5 (
    "prompt", "response",
    content="turn_search"
);
CREATE TABLE "tool_instantiations" (
   "turn_id" TEXT REFERENCES "turns"("id"),
   "tool_call_id" TEXT,
   "instance_id" INTEGER REFERENCES "tool_instances"("id"),
   PRIMARY KEY ("turn_id", "tool_call_id")
);
INSERT INTO "tool_instantiations" VALUES ('01m824s3jav2jkagk6y6jyjm1w','call-0',1);
INSERT INTO "tool_instantiations" VALUES ('01m824s3jav2jkagk6y6jyjm1w','call-1',1);
INSERT INTO "tool_instantiations" VALUES ('01m824s3ka08bz80j4tqv7r7gs','call-0',2);
CREATE TABLE ratings (
            id integer primary key, response_id text, stars integer, note blob, more);
INSERT INTO "ratings" VALUES (1,'none',NULL,NULL,'é');
INSERT INTO "ratings" VALUES (2,'none',5,NULL,NULL);
CREATE TABLE seen (what text primary key, times integer) without rowid;
INSERT INTO "seen" VALUES ('rating',2);
CREATE TABLE counted (id integer primary key autoincrement, name text);
INSERT INTO "counted" VALUES (1,'one');
INSERT INTO "counted" VALUES (2,'two');
CREATE VIRTUAL TABLE notes using fts5(title, body);
INSERT INTO "notes" VALUES ('A note','about pelicans');
CREATE UNIQUE INDEX "idx_fragments_hash"
    ON "fragments" ("hash");
CREATE UNIQUE INDEX "idx_tools_hash"
    ON "tools" ("hash");
CREATE INDEX "idx_messages_parent_hash"
    ON "messages" ("parent_hash");
CREATE UNIQUE INDEX "idx_parts_message_hash_position"
    ON "parts" ("message_hash", "position");
CREATE INDEX "idx_part_fragments_fragment_id"
    ON "part_fragments" ("fragment_id");
CREATE INDEX "idx_turns_thread_id"
    ON "turns" ("thread_id");
CREATE INDEX "idx_turn_fragments_fragment_id"
    ON "turn_fragments" ("fragment_id");
CREATE UNIQUE INDEX "idx_turn_search_turn_id"
    ON "turn_search" ("turn_id");
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
INSERT INTO "turn_search_fts"("turn_search_fts") VALUES ('rebuild');
CREATE TRIGGER "turn_search_ai" AFTER INSERT ON "turn_search" BEGIN
  INSERT INTO "turn_search_fts" (rowid, "prompt", "response") VALUES (new.rowid, new."prompt", new."response");
END;
CREATE TRIGGER "turn_search_ad" AFTER DELETE ON "turn_search" BEGIN
  INSERT INTO "turn_search_fts" ("turn_search_fts", rowid, "prompt", "response") VALUES('delete', old.rowid, old."prompt", old."response");
END;
CREATE TRIGGER "turn_search_au" AFTER UPDATE ON "turn_search" BEGIN
  INSERT INTO "turn_search_fts" ("turn_search_fts", rowid, "prompt", "response") VALUES('delete', old.rowid, old."prompt", old."response");
  INSERT INTO "turn_search_fts" (rowid, "prompt", "response") VALUES (new.rowid, new."prompt", new."response");
END;
CREATE VIEW "message_tree" AS with recursive msg as (
  select m.hash, m.parent_hash, m.role, m.rowid as rid,
    replace(coalesce(
      nullif(p.text, ''),
      (select f.content from part_fragments pf
       join fragments f on f.id = pf.fragment_id
       where pf.part_id = p.id
       order by pf."order" limit 1),
      '[' || coalesce(p.type, 'empty') || ']'
    ), char(10), ' ') as text,
    (select group_concat(p2.tool_name, ', ') from parts p2
     where p2.message_hash = m.hash and p2.type = 'tool_result'
       and p2.tool_name is not null) as tools
  from messages m
  left join parts p on p.message_hash = m.hash and p.position = 0
),
tree as (
  select hash, text, tools, 0 as depth,
    printf('%012d', rid) as path, hash as root_hash
  from msg where parent_hash is null
  union all
  select msg.hash, msg.text, msg.tools, t.depth + 1,
    t.path || '/' || printf('%012d', msg.rid),
    t.root_hash
  from msg join tree t on msg.parent_hash = t.hash
),
turn_chain as (
  select t.id as turn_id, t.datetime_utc, m.hash, m.parent_hash
  from turns t join messages m on m.hash = t.tip_message_hash
  union all
  select tc.turn_id, tc.datetime_utc, m.hash, m.parent_hash
  from turn_chain tc join messages m on m.hash = tc.parent_hash
)
select
  t.root_hash,
  strftime('%Y-%m-%d %H:%M:%S',
    (select min(tc.datetime_utc) from turn_chain tc where tc.hash = t.hash)
  ) as datetime,
  replace(hex(zeroblob(t.depth)), '00', '    ') || substr(t.text, 1, 60)
    as message,
  coalesce(t.tools, '') as tools,
  t.hash as message_hash,
  t.path
from tree t
order by t.path;
CREATE INDEX ratings_by_stars on ratings (stars desc) where stars > 1;
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('counted',3);
CREATE VIEW best as select * from ratings where stars > 3;
CREATE TRIGGER ratings_seen after insert on ratings begin
            insert into seen values ('rating', 1)
            on conflict (what) do update set times = times + 1;
        end;
COMMIT;
