BEGIN;
CREATE TABLE "_llm_migrations" (
   "name" TEXT PRIMARY KEY,
   "applied_at" TEXT
);
INSERT INTO "_llm_migrations" VALUES ('m001_initial','2026-11-22 17:27:38.630047');
INSERT INTO "_llm_migrations" VALUES ('m002_id_primary_key','2026-11-22 17:27:38.636268');
INSERT INTO "_llm_migrations" VALUES ('m003_chat_id_foreign_key','2026-11-22 17:27:38.654998');
INSERT INTO "_llm_migrations" VALUES ('m004_column_order','2026-11-22 17:27:38.663404');
INSERT INTO "_llm_migrations" VALUES ('m004_drop_provider','2026-11-22 17:27:38.670687');
INSERT INTO "_llm_migrations" VALUES ('m005_debug','2026-11-22 17:27:38.675492');
INSERT INTO "_llm_migrations" VALUES ('m006_new_logs_table','2026-11-22 17:27:43.582597');
INSERT INTO "_llm_migrations" VALUES ('m007_finish_logs_table','2026-11-22 17:27:43.592649');
INSERT INTO "_llm_migrations" VALUES ('m008_reply_to_id_foreign_key','2026-11-22 17:27:43.603944');
INSERT INTO "_llm_migrations" VALUES ('m008_fix_column_order_in_logs','2026-11-22 17:27:43.612245');
INSERT INTO "_llm_migrations" VALUES ('m009_delete_logs_table_if_empty','2026-11-22 17:27:43.614222');
INSERT INTO "_llm_migrations" VALUES ('m010_create_new_log_tables','2026-11-22 17:27:43.619922');
INSERT INTO "_llm_migrations" VALUES ('m011_fts_for_responses','2026-11-22 17:27:43.628354');
INSERT INTO "_llm_migrations" VALUES ('m012_attachments_tables','2026-11-22 17:27:44.824665+00:00');
INSERT INTO "_llm_migrations" VALUES ('m013_usage','2026-11-22 17:27:44.832186+00:00');
INSERT INTO "_llm_migrations" VALUES ('m014_schemas','2026-11-22 17:27:44.867047+00:00');
INSERT INTO "_llm_migrations" VALUES ('m015_fragments_tables','2026-11-22 17:27:44.877162+00:00');
INSERT INTO "_llm_migrations" VALUES ('m016_fragments_table_pks','2026-11-22 17:27:44.889073+00:00');
INSERT INTO "_llm_migrations" VALUES ('m017_tools_tables','2026-11-22 17:27:44.898890+00:00');
INSERT INTO "_llm_migrations" VALUES ('m017_tools_plugin','2026-11-22 17:27:44.902009+00:00');
INSERT INTO "_llm_migrations" VALUES ('m018_tool_instances','2026-11-22 17:27:44.918954+00:00');
INSERT INTO "_llm_migrations" VALUES ('m019_resolved_model','2026-11-22 17:27:44.921898+00:00');
INSERT INTO "_llm_migrations" VALUES ('m020_tool_results_attachments','2026-11-22 17:27:44.925296+00:00');
INSERT INTO "_llm_migrations" VALUES ('m021_tool_results_exception','2026-11-22 17:27:44.928190+00:00');
INSERT INTO "_llm_migrations" VALUES ('m022_response_reasoning','2026-11-22 17:27:51.339603+00:00');
INSERT INTO "_llm_migrations" VALUES ('m023_message_store','2026-11-22 17:27:51.382021+00:00');
INSERT INTO "_llm_migrations" VALUES ('m024_tool_instance_references','2026-11-22 17:27:51.449138+00:00');
INSERT INTO "_llm_migrations" VALUES ('m025_turn_tools_instance_backfill','2026-11-22 17:27:51.451208+00:00');
INSERT INTO "_llm_migrations" VALUES ('m026_message_tree_view','2026-11-22 17:27:51.454859+00:00');
INSERT INTO "_llm_migrations" VALUES ('m027_turns_response_json','2026-11-22 17:27:51.459272+00:00');
CREATE TABLE "logs" (
   "id" INTEGER PRIMARY KEY,
   "model" TEXT,
   "prompt" TEXT,
   "system" TEXT,
   "prompt_json" TEXT,
   "options_json" TEXT,
   "response" TEXT,
   "response_json" TEXT,
   "reply_to_id" INTEGER REFERENCES "logs"("id"),
   "chat_id" INTEGER,
   "duration_ms" INTEGER,
   "datetime_utc" TEXT
);
INSERT INTO "logs" VALUES (1,'gpt-3.5-turbo','The first question',NULL,NULL,NULL,'You said: The first question',NULL,NULL,NULL,7,'2026-11-22 17:27:38.678218');
INSERT INTO "logs" VALUES (2,'gpt-3.5-turbo','Another','Be old',NULL,NULL,'You said: Another',NULL,NULL,NULL,7,'2026-11-22 17:27:39.551717');
INSERT INTO "logs" VALUES (3,'gpt-3.5-turbo','Gone on with',NULL,NULL,NULL,'You said: Gone on with',NULL,NULL,2,6,'2026-11-22 17:27:40.266403');
INSERT INTO "logs" VALUES (4,'gpt-3.5-turbo','And on',NULL,NULL,NULL,'You said: And on',NULL,NULL,2,5,'2026-11-22 17:27:40.946185');
CREATE TABLE "conversations" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
INSERT INTO "conversations" VALUES ('01m824sb8e1tj00tz26q53j81r','A question of 0.13','scripted');
INSERT INTO "conversations" VALUES ('01m824sb8mczs10cds8arvs50g','quiet one','scripted');
INSERT INTO "conversations" VALUES ('01m824sb8t546m4bzzv84hah68','Zwölf Boxkämpfer 🥊 <&> "quoted"…','scripted');
INSERT INTO "conversations" VALUES ('01m824sb915t5x4h7k3jkvw6b0','long one','scripted');
INSERT INTO "conversations" VALUES ('01m824sb9tqrzfy9yx1961krre','Another conversation','scripted');
INSERT INTO "conversations" VALUES ('01m824sbag537exycdshzfwtak','An instruction only for the fir…','scripted');
INSERT INTO "conversations" VALUES ('01m824sbayrartrmne64235r9e','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824sbb4s7ezahhbagsnrjce','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824sbbanvq8hg2747j623cz','from standard input','scripted');
INSERT INTO "conversations" VALUES ('01m824sbbgh1pmsyc4esecf4kt','marked: no dollar','scripted');
INSERT INTO "conversations" VALUES ('01m824sbbpf261wwnq98wt1qky','marked with dollars','scripted');
INSERT INTO "conversations" VALUES ('01m824scka2kf22bpcmcmexm0x','A question of 0.31','scripted');
INSERT INTO "conversations" VALUES ('01m824scnqmbegxw544q09jk2p','quiet one','scripted');
INSERT INTO "conversations" VALUES ('01m824scr330sm3dnvk2q2xhc1','Zwölf Boxkämpfer 🥊 <&> "quoted"…','scripted');
INSERT INTO "conversations" VALUES ('01m824scw4advrgynsfbxrt40q','long one','scripted');
INSERT INTO "conversations" VALUES ('01m824sdcree2sx34k691511j9','Another conversation','scripted');
INSERT INTO "conversations" VALUES ('01m824se1r8rbx4n7mt75hza93','An instruction only for the fir…','scripted');
INSERT INTO "conversations" VALUES ('01m824secgjwdyxkrnsfe4sgng','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824seed1f3mcnmdf93vtb9y','repeated','scripted');
INSERT INTO "conversations" VALUES ('01m824segc31dhz691ree4n511','from standard input','scripted');
INSERT INTO "conversations" VALUES ('01m824sejg37q5e2j47wcan6ht','marked: no dollar','scripted');
INSERT INTO "conversations" VALUES ('01m824semfskkmz344yytxzb82','marked with dollars','scripted');
INSERT INTO "conversations" VALUES ('01m824seq7snxj0hn11gk7rb8e','See this','scripted');
INSERT INTO "conversations" VALUES ('01m824sf1nm4dy8pf60bvs7gp4','This too','scripted');
INSERT INTO "conversations" VALUES ('01m824sf3vctfhgpkyerh6wt1e','Read it','scripted');
INSERT INTO "conversations" VALUES ('01m824sfbkbh9ybnwqzjac4vtj','','scripted');
INSERT INTO "conversations" VALUES ('01m824sfp6g4qt7rezmwegamr2','Roses are red. Roses are red. R…','scripted');
INSERT INTO "conversations" VALUES ('01m824sfzys0f3v892vpg7134j','Roses are red. Roses are red. R…','scripted');
INSERT INTO "conversations" VALUES ('01m824sg2agysj57dra24qpg9k','Roses are red. Roses are red. R…','scripted');
INSERT INTO "conversations" VALUES ('01m824sg4gdnzrwc415m8v9wdm','data of a dog','scripted');
INSERT INTO "conversations" VALUES ('01m824sgewp7ahraprgadxc04c','data as a list','scripted');
INSERT INTO "conversations" VALUES ('01m824sgh77xjvanch1q8jpxry','use [{"name": "upper", "argumen…','scripted');
INSERT INTO "conversations" VALUES ('01m824sgvsptfkrcrkfvr5zqtd','use [{"name": "broken"}]','scripted');
INSERT INTO "conversations" VALUES ('01m824sh0nvbwy725rsv33rgmz','use [{"name": "Shelf_count", "a…','scripted');
INSERT INTO "conversations" VALUES ('01m824sh37q8j4gm4pnxp4fxyv','use [{"name": "Shelf_count", "a…','scripted');
INSERT INTO "conversations" VALUES ('01m824sh5grs9zxahsqrm2jt15','No call','scripted');
INSERT INTO "conversations" VALUES ('01m824sh7qf4cf2dyxe3a040qc','use [{"name": "shout", "argumen…','scripted');
INSERT INTO "conversations" VALUES ('01m824sha6rza5mwbza3c4k17a','use [{"name": "missing"}]','scripted');
INSERT INTO "conversations" VALUES ('01m824shcfxkkj8qrrrnvye2rg','use [{"name": "picture"}]','scripted');
CREATE TABLE ratings (
            id integer primary key, response_id text, stars integer, note blob, more);
INSERT INTO "ratings" VALUES (1,'01m824sb8gv9jexw4wc5zz158f',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (2,'01m824sb8pb5ec36t8xmqtx098',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (3,'01m824sb8wy1z16c3c44y7ta9j',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (4,'01m824sb93y9epbnmw4yawtya8',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (5,'01m824sb9cywjqr0v3ntx867fj',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (6,'01m824sb9mwkt1hard98hg6z1e',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (7,'01m824sb9wtg8xmb656335xj1b',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (8,'01m824sba433a7xxywapq9dwqn',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (9,'01m824sbaazfptezh7n9c5d626',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (10,'01m824sbajcvvmc68s0j6swtaz',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (11,'01m824sbaspfpjyzcnv4cpfe2w',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (12,'01m824sbazxhm7eh44ff81a6d3',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (13,'01m824sbb65g49q2m0avkncrya',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (14,'01m824sbbca0cdzzzyjkv9sxh7',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (15,'01m824sbbj73mzv00ssepp286x',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (16,'01m824sbbrq562c1pp676sp88m',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (17,'none',NULL,NULL,'é');
INSERT INTO "ratings" VALUES (18,'none',5,NULL,NULL);
INSERT INTO "ratings" VALUES (19,'01m824sb8gv9jexw4wc5zz158f',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (20,'01m824sb8pb5ec36t8xmqtx098',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (21,'01m824sb8wy1z16c3c44y7ta9j',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (22,'01m824sb93y9epbnmw4yawtya8',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (23,'01m824sb9cywjqr0v3ntx867fj',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (24,'01m824sb9mwkt1hard98hg6z1e',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (25,'01m824sb9wtg8xmb656335xj1b',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (26,'01m824sba433a7xxywapq9dwqn',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (27,'01m824sbaazfptezh7n9c5d626',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (28,'01m824sbajcvvmc68s0j6swtaz',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (29,'01m824sbaspfpjyzcnv4cpfe2w',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (30,'01m824sbazxhm7eh44ff81a6d3',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (31,'01m824sbb65g49q2m0avkncrya',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (32,'01m824sbbca0cdzzzyjkv9sxh7',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (33,'01m824sbbj73mzv00ssepp286x',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (34,'01m824sbbrq562c1pp676sp88m',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (35,'01m824scka2kf22bpcmcmexm0w',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (36,'01m824scnqmbegxw544q09jk2n',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (37,'01m824scr2zggqmre09nd7bpsj',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (38,'01m824scw4advrgynsfbxrt40p',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (39,'01m824sd1y27rqvvc6jsw52pht',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (40,'01m824sdab04g3vwpfwstdyhes',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (41,'01m824sdcq639djqw7w33k5wya',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (42,'01m824sdng2dr6q9htegswt6bc',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (43,'01m824sdz9baseptgq60sf3hgr',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (44,'01m824se1q3psn76796g6k9npe',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (45,'01m824seah554j6zhzy1ca6vte',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (46,'01m824secgjwdyxkrnsfe4sgnf',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (47,'01m824seed1f3mcnmdf93vtb9x',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (48,'01m824segc31dhz691ree4n510',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (49,'01m824sejg37q5e2j47wcan6hs',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (50,'01m824semfskkmz344yytxzb81',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (51,'01m824seq6zmd1fmpfecqzjetz',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (52,'01m824sezjph0twy4p99tx0v46',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (53,'01m824sf1nm4dy8pf60bvs7gp3',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (54,'01m824sf3vctfhgpkyerh6wt1d',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (55,'01m824sf9jwk7adpc2y0rznqd8',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (56,'01m824sfbkbh9ybnwqzjac4vth',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (57,'01m824sfkr3yhvcfgap6fnrrka',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (58,'01m824sfp6g4qt7rezmwegamr1',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (59,'01m824sfwtcakfbacrywc7z2pj',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (60,'01m824sfzys0f3v892vpg7134h',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (61,'01m824sg2agysj57dra24qpg9j',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (62,'01m824sg4f1p3e4tftsh30exv3',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (63,'01m824sgcrbe12s80nra0az04f',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (64,'01m824sgewp7ahraprgadxc04b',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (65,'01m824sgh9dwg8t53xfskdb1zj',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (66,'01m824sghaafappv5f4qxkz26t',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (67,'01m824sgstfjgh5892q533pjej',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (68,'01m824sgvv0dgf6ywv1kmbebc3',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (69,'01m824sgvv0dgf6ywv1kmbebc4',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (70,'01m824sh0xdnnk0evt2ppgfepz',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (71,'01m824sh0xdnnk0evt2ppgfeq0',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (72,'01m824sh3a6ph2p2e9a9eaftxk',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (73,'01m824sh3a6ph2p2e9a9eaftxm',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (74,'01m824sh5kdxamrkhc3f94597s',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (75,'01m824sh7tz3g405jhnspy30dn',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (76,'01m824sh7tz3g405jhnspy30dp',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (77,'01m824shabg268m689wnkgxsrk',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (78,'01m824shabg268m689wnkgxsrm',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (79,'01m824shcjrp6e71sz3bgsc7x9',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (80,'01m824shcjrp6e71sz3bgsc7xa',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (81,'01m824shq38nrnqsn2tnx8866j',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (82,'none',NULL,NULL,'é');
INSERT INTO "ratings" VALUES (83,'none',5,NULL,NULL);
INSERT INTO "ratings" VALUES (84,'01m824sb8gv9jexw4wc5zz158f',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (85,'01m824sb8pb5ec36t8xmqtx098',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (86,'01m824sb8wy1z16c3c44y7ta9j',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (87,'01m824sb93y9epbnmw4yawtya8',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (88,'01m824sb9cywjqr0v3ntx867fj',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (89,'01m824sb9mwkt1hard98hg6z1e',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (90,'01m824sb9wtg8xmb656335xj1b',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (91,'01m824sba433a7xxywapq9dwqn',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (92,'01m824sbaazfptezh7n9c5d626',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (93,'01m824sbajcvvmc68s0j6swtaz',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (94,'01m824sbaspfpjyzcnv4cpfe2w',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (95,'01m824sbazxhm7eh44ff81a6d3',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (96,'01m824sbb65g49q2m0avkncrya',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (97,'01m824sbbca0cdzzzyjkv9sxh7',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (98,'01m824sbbj73mzv00ssepp286x',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (99,'01m824sbbrq562c1pp676sp88m',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (100,'01m824scka2kf22bpcmcmexm0w',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (101,'01m824scnqmbegxw544q09jk2n',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (102,'01m824scr2zggqmre09nd7bpsj',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (103,'01m824scw4advrgynsfbxrt40p',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (104,'01m824sd1y27rqvvc6jsw52pht',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (105,'01m824sdab04g3vwpfwstdyhes',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (106,'01m824sdcq639djqw7w33k5wya',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (107,'01m824sdng2dr6q9htegswt6bc',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (108,'01m824sdz9baseptgq60sf3hgr',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (109,'01m824se1q3psn76796g6k9npe',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (110,'01m824seah554j6zhzy1ca6vte',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (111,'01m824secgjwdyxkrnsfe4sgnf',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (112,'01m824seed1f3mcnmdf93vtb9x',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (113,'01m824segc31dhz691ree4n510',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (114,'01m824sejg37q5e2j47wcan6hs',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (115,'01m824semfskkmz344yytxzb81',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (116,'01m824seq6zmd1fmpfecqzjetz',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (117,'01m824sezjph0twy4p99tx0v46',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (118,'01m824sf1nm4dy8pf60bvs7gp3',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (119,'01m824sf3vctfhgpkyerh6wt1d',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (120,'01m824sf9jwk7adpc2y0rznqd8',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (121,'01m824sfbkbh9ybnwqzjac4vth',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (122,'01m824sfkr3yhvcfgap6fnrrka',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (123,'01m824sfp6g4qt7rezmwegamr1',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (124,'01m824sfwtcakfbacrywc7z2pj',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (125,'01m824sfzys0f3v892vpg7134h',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (126,'01m824sg2agysj57dra24qpg9j',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (127,'01m824sg4f1p3e4tftsh30exv3',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (128,'01m824sgcrbe12s80nra0az04f',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (129,'01m824sgewp7ahraprgadxc04b',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (130,'01m824sgh9dwg8t53xfskdb1zj',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (131,'01m824sghaafappv5f4qxkz26t',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (132,'01m824sgstfjgh5892q533pjej',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (133,'01m824sgvv0dgf6ywv1kmbebc3',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (134,'01m824sgvv0dgf6ywv1kmbebc4',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (135,'01m824sh0xdnnk0evt2ppgfepz',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (136,'01m824sh0xdnnk0evt2ppgfeq0',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (137,'01m824sh3a6ph2p2e9a9eaftxk',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (138,'01m824sh3a6ph2p2e9a9eaftxm',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (139,'01m824sh5kdxamrkhc3f94597s',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (140,'01m824sh7tz3g405jhnspy30dn',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (141,'01m824sh7tz3g405jhnspy30dp',4,X'00FF',1.5);
INSERT INTO "ratings" VALUES (142,'01m824shabg268m689wnkgxsrk',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (143,'01m824shabg268m689wnkgxsrm',3,X'00FF',1.5);
INSERT INTO "ratings" VALUES (144,'01m824shcjrp6e71sz3bgsc7x9',1,X'00FF',1.5);
INSERT INTO "ratings" VALUES (145,'01m824shcjrp6e71sz3bgsc7xa',5,X'00FF',1.5);
INSERT INTO "ratings" VALUES (146,'01m824shq38nrnqsn2tnx8866j',2,X'00FF',1.5);
INSERT INTO "ratings" VALUES (147,'none',NULL,NULL,'é');
INSERT INTO "ratings" VALUES (148,'none',5,NULL,NULL);
CREATE TABLE seen (what text primary key, times integer) without rowid;
INSERT INTO "seen" VALUES ('rating',148);
CREATE TABLE counted (id integer primary key autoincrement, name text);
INSERT INTO "counted" VALUES (1,'one');
INSERT INTO "counted" VALUES (2,'two');
INSERT INTO "counted" VALUES (4,'one');
INSERT INTO "counted" VALUES (5,'two');
INSERT INTO "counted" VALUES (7,'one');
INSERT INTO "counted" VALUES (8,'two');
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
INSERT INTO "prompt_attachments" VALUES ('01m824seq6zmd1fmpfecqzjetz','c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "prompt_attachments" VALUES ('01m824seq6zmd1fmpfecqzjetz','6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc',1);
INSERT INTO "prompt_attachments" VALUES ('01m824sezjph0twy4p99tx0v46','a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1',0);
INSERT INTO "prompt_attachments" VALUES ('01m824sf1nm4dy8pf60bvs7gp3','0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690',0);
INSERT INTO "prompt_attachments" VALUES ('01m824sf1nm4dy8pf60bvs7gp3','c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',1);
INSERT INTO "prompt_attachments" VALUES ('01m824sf3vctfhgpkyerh6wt1d','acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41',0);
INSERT INTO "prompt_attachments" VALUES ('01m824sfbkbh9ybnwqzjac4vth','c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "prompt_attachments" VALUES ('01m824shcjrp6e71sz3bgsc7xa','3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7',0);
INSERT INTO "prompt_attachments" VALUES ('01m824shcjrp6e71sz3bgsc7xa','d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3',1);
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
INSERT INTO "responses" VALUES ('01m824sb8gv9jexw4wc5zz158f','scripted','A question of 0.13',NULL,NULL,'{}','You said: A question of 0.13','{"id": "r-1", "content": "You said: A question of 0.13", "stop": "end", "words": ["A", "question", "of", "0.13"]}','01m824sb8e1tj00tz26q53j81r',0,'2026-11-22T17:27:43.564585',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sb8pb5ec36t8xmqtx098','scripted','quiet one',NULL,NULL,'{}','You said: quiet one',NULL,'01m824sb8mczs10cds8arvs50g',0,'2026-11-22T17:27:43.635854',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sb8wy1z16c3c44y7ta9j','scripted','Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL,NULL,'{}','You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line','{"id": "r-1", "content": "You said: Zwölf Boxkämpfer 🥊 <&> \"quoted\" ''it''\nand a second line", "stop": "end", "words": ["Zwölf", "Boxkämpfer", "🥊", "<&>", "\"quoted\"", "''it''", "and", "a", "second", "line"]}','01m824sb8t546m4bzzv84hah68',0,'2026-11-22T17:27:43.641955',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sb93y9epbnmw4yawtya8','scripted','long one','Be brief',NULL,'{}','A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ','{"id": "r-1", "content": "A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ", "stop": "end", "words": ["long", "one"]}','01m824sb915t5x4h7k3jkvw6b0',0,'2026-11-22T17:27:43.648506',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sb9cywjqr0v3ntx867fj','scripted','And more?',NULL,NULL,'{}','You said: And more?','{"id": "r-1", "content": "You said: And more?", "stop": "end", "words": ["And", "more?"]}','01m824sb915t5x4h7k3jkvw6b0',0,'2026-11-22T17:27:43.659396',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sb9mwkt1hard98hg6z1e','scripted','And then?',NULL,NULL,'{"temperature": 0.5, "name": "Zoë"}','You said: And then?','{"id": "r-1", "content": "You said: And then?", "stop": "end", "words": ["And", "then?"]}','01m824sb915t5x4h7k3jkvw6b0',0,'2026-11-22T17:27:43.667076',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sb9wtg8xmb656335xj1b','scripted','Another conversation','Be brief',NULL,'{}','You said: Another conversation','{"id": "r-1", "content": "You said: Another conversation", "stop": "end", "words": ["Another", "conversation"]}','01m824sb9tqrzfy9yx1961krre',0,'2026-11-22T17:27:43.674002',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sba433a7xxywapq9dwqn','scripted','The same instructions again','Be brief',NULL,'{}','You said: The same instructions again','{"id": "r-1", "content": "You said: The same instructions again", "stop": "end", "words": ["The", "same", "instructions", "again"]}','01m824sb9tqrzfy9yx1961krre',0,'2026-11-22T17:27:43.682814',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbaazfptezh7n9c5d626','scripted','Back to the first',NULL,NULL,'{}','You said: Back to the first','{"id": "r-1", "content": "You said: Back to the first", "stop": "end", "words": ["Back", "to", "the", "first"]}','01m824sb915t5x4h7k3jkvw6b0',0,'2026-11-22T17:27:43.689545',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbajcvvmc68s0j6swtaz','scripted','An instruction only for the first','First system',NULL,'{}','You said: An instruction only for the first','{"id": "r-1", "content": "You said: An instruction only for the first", "stop": "end", "words": ["An", "instruction", "only", "for", "the", "first"]}','01m824sbag537exycdshzfwtak',0,'2026-11-22T17:27:43.695289',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbaspfpjyzcnv4cpfe2w','scripted','Changed instructions','Second system',NULL,'{}','You said: Changed instructions','{"id": "r-1", "content": "You said: Changed instructions", "stop": "end", "words": ["Changed", "instructions"]}','01m824sbag537exycdshzfwtak',0,'2026-11-22T17:27:43.703522',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbazxhm7eh44ff81a6d3','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}','01m824sbayrartrmne64235r9e',0,'2026-11-22T17:27:43.709232',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbb65g49q2m0avkncrya','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}','01m824sbb4s7ezahhbagsnrjce',0,'2026-11-22T17:27:43.715431',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbbca0cdzzzyjkv9sxh7','scripted','from standard input',NULL,NULL,'{}','You said: from standard input','{"id": "r-1", "content": "You said: from standard input", "stop": "end", "words": ["from", "standard", "input"]}','01m824sbbanvq8hg2747j623cz',0,'2026-11-22T17:27:43.721674',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbbj73mzv00ssepp286x','scripted','marked: no dollar',NULL,NULL,'{}','You said: marked: no dollar','{"id": "r-1", "content": "You said: marked: no dollar", "stop": "end", "words": ["marked:", "no", "dollar"]}','01m824sbbgh1pmsyc4esecf4kt',0,'2026-11-22T17:27:43.727806',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sbbrq562c1pp676sp88m','scripted','marked with dollars',NULL,NULL,'{}','You said: marked with dollars','{"price": {"$": "100"}, "raw": {"$raw": 1}, "said": "You said: marked with dollars"}','01m824sbbpf261wwnq98wt1qky',0,'2026-11-22T17:27:43.733861',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824scka2kf22bpcmcmexm0w','scripted','A question of 0.31',NULL,NULL,'{}','You said: A question of 0.31','{"id": "r-1", "content": {"$": "r:01m824scka2kf22bpcmcmexm0w"}, "stop": "end", "words": ["A", "question", "of", "0.31"]}','01m824scka2kf22bpcmcmexm0x',0,'2026-11-22T17:27:45.002086+00:00',104,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824scnqmbegxw544q09jk2n','scripted','quiet one',NULL,NULL,'{}','You said: quiet one',NULL,'01m824scnqmbegxw544q09jk2p',0,'2026-11-22T17:27:45.079430+00:00',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824scr2zggqmre09nd7bpsj','scripted','Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL,NULL,'{}','You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line','{"id": "r-1", "content": {"$": "r:01m824scr2zggqmre09nd7bpsj"}, "stop": "end", "words": ["Zwölf", "Boxkämpfer", "🥊", "<&>", "\"quoted\"", "''it''", "and", "a", "second", "line"]}','01m824scr330sm3dnvk2q2xhc1',0,'2026-11-22T17:27:45.154976+00:00',110,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824scw4advrgynsfbxrt40p','scripted','long one','Be brief',NULL,'{}','A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ','{"id": "r-1", "content": {"$": "r:01m824scw4advrgynsfbxrt40p"}, "stop": "end", "words": ["long", "one"]}','01m824scw4advrgynsfbxrt40q',0,'2026-11-22T17:27:45.284828+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sd1y27rqvvc6jsw52pht','scripted','And more?',NULL,NULL,'{}','You said: And more?','{"id": "r-1", "content": {"$": "r:01m824sd1y27rqvvc6jsw52pht"}, "stop": "end", "words": ["And", "more?"]}','01m824scw4advrgynsfbxrt40q',0,'2026-11-22T17:27:45.470135+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sdab04g3vwpfwstdyhes','scripted','And then?',NULL,NULL,'{"temperature": 0.5, "name": "Zoë"}','You said: And then?','{"id": "r-1", "content": {"$": "r:01m824sdab04g3vwpfwstdyhes"}, "stop": "end", "words": ["And", "then?"]}','01m824scw4advrgynsfbxrt40q',0,'2026-11-22T17:27:45.739409+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sdcq639djqw7w33k5wya','scripted','Another conversation','Be brief',NULL,'{}','You said: Another conversation','{"id": "r-1", "content": {"$": "r:01m824sdcq639djqw7w33k5wya"}, "stop": "end", "words": ["Another", "conversation"]}','01m824sdcree2sx34k691511j9',0,'2026-11-22T17:27:45.815967+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sdng2dr6q9htegswt6bc','scripted','The same instructions again','Be brief',NULL,'{}','You said: The same instructions again','{"id": "r-1", "content": {"$": "r:01m824sdng2dr6q9htegswt6bc"}, "stop": "end", "words": ["The", "same", "instructions", "again"]}','01m824sdcree2sx34k691511j9',0,'2026-11-22T17:27:46.096239+00:00',104,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sdz9baseptgq60sf3hgr','scripted','Back to the first',NULL,NULL,'{}','You said: Back to the first','{"id": "r-1", "content": {"$": "r:01m824sdz9baseptgq60sf3hgr"}, "stop": "end", "words": ["Back", "to", "the", "first"]}','01m824scw4advrgynsfbxrt40q',0,'2026-11-22T17:27:46.409137+00:00',104,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824se1q3psn76796g6k9npe','scripted','An instruction only for the first','First system',NULL,'{}','You said: An instruction only for the first','{"id": "r-1", "content": {"$": "r:01m824se1q3psn76796g6k9npe"}, "stop": "end", "words": ["An", "instruction", "only", "for", "the", "first"]}','01m824se1r8rbx4n7mt75hza93',0,'2026-11-22T17:27:46.487856+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824seah554j6zhzy1ca6vte','scripted','Changed instructions','Second system',NULL,'{}','You said: Changed instructions','{"id": "r-1", "content": {"$": "r:01m824seah554j6zhzy1ca6vte"}, "stop": "end", "words": ["Changed", "instructions"]}','01m824se1r8rbx4n7mt75hza93',0,'2026-11-22T17:27:46.769245+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824secgjwdyxkrnsfe4sgnf','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": {"$": "r:01m824secgjwdyxkrnsfe4sgnf"}, "stop": "end", "words": ["repeated"]}','01m824secgjwdyxkrnsfe4sgng',0,'2026-11-22T17:27:46.832212+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824seed1f3mcnmdf93vtb9x','scripted','repeated',NULL,NULL,'{}','You said: repeated','{"id": "r-1", "content": {"$": "r:01m824seed1f3mcnmdf93vtb9x"}, "stop": "end", "words": ["repeated"]}','01m824seed1f3mcnmdf93vtb9y',0,'2026-11-22T17:27:46.893208+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824segc31dhz691ree4n510','scripted','from standard input',NULL,NULL,'{}','You said: from standard input','{"id": "r-1", "content": {"$": "r:01m824segc31dhz691ree4n510"}, "stop": "end", "words": ["from", "standard", "input"]}','01m824segc31dhz691ree4n511',0,'2026-11-22T17:27:46.956448+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sejg37q5e2j47wcan6hs','scripted','marked: no dollar',NULL,NULL,'{}','You said: marked: no dollar','{"id": "r-1", "content": {"$": "r:01m824sejg37q5e2j47wcan6hs"}, "stop": "end", "words": ["marked:", "no", "dollar"]}','01m824sejg37q5e2j47wcan6ht',0,'2026-11-22T17:27:47.024550+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824semfskkmz344yytxzb81','scripted','marked with dollars',NULL,NULL,'{}','You said: marked with dollars','{"price": {"$raw": {"$": "100"}}, "raw": {"$raw": {"$raw": 1}}, "said": {"$": "r:01m824semfskkmz344yytxzb81"}}','01m824semfskkmz344yytxzb82',0,'2026-11-22T17:27:47.087523+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824seq6zmd1fmpfecqzjetz','scripted','See this',NULL,NULL,'{}','You said: See this with 2 attachments','{"id": "r-1", "content": {"$": "r:01m824seq6zmd1fmpfecqzjetz"}, "stop": "end", "words": ["See", "this"]}','01m824seq7snxj0hn11gk7rb8e',0,'2026-11-22T17:27:47.175025+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sezjph0twy4p99tx0v46','scripted','And this',NULL,NULL,'{}','You said: And this with 1 attachments','{"id": "r-1", "content": {"$": "r:01m824sezjph0twy4p99tx0v46"}, "stop": "end", "words": ["And", "this"]}','01m824seq7snxj0hn11gk7rb8e',0,'2026-11-22T17:27:47.442551+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sf1nm4dy8pf60bvs7gp3','scripted','This too',NULL,NULL,'{}','You said: This too with 2 attachments','{"id": "r-1", "content": {"$": "r:01m824sf1nm4dy8pf60bvs7gp3"}, "stop": "end", "words": ["This", "too"]}','01m824sf1nm4dy8pf60bvs7gp4',0,'2026-11-22T17:27:47.509805+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sf3vctfhgpkyerh6wt1d','scripted','Read it',NULL,NULL,'{}','You said: Read it with 1 attachments','{"id": "r-1", "content": {"$": "r:01m824sf3vctfhgpkyerh6wt1d"}, "stop": "end", "words": ["Read", "it"]}','01m824sf3vctfhgpkyerh6wt1e',0,'2026-11-22T17:27:47.579818+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sf9jwk7adpc2y0rznqd8','scripted','What was it?',NULL,NULL,'{}','You said: What was it?','{"id": "r-1", "content": {"$": "r:01m824sf9jwk7adpc2y0rznqd8"}, "stop": "end", "words": ["What", "was", "it?"]}','01m824sf3vctfhgpkyerh6wt1e',0,'2026-11-22T17:27:47.762059+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sfbkbh9ybnwqzjac4vth','scripted','',NULL,NULL,'{}','You said: nothing with 1 attachments','{"id": "r-1", "content": {"$": "r:01m824sfbkbh9ybnwqzjac4vth"}, "stop": "end", "words": []}','01m824sfbkbh9ybnwqzjac4vtj',0,'2026-11-22T17:27:47.827411+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sfkr3yhvcfgap6fnrrka','scripted','Only a picture',NULL,NULL,'{}','You said: Only a picture','{"id": "r-1", "content": {"$": "r:01m824sfkr3yhvcfgap6fnrrka"}, "stop": "end", "words": ["Only", "a", "picture"]}','01m824sfbkbh9ybnwqzjac4vtj',0,'2026-11-22T17:27:48.088901+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sfp6g4qt7rezmwegamr1','scripted','Say it again',NULL,NULL,'{}','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again','{"id": "r-1", "content": {"$": "r:01m824sfp6g4qt7rezmwegamr1"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Say", "it", "again"]}','01m824sfp6g4qt7rezmwegamr2',0,'2026-11-22T17:27:48.166223+00:00',121,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sfwtcakfbacrywc7z2pj','scripted','And once more',NULL,NULL,'{}','You said: Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more','{"id": "r-1", "content": {"$": "r:01m824sfwtcakfbacrywc7z2pj"}, "stop": "end", "words": ["Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "And", "once", "more"]}','01m824sfp6g4qt7rezmwegamr2',0,'2026-11-22T17:27:48.378067+00:00',115,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sfzys0f3v892vpg7134h','scripted','With both','Own words',NULL,'{}','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
With both','{"id": "r-1", "content": {"$": "r:01m824sfzys0f3v892vpg7134h"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "With", "both"]}','01m824sfzys0f3v892vpg7134j',0,'2026-11-22T17:27:48.478104+00:00',132,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sg2agysj57dra24qpg9j','scripted','',NULL,NULL,'{}','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
','{"id": "r-1", "content": {"$": "r:01m824sg2agysj57dra24qpg9j"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red."]}','01m824sg2agysj57dra24qpg9k',0,'2026-11-22T17:27:48.554813+00:00',118,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sg4f1p3e4tftsh30exv3','scripted','data of a dog',NULL,NULL,'{}','{"name": "Cleo", "age": 5}','{"id": "r-1", "content": {"$": "r:01m824sg4f1p3e4tftsh30exv3"}, "stop": "end", "words": ["data", "of", "a", "dog"]}','01m824sg4gdnzrwc415m8v9wdm',0,'2026-11-22T17:27:48.624005+00:00',104,20,'{"cached": {"read": 3}}','848bffbc260a905ad40888a4518f40ef',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sgcrbe12s80nra0az04f','scripted','data of another',NULL,NULL,'{}','{"name": "Cleo", "age": 5}','{"id": "r-1", "content": {"$": "r:01m824sgcrbe12s80nra0az04f"}, "stop": "end", "words": ["data", "of", "another"]}','01m824sg4gdnzrwc415m8v9wdm',0,'2026-11-22T17:27:48.888095+00:00',103,20,'{"cached": {"read": 3}}','848bffbc260a905ad40888a4518f40ef',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sgewp7ahraprgadxc04b','scripted','data as a list',NULL,NULL,'{}','{"name": "Cleo", "age": 5}','{"id": "r-1", "content": {"$": "r:01m824sgewp7ahraprgadxc04b"}, "stop": "end", "words": ["data", "as", "a", "list"]}','01m824sgewp7ahraprgadxc04c',0,'2026-11-22T17:27:48.956233+00:00',104,20,'{"cached": {"read": 3}}','165ab31f2c3ff13fe09e393aedeb1f30',NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sgh9dwg8t53xfskdb1zj','scripted','use [{"name": "upper", "arguments": {"text": "hello"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824sgh9dwg8t53xfskdb1zj"}, "stop": "end", "words": ["use", "[{\"name\":", "\"upper\",", "\"arguments\":", "{\"text\":", "\"hello\"}}]"]}','01m824sgh77xjvanch1q8jpxry',0,'2026-11-22T17:27:49.033959+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sghaafappv5f4qxkz26t','scripted','',NULL,NULL,'{}','Tools said: upper=HELLO','{"id": "r-1", "content": {"$": "r:01m824sghaafappv5f4qxkz26t"}, "stop": "end", "words": []}','01m824sgh77xjvanch1q8jpxry',0,'2026-11-22T17:27:49.034066+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sgstfjgh5892q533pjej','scripted','Thanks',NULL,NULL,'{}','You said: Thanks','{"id": "r-1", "content": {"$": "r:01m824sgstfjgh5892q533pjej"}, "stop": "end", "words": ["Thanks"]}','01m824sgh77xjvanch1q8jpxry',0,'2026-11-22T17:27:49.306826+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sgvv0dgf6ywv1kmbebc3','scripted','use [{"name": "broken"}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824sgvv0dgf6ywv1kmbebc3"}, "stop": "end", "words": ["use", "[{\"name\":", "\"broken\"}]"]}','01m824sgvsptfkrcrkfvr5zqtd',0,'2026-11-22T17:27:49.371596+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sgvv0dgf6ywv1kmbebc4','scripted','',NULL,NULL,'{}','Tools said: broken=Error: It broke','{"id": "r-1", "content": {"$": "r:01m824sgvv0dgf6ywv1kmbebc4"}, "stop": "end", "words": []}','01m824sgvsptfkrcrkfvr5zqtd',0,'2026-11-22T17:27:49.371708+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh0xdnnk0evt2ppgfepz','scripted','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}, {"name": "Shelf_count", "arguments": {"kind": "cups"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824sh0xdnnk0evt2ppgfepz"}, "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}},", "{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"cups\"}}]"]}','01m824sh0nvbwy725rsv33rgmz',0,'2026-11-22T17:27:49.533286+00:00',111,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh0xdnnk0evt2ppgfeq0','scripted','',NULL,NULL,'{}','Tools said: Shelf_count=3 books there; Shelf_count=3 cups there','{"id": "r-1", "content": {"$": "r:01m824sh0xdnnk0evt2ppgfeq0"}, "stop": "end", "words": []}','01m824sh0nvbwy725rsv33rgmz',0,'2026-11-22T17:27:49.533389+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh3a6ph2p2e9a9eaftxk','scripted','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824sh3a6ph2p2e9a9eaftxk"}, "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}}]"]}','01m824sh37q8j4gm4pnxp4fxyv',0,'2026-11-22T17:27:49.610283+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh3a6ph2p2e9a9eaftxm','scripted','',NULL,NULL,'{}','Tools said: Shelf_count=3 books here','{"id": "r-1", "content": {"$": "r:01m824sh3a6ph2p2e9a9eaftxm"}, "stop": "end", "words": []}','01m824sh37q8j4gm4pnxp4fxyv',0,'2026-11-22T17:27:49.610384+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh5kdxamrkhc3f94597s','scripted','No call',NULL,NULL,'{}','You said: No call','{"id": "r-1", "content": {"$": "r:01m824sh5kdxamrkhc3f94597s"}, "stop": "end", "words": ["No", "call"]}','01m824sh5grs9zxahsqrm2jt15',0,'2026-11-22T17:27:49.683927+00:00',102,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh7tz3g405jhnspy30dn','scripted','use [{"name": "shout", "arguments": {"word": "hey"}}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824sh7tz3g405jhnspy30dn"}, "stop": "end", "words": ["use", "[{\"name\":", "\"shout\",", "\"arguments\":", "{\"word\":", "\"hey\"}}]"]}','01m824sh7qf4cf2dyxe3a040qc',0,'2026-11-22T17:27:49.754414+00:00',106,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824sh7tz3g405jhnspy30dp','scripted','',NULL,NULL,'{}','Tools said: shout=hey!','{"id": "r-1", "content": {"$": "r:01m824sh7tz3g405jhnspy30dp"}, "stop": "end", "words": []}','01m824sh7qf4cf2dyxe3a040qc',0,'2026-11-22T17:27:49.754510+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824shabg268m689wnkgxsrk','scripted','use [{"name": "missing"}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824shabg268m689wnkgxsrk"}, "stop": "end", "words": ["use", "[{\"name\":", "\"missing\"}]"]}','01m824sha6rza5mwbza3c4k17a',0,'2026-11-22T17:27:49.835610+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824shabg268m689wnkgxsrm','scripted','',NULL,NULL,'{}','Tools said: missing=Error: tool "missing" does not exist','{"id": "r-1", "content": {"$": "r:01m824shabg268m689wnkgxsrm"}, "stop": "end", "words": []}','01m824sha6rza5mwbza3c4k17a',0,'2026-11-22T17:27:49.835709+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824shcjrp6e71sz3bgsc7x9','scripted','use [{"name": "picture"}]',NULL,NULL,'{}','Let me look. ','{"id": "r-1", "content": {"$": "r:01m824shcjrp6e71sz3bgsc7x9"}, "stop": "end", "words": ["use", "[{\"name\":", "\"picture\"}]"]}','01m824shcfxkkj8qrrrnvye2rg',0,'2026-11-22T17:27:49.906183+00:00',103,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824shcjrp6e71sz3bgsc7xa','scripted','',NULL,NULL,'{}','Tools said: picture=A picture','{"id": "r-1", "content": {"$": "r:01m824shcjrp6e71sz3bgsc7xa"}, "stop": "end", "words": []}','01m824shcfxkkj8qrrrnvye2rg',0,'2026-11-22T17:27:49.906293+00:00',100,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
INSERT INTO "responses" VALUES ('01m824shq38nrnqsn2tnx8866j','scripted','Nice',NULL,NULL,'{}','You said: Nice','{"id": "r-1", "content": {"$": "r:01m824shq38nrnqsn2tnx8866j"}, "stop": "end", "words": ["Nice"]}','01m824shcfxkkj8qrrrnvye2rg',0,'2026-11-22T17:27:50.243182+00:00',101,20,'{"cached": {"read": 3}}',NULL,NULL,NULL);
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
','2026-11-22 17:27:48','@DIRECTORY@/poem.txt');
INSERT INTO "fragments" VALUES (2,'e6e73297994bbc23ae27a74c9ff09beab894f17152053fe8402f79d5864b93c0','Nobody asked about this.','2026-11-22 17:27:48','@DIRECTORY@/unused.txt');
INSERT INTO "fragments" VALUES (3,'18401ffd1d1b0ec90e579be99c1924a1999d21cf47565227f615022ec8971c2a','Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. ','2026-11-22 17:27:48','@DIRECTORY@/rules.txt');
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
INSERT INTO "prompt_fragments" VALUES ('01m824sfp6g4qt7rezmwegamr1',1,0);
INSERT INTO "prompt_fragments" VALUES ('01m824sfwtcakfbacrywc7z2pj',3,0);
INSERT INTO "prompt_fragments" VALUES ('01m824sfzys0f3v892vpg7134h',1,0);
INSERT INTO "prompt_fragments" VALUES ('01m824sfzys0f3v892vpg7134h',3,1);
INSERT INTO "prompt_fragments" VALUES ('01m824sg2agysj57dra24qpg9j',1,0);
CREATE TABLE "system_fragments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "fragment_id", "order")
);
INSERT INTO "system_fragments" VALUES ('01m824sfp6g4qt7rezmwegamr1',3,0);
INSERT INTO "system_fragments" VALUES ('01m824sfzys0f3v892vpg7134h',3,0);
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
INSERT INTO "tool_responses" VALUES (1,'01m824sgh9dwg8t53xfskdb1zj');
INSERT INTO "tool_responses" VALUES (1,'01m824sghaafappv5f4qxkz26t');
INSERT INTO "tool_responses" VALUES (1,'01m824sgstfjgh5892q533pjej');
INSERT INTO "tool_responses" VALUES (2,'01m824sgvv0dgf6ywv1kmbebc3');
INSERT INTO "tool_responses" VALUES (1,'01m824sgvv0dgf6ywv1kmbebc3');
INSERT INTO "tool_responses" VALUES (2,'01m824sgvv0dgf6ywv1kmbebc4');
INSERT INTO "tool_responses" VALUES (1,'01m824sgvv0dgf6ywv1kmbebc4');
INSERT INTO "tool_responses" VALUES (3,'01m824sh0xdnnk0evt2ppgfepz');
INSERT INTO "tool_responses" VALUES (3,'01m824sh0xdnnk0evt2ppgfeq0');
INSERT INTO "tool_responses" VALUES (3,'01m824sh3a6ph2p2e9a9eaftxk');
INSERT INTO "tool_responses" VALUES (3,'01m824sh3a6ph2p2e9a9eaftxm');
INSERT INTO "tool_responses" VALUES (1,'01m824sh5kdxamrkhc3f94597s');
INSERT INTO "tool_responses" VALUES (3,'01m824sh5kdxamrkhc3f94597s');
INSERT INTO "tool_responses" VALUES (4,'01m824sh7tz3g405jhnspy30dn');
INSERT INTO "tool_responses" VALUES (4,'01m824sh7tz3g405jhnspy30dp');
INSERT INTO "tool_responses" VALUES (1,'01m824shabg268m689wnkgxsrk');
INSERT INTO "tool_responses" VALUES (1,'01m824shabg268m689wnkgxsrm');
INSERT INTO "tool_responses" VALUES (5,'01m824shcjrp6e71sz3bgsc7x9');
INSERT INTO "tool_responses" VALUES (5,'01m824shcjrp6e71sz3bgsc7xa');
INSERT INTO "tool_responses" VALUES (5,'01m824shq38nrnqsn2tnx8866j');
CREATE TABLE "tool_calls" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "arguments" TEXT,
   "tool_call_id" TEXT
);
INSERT INTO "tool_calls" VALUES (1,'01m824sgh9dwg8t53xfskdb1zj',1,'upper','{"text": "hello"}','call-0');
INSERT INTO "tool_calls" VALUES (2,'01m824sgvv0dgf6ywv1kmbebc3',2,'broken','{}','call-0');
INSERT INTO "tool_calls" VALUES (3,'01m824sh0xdnnk0evt2ppgfepz',3,'Shelf_count','{"kind": "books"}','call-0');
INSERT INTO "tool_calls" VALUES (4,'01m824sh0xdnnk0evt2ppgfepz',3,'Shelf_count','{"kind": "cups"}','call-1');
INSERT INTO "tool_calls" VALUES (5,'01m824sh3a6ph2p2e9a9eaftxk',3,'Shelf_count','{"kind": "books"}','call-0');
INSERT INTO "tool_calls" VALUES (6,'01m824sh7tz3g405jhnspy30dn',4,'shout','{"word": "hey"}','call-0');
INSERT INTO "tool_calls" VALUES (7,'01m824shabg268m689wnkgxsrk',NULL,'missing','{}','call-0');
INSERT INTO "tool_calls" VALUES (8,'01m824shcjrp6e71sz3bgsc7x9',5,'picture','{}','call-0');
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
INSERT INTO "tool_results" VALUES (1,'01m824sghaafappv5f4qxkz26t',1,'upper','HELLO','call-0',NULL,NULL);
INSERT INTO "tool_results" VALUES (2,'01m824sgvv0dgf6ywv1kmbebc4',2,'broken','Error: It broke','call-0',NULL,'ValueError: It broke');
INSERT INTO "tool_results" VALUES (3,'01m824sh0xdnnk0evt2ppgfeq0',3,'Shelf_count','3 books there','call-0',1,NULL);
INSERT INTO "tool_results" VALUES (4,'01m824sh0xdnnk0evt2ppgfeq0',3,'Shelf_count','3 cups there','call-1',1,NULL);
INSERT INTO "tool_results" VALUES (5,'01m824sh3a6ph2p2e9a9eaftxm',3,'Shelf_count','3 books here','call-0',2,NULL);
INSERT INTO "tool_results" VALUES (6,'01m824sh7tz3g405jhnspy30dp',4,'shout','hey!','call-0',NULL,NULL);
INSERT INTO "tool_results" VALUES (7,'01m824shabg268m689wnkgxsrm',NULL,'missing','Error: tool "missing" does not exist','call-0',NULL,'KeyError: ''tool "missing" does not exist''');
INSERT INTO "tool_results" VALUES (8,'01m824shcjrp6e71sz3bgsc7xa',5,'picture','A picture','call-0',NULL,NULL);
CREATE TABLE "tool_results_attachments" (
   "tool_result_id" INTEGER REFERENCES "tool_results"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("tool_result_id", "attachment_id")
);
INSERT INTO "tool_results_attachments" VALUES (8,'3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7',0);
INSERT INTO "tool_results_attachments" VALUES (8,'d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3',1);
CREATE TABLE "messages" (
   "hash" TEXT PRIMARY KEY,
   "parent_hash" TEXT REFERENCES "messages"("hash"),
   "role" TEXT,
   "provider_metadata" TEXT
);
INSERT INTO "messages" VALUES ('b2:d2faf0448ab8bfd6d53fc0d7effd22ff',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:e6ceca3ce7f504fb63099ba450680417','b2:d2faf0448ab8bfd6d53fc0d7effd22ff','user',NULL);
INSERT INTO "messages" VALUES ('b2:1e622b33f556f11a806f78d7021daf1b','b2:e6ceca3ce7f504fb63099ba450680417','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:13d4eb4cecce82e5ab8983ede9da7d96','b2:1e622b33f556f11a806f78d7021daf1b','user',NULL);
INSERT INTO "messages" VALUES ('b2:ded8b32beab61dfe23558e885613d44e','b2:13d4eb4cecce82e5ab8983ede9da7d96','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:13a4299b9aac02eb05adb93debf968f8','b2:ded8b32beab61dfe23558e885613d44e','user',NULL);
INSERT INTO "messages" VALUES ('b2:85d56ba6808466cc81b66120d87c2941','b2:13a4299b9aac02eb05adb93debf968f8','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:5b3ae70fdd43fdd948507c4e8c52b963','b2:85d56ba6808466cc81b66120d87c2941','user',NULL);
INSERT INTO "messages" VALUES ('b2:ff4af8f4e811572c4d05f554708fd398','b2:5b3ae70fdd43fdd948507c4e8c52b963','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:7fa9df4d3c24ca0d6111a461e53bdfb5','b2:ff4af8f4e811572c4d05f554708fd398','user',NULL);
INSERT INTO "messages" VALUES ('b2:3459652222a4e53f25110b72ff5b13a2','b2:7fa9df4d3c24ca0d6111a461e53bdfb5','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:80367d085daaa2e2c43b82650d57eaf5','b2:3459652222a4e53f25110b72ff5b13a2','user',NULL);
INSERT INTO "messages" VALUES ('b2:928b7e8e46bc61c941521c3d208656f4','b2:80367d085daaa2e2c43b82650d57eaf5','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:46d0575ce125d029e67846886a221666','b2:d2faf0448ab8bfd6d53fc0d7effd22ff','user',NULL);
INSERT INTO "messages" VALUES ('b2:d3ecb75fb2ec56bc254a2a935494ad22','b2:46d0575ce125d029e67846886a221666','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:06a15fe5ac31ee0d7410375f4d26356c','b2:d3ecb75fb2ec56bc254a2a935494ad22','system',NULL);
INSERT INTO "messages" VALUES ('b2:a67aac3c200a2f846dcc3e361ae62ad8','b2:06a15fe5ac31ee0d7410375f4d26356c','user',NULL);
INSERT INTO "messages" VALUES ('b2:0b0e9d6a1b7eba6646d7652d853f4e04','b2:a67aac3c200a2f846dcc3e361ae62ad8','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:ea11dadfe6d9f83ae513f5dd82ae9e27','b2:0b0e9d6a1b7eba6646d7652d853f4e04','user',NULL);
INSERT INTO "messages" VALUES ('b2:9df50f53679c66ac31094278a3dc7b52','b2:ea11dadfe6d9f83ae513f5dd82ae9e27','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:db11d02709d14523cc0cab9fe6beae78','b2:9df50f53679c66ac31094278a3dc7b52','user',NULL);
INSERT INTO "messages" VALUES ('b2:bf839b873bdcff26d42492e09cadcff8','b2:db11d02709d14523cc0cab9fe6beae78','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:07c75c95908f4de83faf6490a291e0dd',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:b5458713223f322746a6103f553f696f','b2:07c75c95908f4de83faf6490a291e0dd','user',NULL);
INSERT INTO "messages" VALUES ('b2:737f6caff10bdf0ecac4b35cefb71fa5','b2:b5458713223f322746a6103f553f696f','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:6cbfb37e39668cf65db71fec221533a3','b2:737f6caff10bdf0ecac4b35cefb71fa5','system',NULL);
INSERT INTO "messages" VALUES ('b2:0195002340dd65f64bbb0df9492087cc','b2:6cbfb37e39668cf65db71fec221533a3','user',NULL);
INSERT INTO "messages" VALUES ('b2:7b2b929249eca064b18d78d1f0333358','b2:0195002340dd65f64bbb0df9492087cc','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:a68335e69bd81afbb06b72b49d739e74','b2:7b2b929249eca064b18d78d1f0333358','user',NULL);
INSERT INTO "messages" VALUES ('b2:e60678924994c130eb19ffce312c624d','b2:a68335e69bd81afbb06b72b49d739e74','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:00ff7b2f7b8fadd51bcb223c721d5129','b2:e60678924994c130eb19ffce312c624d','user',NULL);
INSERT INTO "messages" VALUES ('b2:6f81ab7706bd6a01b481e9dc4023d356','b2:00ff7b2f7b8fadd51bcb223c721d5129','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:bfd2c9fe66ac45b64c8ac71732bae29f',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:e41fb13e32df142116a25244f9a9a480','b2:bfd2c9fe66ac45b64c8ac71732bae29f','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:203f2598ade6cc5607ab189c6b47dc39','b2:e41fb13e32df142116a25244f9a9a480','user',NULL);
INSERT INTO "messages" VALUES ('b2:2e10b58b3126a59cdd8076499f637d67','b2:203f2598ade6cc5607ab189c6b47dc39','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:7a33029051eb6042a8ea1f49746df559','b2:2e10b58b3126a59cdd8076499f637d67','user',NULL);
INSERT INTO "messages" VALUES ('b2:020036498ff61a318b6ab0ae748e18e4','b2:7a33029051eb6042a8ea1f49746df559','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:1e6efc377c8ef345f4285597e3739186','b2:020036498ff61a318b6ab0ae748e18e4','user',NULL);
INSERT INTO "messages" VALUES ('b2:ab99bb4984f8a338726a9d5e477ad6b9','b2:1e6efc377c8ef345f4285597e3739186','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:31949b6f12408d4eae9e49fbaef87f9a',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:d1036d5b7dd62647c1b0ae3e38291f7b','b2:31949b6f12408d4eae9e49fbaef87f9a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:2e4d0fc48a3df5fe2f2ba27558eed0d4','b2:d1036d5b7dd62647c1b0ae3e38291f7b','user',NULL);
INSERT INTO "messages" VALUES ('b2:a37b3e539de429de06064d88284b38a6','b2:2e4d0fc48a3df5fe2f2ba27558eed0d4','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:21725a16036b1aeecea17b3297a535c7','b2:a37b3e539de429de06064d88284b38a6','user',NULL);
INSERT INTO "messages" VALUES ('b2:f24221dedbcc927968987572c17f32e3','b2:21725a16036b1aeecea17b3297a535c7','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:6f7cd9d3130101da0f34f6297b9dc13c','b2:f24221dedbcc927968987572c17f32e3','user',NULL);
INSERT INTO "messages" VALUES ('b2:dd102ae3941083e0447b43c3e834f15b','b2:6f7cd9d3130101da0f34f6297b9dc13c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:364826211b8bfbbb34fb82c8f0799414',NULL,'assistant',NULL);
INSERT INTO "messages" VALUES ('b2:510cdf026565f7891da5ad80071d570b','b2:364826211b8bfbbb34fb82c8f0799414','user',NULL);
INSERT INTO "messages" VALUES ('b2:a02bee9dd4f30f20685c9677b494b755','b2:510cdf026565f7891da5ad80071d570b','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:4155bf6fdd01e27b13591150cb69a168','b2:a02bee9dd4f30f20685c9677b494b755','user',NULL);
INSERT INTO "messages" VALUES ('b2:a1f1eb846f5168f2a267ad1656f5c719','b2:4155bf6fdd01e27b13591150cb69a168','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:3640122cb10d6508a5ff004bef55916c','b2:a1f1eb846f5168f2a267ad1656f5c719','user',NULL);
INSERT INTO "messages" VALUES ('b2:8200debc0e057f1dfbb10492b3b2765f','b2:3640122cb10d6508a5ff004bef55916c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:8bd5fdd6a51b5fc55102196cdae387e5',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:a51d4e352c3ddaa3135ce217be313522','b2:8bd5fdd6a51b5fc55102196cdae387e5','user',NULL);
INSERT INTO "messages" VALUES ('b2:0286b4f0ec05468a6e50a9742c73c2bd','b2:a51d4e352c3ddaa3135ce217be313522','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:4327b64dea5db21aa7b6712835d40596','b2:0286b4f0ec05468a6e50a9742c73c2bd','user',NULL);
INSERT INTO "messages" VALUES ('b2:36b32e2c5ed48df076be115a43d7697a','b2:4327b64dea5db21aa7b6712835d40596','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:baf18371fa9ae5ab515f0735f683e732','b2:36b32e2c5ed48df076be115a43d7697a','user',NULL);
INSERT INTO "messages" VALUES ('b2:2eaf9b3f32f685e33c99faaef0965f5f','b2:baf18371fa9ae5ab515f0735f683e732','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:ba99d70e0abd48a1b6d590791c1e17af','b2:2eaf9b3f32f685e33c99faaef0965f5f','user',NULL);
INSERT INTO "messages" VALUES ('b2:2926b59aa7091b68d1fec4aa3972288f','b2:ba99d70e0abd48a1b6d590791c1e17af','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:df2d40d3eafb9830936c65b3fdf70be5',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:abbd859d48c7576e51a5377f03efdbea','b2:df2d40d3eafb9830936c65b3fdf70be5','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:847abde214c40ae7b61a710917900759','b2:abbd859d48c7576e51a5377f03efdbea','user',NULL);
INSERT INTO "messages" VALUES ('b2:8681e6f8167647be3593275221fc7ea4','b2:847abde214c40ae7b61a710917900759','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:fe844b47f1bb28e492196953f15d846e','b2:8681e6f8167647be3593275221fc7ea4','user',NULL);
INSERT INTO "messages" VALUES ('b2:0f414b60fb8848b7f2a24f18ee45d6d6','b2:fe844b47f1bb28e492196953f15d846e','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:13e0dd4e3d6d01e917baadda91c70922','b2:0f414b60fb8848b7f2a24f18ee45d6d6','user',NULL);
INSERT INTO "messages" VALUES ('b2:dc3f724cbe7ab4e63337492319318998','b2:13e0dd4e3d6d01e917baadda91c70922','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f59c5990a761ce8fd287617c16c99033',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:16634e9af10da997d8d3e9b766a5870a','b2:f59c5990a761ce8fd287617c16c99033','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:52169b5d4a93570b26510fc79d1043d4','b2:16634e9af10da997d8d3e9b766a5870a','tool',NULL);
INSERT INTO "messages" VALUES ('b2:5133c19e7a1f10c4338da4093cf43bc5','b2:52169b5d4a93570b26510fc79d1043d4','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:47051e6d0b707c12c34855dcf828af98','b2:5133c19e7a1f10c4338da4093cf43bc5','user',NULL);
INSERT INTO "messages" VALUES ('b2:7130303c2defbe8a25a11a3ca630f68b','b2:47051e6d0b707c12c34855dcf828af98','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:e8d03217837106d63dcb582fd26609bb','b2:7130303c2defbe8a25a11a3ca630f68b','user',NULL);
INSERT INTO "messages" VALUES ('b2:774dafc543c70d720eefc3f90c23be58','b2:e8d03217837106d63dcb582fd26609bb','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:3891d7bf9ca724294ae82fc7f031265a','b2:774dafc543c70d720eefc3f90c23be58','user',NULL);
INSERT INTO "messages" VALUES ('b2:27a2a9e5d0ba13594c593d9af7aa5ab3','b2:3891d7bf9ca724294ae82fc7f031265a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:f8cb26956aadf2aba6f71cb370dfda94',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:8b4cb1f61debc5a764f2efd822e79a06','b2:f8cb26956aadf2aba6f71cb370dfda94','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:ea63d8b1ff83f0231d6903d5d74d8245','b2:8b4cb1f61debc5a764f2efd822e79a06','tool',NULL);
INSERT INTO "messages" VALUES ('b2:e08cdbb25a94f95aac49334909fcd76e','b2:ea63d8b1ff83f0231d6903d5d74d8245','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:c9ae375634b75caa74d6bebb4bc3d109','b2:e08cdbb25a94f95aac49334909fcd76e','user',NULL);
INSERT INTO "messages" VALUES ('b2:4350c7d15d04f6844e28ccb64cbb4df0','b2:c9ae375634b75caa74d6bebb4bc3d109','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:640321e395702924bcaea309a550a42f','b2:4350c7d15d04f6844e28ccb64cbb4df0','user',NULL);
INSERT INTO "messages" VALUES ('b2:b45e25f2a69704b0bd642852bc7f5675','b2:640321e395702924bcaea309a550a42f','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0a3b660a6da5edc9be52b1d889110d29',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:3165c0c36a9a322de9be77ebd28a38dc','b2:0a3b660a6da5edc9be52b1d889110d29','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:81f0fbfc2143d785aed8e3e86a9a160c','b2:3165c0c36a9a322de9be77ebd28a38dc','tool',NULL);
INSERT INTO "messages" VALUES ('b2:17379689fe67a362d3f8fb778d23ffcc','b2:81f0fbfc2143d785aed8e3e86a9a160c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:225edbf5d71bce0ea8616ca8c0f79429','b2:17379689fe67a362d3f8fb778d23ffcc','user',NULL);
INSERT INTO "messages" VALUES ('b2:df35488d1656022e3df2cf8b8fd4f344','b2:225edbf5d71bce0ea8616ca8c0f79429','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:04e9773ebf35f45ebb896c31a3a1f4fc','b2:df35488d1656022e3df2cf8b8fd4f344','user',NULL);
INSERT INTO "messages" VALUES ('b2:a755dbde3557caee58182a8a8d0c6cb7','b2:04e9773ebf35f45ebb896c31a3a1f4fc','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0883c534047d716f953166699fbd239d',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:454b9f110a333e24ccf601c946549e41','b2:0883c534047d716f953166699fbd239d','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:82496f8e5709df7a0608d780b3d79c3a','b2:454b9f110a333e24ccf601c946549e41','tool',NULL);
INSERT INTO "messages" VALUES ('b2:dc5eb31eb6489a9cf8226e8b8b6c4557','b2:82496f8e5709df7a0608d780b3d79c3a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:49ea64811d7e69d2f686b382b2fa4ebc','b2:dc5eb31eb6489a9cf8226e8b8b6c4557','user',NULL);
INSERT INTO "messages" VALUES ('b2:5ce8736e5896079f1e39023a7e0b610f','b2:49ea64811d7e69d2f686b382b2fa4ebc','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:1e7dda37541e21f9ff3808b8cd4b7fe0','b2:5ce8736e5896079f1e39023a7e0b610f','user',NULL);
INSERT INTO "messages" VALUES ('b2:e7ce68aedd59024de13e673df6213b75','b2:1e7dda37541e21f9ff3808b8cd4b7fe0','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:53ea8c3799530547490ca9f114b8f644','b2:e7ce68aedd59024de13e673df6213b75','user',NULL);
INSERT INTO "messages" VALUES ('b2:6ebb9aa08ae4c2abd3b85c602b4b8c64','b2:53ea8c3799530547490ca9f114b8f644','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:72b0e932d7d580765be840ba1249d55d',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:fe2706086a872bc77c9b26bc31b66a4e','b2:72b0e932d7d580765be840ba1249d55d','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:180afa5cfd85097fe858cdf120c4722c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:b9e9fc5d83a6cf6a7d74c1de3b305d13','b2:180afa5cfd85097fe858cdf120c4722c','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:7ac827232938dc88136f0b1e28b41d3a',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:057b8819e9964cda542cfe15c526e9d4','b2:7ac827232938dc88136f0b1e28b41d3a','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:c20397fec124c95bf4147e1a3627713d','b2:d3ecb75fb2ec56bc254a2a935494ad22','user',NULL);
INSERT INTO "messages" VALUES ('b2:bf46a9e5b95cd53c21391a170a60b4d1','b2:c20397fec124c95bf4147e1a3627713d','assistant',NULL);
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
INSERT INTO "messages" VALUES ('b2:77dd18ce2f0b0a2b34c17bd361c0232c',NULL,'system',NULL);
INSERT INTO "messages" VALUES ('b2:45a66ec84637637faaf4b7adcd97bb14','b2:77dd18ce2f0b0a2b34c17bd361c0232c','user',NULL);
INSERT INTO "messages" VALUES ('b2:2749b3920f2706e604aa8b32d8dec971','b2:45a66ec84637637faaf4b7adcd97bb14','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:0c266319ffc0adea1d23dec86bc086a6',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:a56f910d7e525c168491578fa280ac54','b2:0c266319ffc0adea1d23dec86bc086a6','assistant',NULL);
INSERT INTO "messages" VALUES ('b2:675e3bf7dc08aaf80476f72d3139f12c',NULL,'user',NULL);
INSERT INTO "messages" VALUES ('b2:826ec39102300ba364d948326f7c85de','b2:675e3bf7dc08aaf80476f72d3139f12c','assistant',NULL);
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
INSERT INTO "messages" VALUES ('b2:38a7ee596f8aea5971c091ad3870f998','b2:3165c0c36a9a322de9be77ebd28a38dc','tool',NULL);
INSERT INTO "messages" VALUES ('b2:c1fb8cedf93a7521961fa202b27bb087','b2:38a7ee596f8aea5971c091ad3870f998','assistant',NULL);
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
INSERT INTO "parts" VALUES (1,'b2:d2faf0448ab8bfd6d53fc0d7effd22ff',0,'text',NULL,'Be brief',NULL);
INSERT INTO "parts" VALUES (2,'b2:e6ceca3ce7f504fb63099ba450680417',0,'text',NULL,'long one',NULL);
INSERT INTO "parts" VALUES (3,'b2:1e622b33f556f11a806f78d7021daf1b',0,'text',NULL,'A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ',NULL);
INSERT INTO "parts" VALUES (4,'b2:13d4eb4cecce82e5ab8983ede9da7d96',0,'text',NULL,'And more?',NULL);
INSERT INTO "parts" VALUES (5,'b2:ded8b32beab61dfe23558e885613d44e',0,'text',NULL,'You said: And more?',NULL);
INSERT INTO "parts" VALUES (6,'b2:13a4299b9aac02eb05adb93debf968f8',0,'text',NULL,'And then?',NULL);
INSERT INTO "parts" VALUES (7,'b2:85d56ba6808466cc81b66120d87c2941',0,'text',NULL,'You said: And then?',NULL);
INSERT INTO "parts" VALUES (8,'b2:5b3ae70fdd43fdd948507c4e8c52b963',0,'text',NULL,'Back to the first',NULL);
INSERT INTO "parts" VALUES (9,'b2:ff4af8f4e811572c4d05f554708fd398',0,'text',NULL,'You said: Back to the first',NULL);
INSERT INTO "parts" VALUES (10,'b2:7fa9df4d3c24ca0d6111a461e53bdfb5',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (11,'b2:3459652222a4e53f25110b72ff5b13a2',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (12,'b2:80367d085daaa2e2c43b82650d57eaf5',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (13,'b2:928b7e8e46bc61c941521c3d208656f4',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (14,'b2:46d0575ce125d029e67846886a221666',0,'text',NULL,'Another conversation',NULL);
INSERT INTO "parts" VALUES (15,'b2:d3ecb75fb2ec56bc254a2a935494ad22',0,'text',NULL,'You said: Another conversation',NULL);
INSERT INTO "parts" VALUES (16,'b2:06a15fe5ac31ee0d7410375f4d26356c',0,'text',NULL,'Be brief',NULL);
INSERT INTO "parts" VALUES (17,'b2:a67aac3c200a2f846dcc3e361ae62ad8',0,'text',NULL,'The same instructions again',NULL);
INSERT INTO "parts" VALUES (18,'b2:0b0e9d6a1b7eba6646d7652d853f4e04',0,'text',NULL,'You said: The same instructions again',NULL);
INSERT INTO "parts" VALUES (19,'b2:ea11dadfe6d9f83ae513f5dd82ae9e27',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (20,'b2:9df50f53679c66ac31094278a3dc7b52',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (21,'b2:db11d02709d14523cc0cab9fe6beae78',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (22,'b2:bf839b873bdcff26d42492e09cadcff8',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (23,'b2:07c75c95908f4de83faf6490a291e0dd',0,'text',NULL,'First system',NULL);
INSERT INTO "parts" VALUES (24,'b2:b5458713223f322746a6103f553f696f',0,'text',NULL,'An instruction only for the first',NULL);
INSERT INTO "parts" VALUES (25,'b2:737f6caff10bdf0ecac4b35cefb71fa5',0,'text',NULL,'You said: An instruction only for the first',NULL);
INSERT INTO "parts" VALUES (26,'b2:6cbfb37e39668cf65db71fec221533a3',0,'text',NULL,'Second system',NULL);
INSERT INTO "parts" VALUES (27,'b2:0195002340dd65f64bbb0df9492087cc',0,'text',NULL,'Changed instructions',NULL);
INSERT INTO "parts" VALUES (28,'b2:7b2b929249eca064b18d78d1f0333358',0,'text',NULL,'You said: Changed instructions',NULL);
INSERT INTO "parts" VALUES (29,'b2:a68335e69bd81afbb06b72b49d739e74',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (30,'b2:e60678924994c130eb19ffce312c624d',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (31,'b2:00ff7b2f7b8fadd51bcb223c721d5129',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (32,'b2:6f81ab7706bd6a01b481e9dc4023d356',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (33,'b2:bfd2c9fe66ac45b64c8ac71732bae29f',0,'text',NULL,'See this',NULL);
INSERT INTO "parts" VALUES (34,'b2:e41fb13e32df142116a25244f9a9a480',0,'text',NULL,'You said: See this with 2 attachments',NULL);
INSERT INTO "parts" VALUES (35,'b2:203f2598ade6cc5607ab189c6b47dc39',0,'text',NULL,'And this',NULL);
INSERT INTO "parts" VALUES (36,'b2:2e10b58b3126a59cdd8076499f637d67',0,'text',NULL,'You said: And this with 1 attachments',NULL);
INSERT INTO "parts" VALUES (37,'b2:7a33029051eb6042a8ea1f49746df559',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (38,'b2:020036498ff61a318b6ab0ae748e18e4',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (39,'b2:1e6efc377c8ef345f4285597e3739186',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (40,'b2:ab99bb4984f8a338726a9d5e477ad6b9',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (41,'b2:31949b6f12408d4eae9e49fbaef87f9a',0,'text',NULL,'Read it',NULL);
INSERT INTO "parts" VALUES (42,'b2:d1036d5b7dd62647c1b0ae3e38291f7b',0,'text',NULL,'You said: Read it with 1 attachments',NULL);
INSERT INTO "parts" VALUES (43,'b2:2e4d0fc48a3df5fe2f2ba27558eed0d4',0,'text',NULL,'What was it?',NULL);
INSERT INTO "parts" VALUES (44,'b2:a37b3e539de429de06064d88284b38a6',0,'text',NULL,'You said: What was it?',NULL);
INSERT INTO "parts" VALUES (45,'b2:21725a16036b1aeecea17b3297a535c7',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (46,'b2:f24221dedbcc927968987572c17f32e3',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (47,'b2:6f7cd9d3130101da0f34f6297b9dc13c',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (48,'b2:dd102ae3941083e0447b43c3e834f15b',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (49,'b2:364826211b8bfbbb34fb82c8f0799414',0,'text',NULL,'You said: nothing with 1 attachments',NULL);
INSERT INTO "parts" VALUES (50,'b2:510cdf026565f7891da5ad80071d570b',0,'text',NULL,'Only a picture',NULL);
INSERT INTO "parts" VALUES (51,'b2:a02bee9dd4f30f20685c9677b494b755',0,'text',NULL,'You said: Only a picture',NULL);
INSERT INTO "parts" VALUES (52,'b2:4155bf6fdd01e27b13591150cb69a168',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (53,'b2:a1f1eb846f5168f2a267ad1656f5c719',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (54,'b2:3640122cb10d6508a5ff004bef55916c',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (55,'b2:8200debc0e057f1dfbb10492b3b2765f',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (56,'b2:8bd5fdd6a51b5fc55102196cdae387e5',0,'text',NULL,'Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme.',NULL);
INSERT INTO "parts" VALUES (57,'b2:a51d4e352c3ddaa3135ce217be313522',0,'text',NULL,'Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again',NULL);
INSERT INTO "parts" VALUES (58,'b2:0286b4f0ec05468a6e50a9742c73c2bd',0,'text',NULL,'You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again',NULL);
INSERT INTO "parts" VALUES (59,'b2:4327b64dea5db21aa7b6712835d40596',0,'text',NULL,'Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more',NULL);
INSERT INTO "parts" VALUES (60,'b2:36b32e2c5ed48df076be115a43d7697a',0,'text',NULL,'You said: Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more',NULL);
INSERT INTO "parts" VALUES (61,'b2:baf18371fa9ae5ab515f0735f683e732',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (62,'b2:2eaf9b3f32f685e33c99faaef0965f5f',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (63,'b2:ba99d70e0abd48a1b6d590791c1e17af',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (64,'b2:2926b59aa7091b68d1fec4aa3972288f',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (65,'b2:df2d40d3eafb9830936c65b3fdf70be5',0,'text',NULL,'data of a dog',NULL);
INSERT INTO "parts" VALUES (66,'b2:abbd859d48c7576e51a5377f03efdbea',0,'text',NULL,'{"name": "Cleo", "age": 5}',NULL);
INSERT INTO "parts" VALUES (67,'b2:847abde214c40ae7b61a710917900759',0,'text',NULL,'data of another',NULL);
INSERT INTO "parts" VALUES (68,'b2:8681e6f8167647be3593275221fc7ea4',0,'text',NULL,'{"name": "Cleo", "age": 5}',NULL);
INSERT INTO "parts" VALUES (69,'b2:fe844b47f1bb28e492196953f15d846e',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (70,'b2:0f414b60fb8848b7f2a24f18ee45d6d6',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (71,'b2:13e0dd4e3d6d01e917baadda91c70922',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (72,'b2:dc3f724cbe7ab4e63337492319318998',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (73,'b2:f59c5990a761ce8fd287617c16c99033',0,'text',NULL,'use [{"name": "upper", "arguments": {"text": "hello"}}]',NULL);
INSERT INTO "parts" VALUES (74,'b2:16634e9af10da997d8d3e9b766a5870a',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (75,'b2:16634e9af10da997d8d3e9b766a5870a',1,'tool_call','upper',NULL,'{"name": "upper", "arguments": {"text": "hello"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (76,'b2:52169b5d4a93570b26510fc79d1043d4',0,'tool_result','upper',NULL,'{"name": "upper", "output": "HELLO", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (77,'b2:5133c19e7a1f10c4338da4093cf43bc5',0,'text',NULL,'Tools said: upper=HELLO',NULL);
INSERT INTO "parts" VALUES (78,'b2:47051e6d0b707c12c34855dcf828af98',0,'text',NULL,'Thanks',NULL);
INSERT INTO "parts" VALUES (79,'b2:7130303c2defbe8a25a11a3ca630f68b',0,'text',NULL,'You said: Thanks',NULL);
INSERT INTO "parts" VALUES (80,'b2:e8d03217837106d63dcb582fd26609bb',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (81,'b2:774dafc543c70d720eefc3f90c23be58',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (82,'b2:3891d7bf9ca724294ae82fc7f031265a',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (83,'b2:27a2a9e5d0ba13594c593d9af7aa5ab3',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (84,'b2:f8cb26956aadf2aba6f71cb370dfda94',0,'text',NULL,'use [{"name": "broken"}]',NULL);
INSERT INTO "parts" VALUES (85,'b2:8b4cb1f61debc5a764f2efd822e79a06',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (86,'b2:8b4cb1f61debc5a764f2efd822e79a06',1,'tool_call','broken',NULL,'{"name": "broken", "arguments": {}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (87,'b2:ea63d8b1ff83f0231d6903d5d74d8245',0,'tool_result','broken',NULL,'{"name": "broken", "output": "Error: It broke", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (88,'b2:e08cdbb25a94f95aac49334909fcd76e',0,'text',NULL,'Tools said: broken=Error: It broke',NULL);
INSERT INTO "parts" VALUES (89,'b2:c9ae375634b75caa74d6bebb4bc3d109',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (90,'b2:4350c7d15d04f6844e28ccb64cbb4df0',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (91,'b2:640321e395702924bcaea309a550a42f',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (92,'b2:b45e25f2a69704b0bd642852bc7f5675',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (93,'b2:0a3b660a6da5edc9be52b1d889110d29',0,'text',NULL,'use [{"name": "missing"}]',NULL);
INSERT INTO "parts" VALUES (94,'b2:3165c0c36a9a322de9be77ebd28a38dc',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (95,'b2:3165c0c36a9a322de9be77ebd28a38dc',1,'tool_call','missing',NULL,'{"name": "missing", "arguments": {}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (96,'b2:81f0fbfc2143d785aed8e3e86a9a160c',0,'tool_result','missing',NULL,'{"name": "missing", "output": "Error: tool \"missing\" does not exist", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (97,'b2:17379689fe67a362d3f8fb778d23ffcc',0,'text',NULL,'Tools said: missing=Error: tool "missing" does not exist',NULL);
INSERT INTO "parts" VALUES (98,'b2:225edbf5d71bce0ea8616ca8c0f79429',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (99,'b2:df35488d1656022e3df2cf8b8fd4f344',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (100,'b2:04e9773ebf35f45ebb896c31a3a1f4fc',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (101,'b2:a755dbde3557caee58182a8a8d0c6cb7',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (102,'b2:0883c534047d716f953166699fbd239d',0,'text',NULL,'use [{"name": "picture"}]',NULL);
INSERT INTO "parts" VALUES (103,'b2:454b9f110a333e24ccf601c946549e41',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (104,'b2:454b9f110a333e24ccf601c946549e41',1,'tool_call','picture',NULL,'{"name": "picture", "arguments": {}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (105,'b2:82496f8e5709df7a0608d780b3d79c3a',0,'tool_result','picture',NULL,'{"name": "picture", "output": "A picture", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (106,'b2:dc5eb31eb6489a9cf8226e8b8b6c4557',0,'text',NULL,'Tools said: picture=A picture',NULL);
INSERT INTO "parts" VALUES (107,'b2:49ea64811d7e69d2f686b382b2fa4ebc',0,'text',NULL,'Nice',NULL);
INSERT INTO "parts" VALUES (108,'b2:5ce8736e5896079f1e39023a7e0b610f',0,'text',NULL,'You said: Nice',NULL);
INSERT INTO "parts" VALUES (109,'b2:1e7dda37541e21f9ff3808b8cd4b7fe0',0,'text',NULL,'Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (110,'b2:e7ce68aedd59024de13e673df6213b75',0,'text',NULL,'You said: Continued by 0.36',NULL);
INSERT INTO "parts" VALUES (111,'b2:53ea8c3799530547490ca9f114b8f644',0,'text',NULL,'And again by 0.36',NULL);
INSERT INTO "parts" VALUES (112,'b2:6ebb9aa08ae4c2abd3b85c602b4b8c64',0,'text',NULL,'You said: And again by 0.36',NULL);
INSERT INTO "parts" VALUES (113,'b2:72b0e932d7d580765be840ba1249d55d',0,'text',NULL,'A question of 0.36',NULL);
INSERT INTO "parts" VALUES (114,'b2:fe2706086a872bc77c9b26bc31b66a4e',0,'text',NULL,'You said: A question of 0.36',NULL);
INSERT INTO "parts" VALUES (115,'b2:180afa5cfd85097fe858cdf120c4722c',0,'text',NULL,'quiet one',NULL);
INSERT INTO "parts" VALUES (116,'b2:b9e9fc5d83a6cf6a7d74c1de3b305d13',0,'text',NULL,'You said: quiet one',NULL);
INSERT INTO "parts" VALUES (117,'b2:7ac827232938dc88136f0b1e28b41d3a',0,'text',NULL,'Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL);
INSERT INTO "parts" VALUES (118,'b2:057b8819e9964cda542cfe15c526e9d4',0,'text',NULL,'You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line',NULL);
INSERT INTO "parts" VALUES (119,'b2:c20397fec124c95bf4147e1a3627713d',0,'text',NULL,'The same instructions again',NULL);
INSERT INTO "parts" VALUES (120,'b2:bf46a9e5b95cd53c21391a170a60b4d1',0,'text',NULL,'You said: The same instructions again',NULL);
INSERT INTO "parts" VALUES (121,'b2:121070c5357e50e64a385c2ea87c03a1',0,'text',NULL,'Changed instructions',NULL);
INSERT INTO "parts" VALUES (122,'b2:52c3e14f3173cf78d8e3b58c23dc9d05',0,'text',NULL,'You said: Changed instructions',NULL);
INSERT INTO "parts" VALUES (123,'b2:28c77d0ffe87145d0e09ede547c8eff4',0,'text',NULL,'repeated',NULL);
INSERT INTO "parts" VALUES (124,'b2:d7ca88d466ef88b318cf334478b77adf',0,'text',NULL,'You said: repeated',NULL);
INSERT INTO "parts" VALUES (125,'b2:242ff274af52d2fdfbb7cc8ce07f110c',0,'text',NULL,'from standard input',NULL);
INSERT INTO "parts" VALUES (126,'b2:ae00a7ad7832be7b98e941ef260a7c89',0,'text',NULL,'You said: from standard input',NULL);
INSERT INTO "parts" VALUES (127,'b2:d6fb9e4a138485ddf3a52d64362bad5a',0,'text',NULL,'marked: no dollar',NULL);
INSERT INTO "parts" VALUES (128,'b2:8dbac3c7708cbf85d6c017d20ed296c0',0,'text',NULL,'You said: marked: no dollar',NULL);
INSERT INTO "parts" VALUES (129,'b2:fe899748cf254edd42afce89f4b7d62c',0,'text',NULL,'marked with dollars',NULL);
INSERT INTO "parts" VALUES (130,'b2:8c4793f282fa32662b514a2e7152005d',0,'text',NULL,'You said: marked with dollars',NULL);
INSERT INTO "parts" VALUES (131,'b2:2a61b81caf31b72c784198c78172473d',0,'text',NULL,'See this',NULL);
INSERT INTO "parts" VALUES (132,'b2:2a61b81caf31b72c784198c78172473d',1,'attachment',NULL,NULL,'{"attachment": {"id": "c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae"}}');
INSERT INTO "parts" VALUES (133,'b2:2a61b81caf31b72c784198c78172473d',2,'attachment',NULL,NULL,'{"attachment": {"id": "6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc"}}');
INSERT INTO "parts" VALUES (134,'b2:b6e97d1aa4261f4e1ea6a5589dc57702',0,'text',NULL,'You said: See this with 2 attachments',NULL);
INSERT INTO "parts" VALUES (135,'b2:f0baa4dcab55177a05452c05570e24e5',0,'text',NULL,'And this',NULL);
INSERT INTO "parts" VALUES (136,'b2:f0baa4dcab55177a05452c05570e24e5',1,'attachment',NULL,NULL,'{"attachment": {"id": "a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1"}}');
INSERT INTO "parts" VALUES (137,'b2:ee4a8df73fabbe47610a24ddfdcc270a',0,'text',NULL,'You said: And this with 1 attachments',NULL);
INSERT INTO "parts" VALUES (138,'b2:ddddf3a4ff2966e522fa9e1a37e60640',0,'text',NULL,'This too',NULL);
INSERT INTO "parts" VALUES (139,'b2:ddddf3a4ff2966e522fa9e1a37e60640',1,'attachment',NULL,NULL,'{"attachment": {"id": "0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690"}}');
INSERT INTO "parts" VALUES (140,'b2:ddddf3a4ff2966e522fa9e1a37e60640',2,'attachment',NULL,NULL,'{"attachment": {"id": "c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae"}}');
INSERT INTO "parts" VALUES (141,'b2:b3cd0b4a0b59a560f6a359358ac16e08',0,'text',NULL,'You said: This too with 2 attachments',NULL);
INSERT INTO "parts" VALUES (142,'b2:c7012f5522b1aa72cad2235210b74921',0,'text',NULL,'Read it',NULL);
INSERT INTO "parts" VALUES (143,'b2:c7012f5522b1aa72cad2235210b74921',1,'attachment',NULL,NULL,'{"attachment": {"id": "acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41"}}');
INSERT INTO "parts" VALUES (144,'b2:933ac9854cf65c98a333d3f0095a4bc8',0,'text',NULL,'You said: Read it with 1 attachments',NULL);
INSERT INTO "parts" VALUES (145,'b2:597c3f2fb06f25253e244dee7989c647',0,'text',NULL,'What was it?',NULL);
INSERT INTO "parts" VALUES (146,'b2:c4b708ac9a18d6b4e873faac259a65d4',0,'text',NULL,'You said: What was it?',NULL);
INSERT INTO "parts" VALUES (147,'b2:c38412bf3b9773bdf5824d4e38fb8f40',0,'attachment',NULL,NULL,'{"attachment": {"id": "c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae"}}');
INSERT INTO "parts" VALUES (148,'b2:e5dfdc1c8c8d0925b5ad1dda7ee6ef75',0,'text',NULL,'You said: nothing with 1 attachments',NULL);
INSERT INTO "parts" VALUES (149,'b2:4adc087a4c23e0da6a57058e1de33ff0',0,'text',NULL,'Only a picture',NULL);
INSERT INTO "parts" VALUES (150,'b2:8d59c06f09c01f849d0bcfd0c6997596',0,'text',NULL,'You said: Only a picture',NULL);
INSERT INTO "parts" VALUES (151,'b2:77dd18ce2f0b0a2b34c17bd361c0232c',0,'text',NULL,'Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme.

Own words',NULL);
INSERT INTO "parts" VALUES (152,'b2:45a66ec84637637faaf4b7adcd97bb14',0,'text',NULL,NULL,'{"text_ref": [{"fragment": 1}, {"literal": "\n"}, {"fragment": 3}, {"literal": "\nWith both"}]}');
INSERT INTO "parts" VALUES (153,'b2:2749b3920f2706e604aa8b32d8dec971',0,'text',NULL,'You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
With both',NULL);
INSERT INTO "parts" VALUES (154,'b2:0c266319ffc0adea1d23dec86bc086a6',0,'text',NULL,NULL,'{"text_ref": [{"fragment": 1}]}');
INSERT INTO "parts" VALUES (155,'b2:a56f910d7e525c168491578fa280ac54',0,'text',NULL,'You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
',NULL);
INSERT INTO "parts" VALUES (156,'b2:675e3bf7dc08aaf80476f72d3139f12c',0,'text',NULL,'data as a list',NULL);
INSERT INTO "parts" VALUES (157,'b2:826ec39102300ba364d948326f7c85de',0,'text',NULL,'{"name": "Cleo", "age": 5}',NULL);
INSERT INTO "parts" VALUES (158,'b2:0543f10b67058abf0de80db700b2fb54',0,'tool_result','broken',NULL,'{"name": "broken", "output": "Error: It broke", "tool_call_id": "call-0", "exception": "ValueError: It broke"}');
INSERT INTO "parts" VALUES (159,'b2:58345825eb58ed91d924f651770e0013',0,'text',NULL,'Tools said: broken=Error: It broke',NULL);
INSERT INTO "parts" VALUES (160,'b2:e660b1c365144afaf44ea99ea6d5eb27',0,'text',NULL,'use [{"name": "Shelf_count", "arguments": {"kind": "books"}}, {"name": "Shelf_count", "arguments": {"kind": "cups"}}]',NULL);
INSERT INTO "parts" VALUES (161,'b2:ed2311ba4647d2cbfbca6321625f2af5',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (162,'b2:ed2311ba4647d2cbfbca6321625f2af5',1,'tool_call','Shelf_count',NULL,'{"name": "Shelf_count", "arguments": {"kind": "books"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (163,'b2:ed2311ba4647d2cbfbca6321625f2af5',2,'tool_call','Shelf_count',NULL,'{"name": "Shelf_count", "arguments": {"kind": "cups"}, "tool_call_id": "call-1"}');
INSERT INTO "parts" VALUES (164,'b2:f79e9bf907bd527ef58ceb665af6a39c',0,'tool_result','Shelf_count',NULL,'{"name": "Shelf_count", "output": "3 books there", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (165,'b2:f79e9bf907bd527ef58ceb665af6a39c',1,'tool_result','Shelf_count',NULL,'{"name": "Shelf_count", "output": "3 cups there", "tool_call_id": "call-1"}');
INSERT INTO "parts" VALUES (166,'b2:61b7c613e2785fccd2afbcfb44778eb9',0,'text',NULL,'Tools said: Shelf_count=3 books there; Shelf_count=3 cups there',NULL);
INSERT INTO "parts" VALUES (167,'b2:db0e7985bdb0defe7ec02c81a76e53d4',0,'text',NULL,'use [{"name": "Shelf_count", "arguments": {"kind": "books"}}]',NULL);
INSERT INTO "parts" VALUES (168,'b2:ede2ca1bd0e8c69030172da8e0965e57',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (169,'b2:ede2ca1bd0e8c69030172da8e0965e57',1,'tool_call','Shelf_count',NULL,'{"name": "Shelf_count", "arguments": {"kind": "books"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (170,'b2:119f5b8f8d1dcc36996a1c41fbd7f7eb',0,'tool_result','Shelf_count',NULL,'{"name": "Shelf_count", "output": "3 books here", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (171,'b2:fbc774b419ad433d0db04c536fe59783',0,'text',NULL,'Tools said: Shelf_count=3 books here',NULL);
INSERT INTO "parts" VALUES (172,'b2:ed433de3439ca278bfef82388e5ae92c',0,'text',NULL,'No call',NULL);
INSERT INTO "parts" VALUES (173,'b2:53aceea2a383d7b6ff722c6454f9f548',0,'text',NULL,'You said: No call',NULL);
INSERT INTO "parts" VALUES (174,'b2:f93b0431999f9be8b254ba95ab30df69',0,'text',NULL,'use [{"name": "shout", "arguments": {"word": "hey"}}]',NULL);
INSERT INTO "parts" VALUES (175,'b2:85b01e1f2bd4b21bbc580166898cf359',0,'text',NULL,'Let me look. ',NULL);
INSERT INTO "parts" VALUES (176,'b2:85b01e1f2bd4b21bbc580166898cf359',1,'tool_call','shout',NULL,'{"name": "shout", "arguments": {"word": "hey"}, "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (177,'b2:218c6fba79c7b7741b8357b2e1d560e9',0,'tool_result','shout',NULL,'{"name": "shout", "output": "hey!", "tool_call_id": "call-0"}');
INSERT INTO "parts" VALUES (178,'b2:da2c0dee166d286af31b946f8396c237',0,'text',NULL,'Tools said: shout=hey!',NULL);
INSERT INTO "parts" VALUES (179,'b2:38a7ee596f8aea5971c091ad3870f998',0,'tool_result','missing',NULL,'{"name": "missing", "output": "Error: tool \"missing\" does not exist", "tool_call_id": "call-0", "exception": "KeyError: ''tool \"missing\" does not exist''"}');
INSERT INTO "parts" VALUES (180,'b2:c1fb8cedf93a7521961fa202b27bb087',0,'text',NULL,'Tools said: missing=Error: tool "missing" does not exist',NULL);
INSERT INTO "parts" VALUES (181,'b2:f883263ad25b351337c3f94cf331e766',0,'attachment',NULL,NULL,'{"attachment": {"id": "3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7"}}');
INSERT INTO "parts" VALUES (182,'b2:f883263ad25b351337c3f94cf331e766',1,'attachment',NULL,NULL,'{"attachment": {"id": "d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3"}}');
INSERT INTO "parts" VALUES (183,'b2:00c003a827e0e32dad24afe531084757',0,'text',NULL,'Tools said: picture=A picture',NULL);
INSERT INTO "parts" VALUES (184,'b2:d07ed3eb9562ec6eeb42620b0d2a1a8a',0,'text',NULL,'Nice',NULL);
INSERT INTO "parts" VALUES (185,'b2:41381ded3ba3ba2aee82389feb01ec00',0,'text',NULL,'You said: Nice',NULL);
INSERT INTO "parts" VALUES (186,'b2:fc6102cfede8a9029f0ecbf2a55744a0',0,'text',NULL,'think about pelicans',NULL);
INSERT INTO "parts" VALUES (187,'b2:81de869faf2c50c4207ea18d66be4aad',0,'reasoning',NULL,'First I think. Then I think again.','{"redacted": true, "provider_metadata": {"p": {"data": "xyz"}}}');
INSERT INTO "parts" VALUES (188,'b2:81de869faf2c50c4207ea18d66be4aad',1,'text',NULL,'Thought: about pelicans','{"provider_metadata": {"p": {"cite": [1, 2]}}}');
INSERT INTO "parts" VALUES (189,'b2:69861685188ccdea05677f5a81877030',0,'text',NULL,'So?',NULL);
INSERT INTO "parts" VALUES (190,'b2:ecd63da4b48f30bca0db1a39bea5620d',0,'text',NULL,'You said: So?',NULL);
INSERT INTO "parts" VALUES (191,'b2:3d141887eab8c2757483684e8a605004',0,'text',NULL,'search for pelicans',NULL);
INSERT INTO "parts" VALUES (192,'b2:9e9347b0ec0d780a6304a33b0dcb06ec',0,'tool_call','web_search',NULL,'{"name": "web_search", "arguments": {"q": "pelicans"}, "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (193,'b2:9e9347b0ec0d780a6304a33b0dcb06ec',1,'tool_result','web_search',NULL,'{"name": "web_search", "output": "Found: pelicans.", "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (194,'b2:9e9347b0ec0d780a6304a33b0dcb06ec',2,'text',NULL,'Pelicans it is.',NULL);
INSERT INTO "parts" VALUES (195,'b2:23f99c712dc90ea1bbdbf6f8e9facccf',0,'text',NULL,'Sure?',NULL);
INSERT INTO "parts" VALUES (196,'b2:d21ee918d0158e85a111cd28e22a452d',0,'text',NULL,'You said: Sure?',NULL);
INSERT INTO "parts" VALUES (197,'b2:e42ba051b87ee0c61b4086962e46d6b7',0,'text',NULL,'resolve yourself',NULL);
INSERT INTO "parts" VALUES (198,'b2:356c81999a1265d0014cde4816f17e84',0,'text',NULL,'You said: resolve yourself',NULL);
INSERT INTO "parts" VALUES (199,'b2:dec044dbf2aa68d3caf47cf44abfb9e6',0,'text',NULL,'wrapped up',NULL);
INSERT INTO "parts" VALUES (200,'b2:5bb6ef27dda7dcafa6108752c581ac49',0,'text',NULL,'You said: wrapped up',NULL);
INSERT INTO "parts" VALUES (201,'b2:ba4e82915b29087acbe22d395b528a12',0,'text',NULL,'repeat everything',NULL);
INSERT INTO "parts" VALUES (202,'b2:10b4ff5c2051eada32360d510c14230b',0,'reasoning',NULL,'Said at such length that it is worth leaving out where it is said again. thought','{"provider_metadata": {"p": {"sig": "Said at such length that it is worth leaving out where it is said again. sig", "deep": ["Said at such length that it is worth leaving out where it is said again. deep"]}}}');
INSERT INTO "parts" VALUES (203,'b2:10b4ff5c2051eada32360d510c14230b',1,'text',NULL,'Said at such length that it is worth leaving out where it is said again. answer',NULL);
INSERT INTO "parts" VALUES (204,'b2:10b4ff5c2051eada32360d510c14230b',2,'tool_call','web_search',NULL,'{"name": "web_search", "arguments": {"q": "Said at such length that it is worth leaving out where it is said again. \u00e9", "n": [1, "Said at such length that it is worth leaving out where it is said again. n"]}, "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (205,'b2:10b4ff5c2051eada32360d510c14230b',3,'tool_result','web_search',NULL,'{"name": "web_search", "output": "Said at such length that it is worth leaving out where it is said again. result", "tool_call_id": "ws-1", "server_executed": true}');
INSERT INTO "parts" VALUES (206,'b2:42b3e8c142fbdc32ff1d69eee1630ab7',0,'text',NULL,'You are a bird.',NULL);
INSERT INTO "parts" VALUES (207,'b2:554b9a99909b7c4b124781b3b1f62e7e',0,'text',NULL,'Look',NULL);
INSERT INTO "parts" VALUES (208,'b2:554b9a99909b7c4b124781b3b1f62e7e',1,'attachment',NULL,NULL,'{"attachment": {"id": "7cd35944398ce0d57c3c74ef57515a42b7b6f14743dfd08b6cc53cd749c90378"}}');
INSERT INTO "parts" VALUES (209,'b2:1ad89574ebf7509311f9ba8350b83bce',0,'text',NULL,'A beak.',NULL);
INSERT INTO "parts" VALUES (210,'b2:6a8a19a7a1ca10083ae2bd3b62f1f412',0,'text',NULL,'Go on',NULL);
INSERT INTO "parts" VALUES (211,'b2:1d7f5c47aa3671c795ee19a89af7e0aa',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (212,'b2:091b013a0170b91d37ee6f832880e538',0,'text',NULL,'Sent again',NULL);
INSERT INTO "parts" VALUES (213,'b2:1a6b8e4a1abfb41cbff16cfe2a7d0036',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (214,'b2:696ad33f90e6edfc07ea8422d0c60148',0,'text',NULL,'Look around',NULL);
INSERT INTO "parts" VALUES (215,'b2:97f4abfc207259cc76f1033ffe43ff9c',0,'tool_call','look',NULL,'{"name": "look", "arguments": {"far": true}, "tool_call_id": "c-1"}');
INSERT INTO "parts" VALUES (216,'b2:9b155506d14d463de3ef263db466c4b8',0,'tool_result','look',NULL,'{"name": "look", "output": "Seen", "tool_call_id": "c-1", "attachments": [{"id": "9e25ac595953306c16abafc32f9f02b6a8b6c16583a7e60eedaae09b25d54bd1"}]}');
INSERT INTO "parts" VALUES (217,'b2:1f5f6104451b101db26b7c834ccab1b9',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (218,'b2:4ce2f9f9d6d3ec3cb070f20da99829a9',0,'text',NULL,'Draw',NULL);
INSERT INTO "parts" VALUES (219,'b2:aaf0cc7a3a72ec59864234ce160e9dac',0,'text',NULL,'Here',NULL);
INSERT INTO "parts" VALUES (220,'b2:aaf0cc7a3a72ec59864234ce160e9dac',1,'attachment',NULL,NULL,'{"attachment": {"id": "637da450a5d3bddac3a6593428c15375bc3fa26c49fefbdddd9ef2389cdb4f43"}}');
INSERT INTO "parts" VALUES (221,'b2:2a6cf8a70f93d2d012bd98941aa39490',0,'text',NULL,'Thanks',NULL);
INSERT INTO "parts" VALUES (222,'b2:181eb2cf1fa5bc72aeda548204ebc288',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (223,'b2:deb56f992edce46d0a186212a14297c5',0,'text',NULL,'One',NULL);
INSERT INTO "parts" VALUES (224,'b2:2bffc8ca6576a47995ac8c5b10a87e6f',0,'text',NULL,'You said: One',NULL);
INSERT INTO "parts" VALUES (225,'b2:0834a68391af6bc2a041bf434c7599b1',0,'text',NULL,'Two',NULL);
INSERT INTO "parts" VALUES (226,'b2:ee585e82a721a4411c9858b0e3ddd141',0,'text',NULL,'You said: Two',NULL);
INSERT INTO "parts" VALUES (227,'b2:5e519f196a7e0156c00ea71a8a0dee29',0,'text',NULL,'An edit of mine',NULL);
INSERT INTO "parts" VALUES (228,'b2:16738ad4d3824fd00d34f199ed9c08d6',0,'text',NULL,'Branch one',NULL);
INSERT INTO "parts" VALUES (229,'b2:b3897fa9bda728a55ee40a776e822e58',0,'text',NULL,'You said: nothing',NULL);
INSERT INTO "parts" VALUES (230,'b2:2067534f9bcc8ed8f1404402e3d8d952',0,'text',NULL,'Branch two',NULL);
INSERT INTO "parts" VALUES (231,'b2:4a05245610723978f8feb8e8e0655ea3',0,'text',NULL,'You said: nothing',NULL);
CREATE TABLE "part_attachments" (
   "part_id" INTEGER REFERENCES "parts"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("part_id", "attachment_id", "order")
);
INSERT INTO "part_attachments" VALUES (132,'c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "part_attachments" VALUES (133,'6cca28217800f56c05773454248aaf21c600f283b0ea560291d91c2b2f46a4fc',0);
INSERT INTO "part_attachments" VALUES (136,'a028039e31827807b1df510b72e7bbb43185a09fc3328645d5b06692f31ed7d1',0);
INSERT INTO "part_attachments" VALUES (139,'0b97e646dda382cc061899f2a50505db4523c984132d87b264fe8719f4916690',0);
INSERT INTO "part_attachments" VALUES (140,'c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "part_attachments" VALUES (143,'acea8714e002c66615274c50d8ebd1496b495930c4cec0611d485239c268ea41',0);
INSERT INTO "part_attachments" VALUES (147,'c61fa8ff918b9eff8ba662063360dc168ac3bebf640735ebe4032b0d85b138ae',0);
INSERT INTO "part_attachments" VALUES (181,'3cdf6e4ad493ff0e862aba9c6727d3edd94451d823086b12209489f902d533f7',0);
INSERT INTO "part_attachments" VALUES (182,'d80c5e928f373630b9526aa8a51a5ed2f01dfb9a84418c1b3179d5b779f105c3',0);
INSERT INTO "part_attachments" VALUES (208,'7cd35944398ce0d57c3c74ef57515a42b7b6f14743dfd08b6cc53cd749c90378',0);
INSERT INTO "part_attachments" VALUES (216,'9e25ac595953306c16abafc32f9f02b6a8b6c16583a7e60eedaae09b25d54bd1',0);
INSERT INTO "part_attachments" VALUES (220,'637da450a5d3bddac3a6593428c15375bc3fa26c49fefbdddd9ef2389cdb4f43',0);
CREATE TABLE "part_fragments" (
   "part_id" INTEGER REFERENCES "parts"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("part_id", "fragment_id", "order")
);
INSERT INTO "part_fragments" VALUES (152,1,0);
INSERT INTO "part_fragments" VALUES (152,3,1);
INSERT INTO "part_fragments" VALUES (154,1,0);
CREATE TABLE "threads" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "tip_message_hash" TEXT REFERENCES "messages"("hash"),
   "forked_from" TEXT REFERENCES "threads"("id"),
   "datetime_utc" TEXT
);
INSERT INTO "threads" VALUES ('01m824sb915t5x4h7k3jkvw6b0','Continued by 0.36','b2:928b7e8e46bc61c941521c3d208656f4',NULL,'2026-11-22 17:27:51.492103+00:00');
INSERT INTO "threads" VALUES ('01m824sb9tqrzfy9yx1961krre','Continued by 0.36','b2:bf839b873bdcff26d42492e09cadcff8',NULL,'2026-11-22 17:27:51.524266+00:00');
INSERT INTO "threads" VALUES ('01m824sbag537exycdshzfwtak','Continued by 0.36','b2:6f81ab7706bd6a01b481e9dc4023d356',NULL,'2026-11-22 17:27:51.562483+00:00');
INSERT INTO "threads" VALUES ('01m824scw4advrgynsfbxrt40q','Continued by 0.36','b2:928b7e8e46bc61c941521c3d208656f4',NULL,'2026-11-22 17:27:51.594076+00:00');
INSERT INTO "threads" VALUES ('01m824sdcree2sx34k691511j9','Continued by 0.36','b2:bf839b873bdcff26d42492e09cadcff8',NULL,'2026-11-22 17:27:51.626468+00:00');
INSERT INTO "threads" VALUES ('01m824se1r8rbx4n7mt75hza93','Continued by 0.36','b2:6f81ab7706bd6a01b481e9dc4023d356',NULL,'2026-11-22 17:27:51.662938+00:00');
INSERT INTO "threads" VALUES ('01m824seq7snxj0hn11gk7rb8e','Continued by 0.36','b2:ab99bb4984f8a338726a9d5e477ad6b9',NULL,'2026-11-22 17:27:51.701058+00:00');
INSERT INTO "threads" VALUES ('01m824sf3vctfhgpkyerh6wt1e','Continued by 0.36','b2:dd102ae3941083e0447b43c3e834f15b',NULL,'2026-11-22 17:27:51.740460+00:00');
INSERT INTO "threads" VALUES ('01m824sfbkbh9ybnwqzjac4vtj','Continued by 0.36','b2:8200debc0e057f1dfbb10492b3b2765f',NULL,'2026-11-22 17:27:51.770351+00:00');
INSERT INTO "threads" VALUES ('01m824sfp6g4qt7rezmwegamr2','Continued by 0.36','b2:2926b59aa7091b68d1fec4aa3972288f',NULL,'2026-11-22 17:27:51.798460+00:00');
INSERT INTO "threads" VALUES ('01m824sg4gdnzrwc415m8v9wdm','Continued by 0.36','b2:dc3f724cbe7ab4e63337492319318998',NULL,'2026-11-22 17:27:51.828109+00:00');
INSERT INTO "threads" VALUES ('01m824sgh77xjvanch1q8jpxry','Continued by 0.36','b2:27a2a9e5d0ba13594c593d9af7aa5ab3',NULL,'2026-11-22 17:27:51.855215+00:00');
INSERT INTO "threads" VALUES ('01m824sgvsptfkrcrkfvr5zqtd','Continued by 0.36','b2:b45e25f2a69704b0bd642852bc7f5675',NULL,'2026-11-22 17:27:51.883158+00:00');
INSERT INTO "threads" VALUES ('01m824sha6rza5mwbza3c4k17a','Continued by 0.36','b2:a755dbde3557caee58182a8a8d0c6cb7',NULL,'2026-11-22 17:27:51.911079+00:00');
INSERT INTO "threads" VALUES ('01m824shcfxkkj8qrrrnvye2rg','Continued by 0.36','b2:6ebb9aa08ae4c2abd3b85c602b4b8c64',NULL,'2026-11-22 17:27:51.940735+00:00');
INSERT INTO "threads" VALUES ('01m824skcxd2fwqcnpxa3sdckv','A question of 0.36','b2:fe2706086a872bc77c9b26bc31b66a4e',NULL,'2026-11-22 17:27:51.968849+00:00');
INSERT INTO "threads" VALUES ('01m824skd7xrw5j1235w9vsbrc','quiet one','b2:b9e9fc5d83a6cf6a7d74c1de3b305d13',NULL,'2026-11-22 17:27:51.978797+00:00');
INSERT INTO "threads" VALUES ('01m824skdh46q74332s3909w2n','Zwölf Boxkämpfer 🥊 <&> "quoted"…','b2:057b8819e9964cda542cfe15c526e9d4',NULL,'2026-11-22 17:27:51.989366+00:00');
INSERT INTO "threads" VALUES ('01m824skdvpt91mwgs5k804f84','long one','b2:ff4af8f4e811572c4d05f554708fd398',NULL,'2026-11-22 17:27:51.998768+00:00');
INSERT INTO "threads" VALUES ('01m824skf3c02frmp91hnc59xe','Another conversation','b2:bf46a9e5b95cd53c21391a170a60b4d1',NULL,'2026-11-22 17:27:52.039232+00:00');
INSERT INTO "threads" VALUES ('01m824skg7wy5cevj7eg7vvd1p','An instruction only for the fir…','b2:52c3e14f3173cf78d8e3b58c23dc9d05',NULL,'2026-11-22 17:27:52.074456+00:00');
INSERT INTO "threads" VALUES ('01m824skgxvwz4cjdm28d48qwy','repeated','b2:d7ca88d466ef88b318cf334478b77adf',NULL,'2026-11-22 17:27:52.096322+00:00');
INSERT INTO "threads" VALUES ('01m824skh6ymrnhkcn3r1kg96c','repeated','b2:d7ca88d466ef88b318cf334478b77adf',NULL,'2026-11-22 17:27:52.106033+00:00');
INSERT INTO "threads" VALUES ('01m824skhgfq3bnsayjzjv4trw','from standard input','b2:ae00a7ad7832be7b98e941ef260a7c89',NULL,'2026-11-22 17:27:52.115571+00:00');
INSERT INTO "threads" VALUES ('01m824skhsw5ngrb0hsqk9enpr','marked: no dollar','b2:8dbac3c7708cbf85d6c017d20ed296c0',NULL,'2026-11-22 17:27:52.125191+00:00');
INSERT INTO "threads" VALUES ('01m824skj38n3pyhpjkw4fqty6','marked with dollars','b2:8c4793f282fa32662b514a2e7152005d',NULL,'2026-11-22 17:27:52.177978+00:00');
INSERT INTO "threads" VALUES ('01m824skkvhdtbr5xxkb0tg0vx','See this','b2:ee4a8df73fabbe47610a24ddfdcc270a',NULL,'2026-11-22 17:27:52.190523+00:00');
INSERT INTO "threads" VALUES ('01m824skmp8xfzf1gp67j42h69','This too','b2:b3cd0b4a0b59a560f6a359358ac16e08',NULL,'2026-11-22 17:27:52.217563+00:00');
INSERT INTO "threads" VALUES ('01m824skn1nv87n0p2vz5yg5ng','Read it','b2:c4b708ac9a18d6b4e873faac259a65d4',NULL,'2026-11-22 17:27:52.228312+00:00');
INSERT INTO "threads" VALUES ('01m824sknq5kfjcxk6g6bbcm0a','','b2:8d59c06f09c01f849d0bcfd0c6997596',NULL,'2026-11-22 17:27:52.251053+00:00');
INSERT INTO "threads" VALUES ('01m824skpmka7cw39ckbtevx57','Roses are red. Roses are red. R…','b2:36b32e2c5ed48df076be115a43d7697a',NULL,'2026-11-22 17:27:52.280332+00:00');
INSERT INTO "threads" VALUES ('01m824skqb1rmjgf5v0cjhdgdx','Roses are red. Roses are red. R…','b2:2749b3920f2706e604aa8b32d8dec971',NULL,'2026-11-22 17:27:52.303548+00:00');
INSERT INTO "threads" VALUES ('01m824skqqjv5gxz5vejr897j9','Roses are red. Roses are red. R…','b2:a56f910d7e525c168491578fa280ac54',NULL,'2026-11-22 17:27:52.314823+00:00');
INSERT INTO "threads" VALUES ('01m824skr16acz7dxsd7h0ygd3','data of a dog','b2:8681e6f8167647be3593275221fc7ea4',NULL,'2026-11-22 17:27:52.325408+00:00');
INSERT INTO "threads" VALUES ('01m824skrq70f06bpsdfdq8hbx','data as a list','b2:826ec39102300ba364d948326f7c85de',NULL,'2026-11-22 17:27:52.346009+00:00');
INSERT INTO "threads" VALUES ('01m824sks062604s6yhswf1xgp','use [{"name": "upper", "argumen…','b2:7130303c2defbe8a25a11a3ca630f68b',NULL,'2026-11-22 17:27:52.355966+00:00');
INSERT INTO "threads" VALUES ('01m824sksr364gy77v4jmr5nbw','use [{"name": "broken"}]','b2:58345825eb58ed91d924f651770e0013',NULL,'2026-11-22 17:27:52.380002+00:00');
INSERT INTO "threads" VALUES ('01m824skt50rbq978fyg5p2yjf','use [{"name": "Shelf_count", "a…','b2:61b7c613e2785fccd2afbcfb44778eb9',NULL,'2026-11-22 17:27:52.393711+00:00');
INSERT INTO "threads" VALUES ('01m824sktmcrpr53h61bnkps9v','use [{"name": "Shelf_count", "a…','b2:fbc774b419ad433d0db04c536fe59783',NULL,'2026-11-22 17:27:52.408608+00:00');
INSERT INTO "threads" VALUES ('01m824skv4tjbkx3g67phzyjz7','No call','b2:53aceea2a383d7b6ff722c6454f9f548',NULL,'2026-11-22 17:27:52.425239+00:00');
INSERT INTO "threads" VALUES ('01m824skvg6cthkq727ew3enff','use [{"name": "shout", "argumen…','b2:da2c0dee166d286af31b946f8396c237',NULL,'2026-11-22 17:27:52.436061+00:00');
INSERT INTO "threads" VALUES ('01m824skvyk05wffk8ea56cpqk','use [{"name": "missing"}]','b2:c1fb8cedf93a7521961fa202b27bb087',NULL,'2026-11-22 17:27:52.449941+00:00');
INSERT INTO "threads" VALUES ('01m824skwc28nz4et8mgcz9930','use [{"name": "picture"}]','b2:41381ded3ba3ba2aee82389feb01ec00',NULL,'2026-11-22 17:27:52.464142+00:00');
INSERT INTO "threads" VALUES ('01m824skxd71r0ebtv91z4gqge','think about pelicans','b2:ecd63da4b48f30bca0db1a39bea5620d',NULL,'2026-11-22 17:27:52.498888+00:00');
INSERT INTO "threads" VALUES ('01m824skybhtpk75t5xqg8e1aq','search for pelicans','b2:d21ee918d0158e85a111cd28e22a452d',NULL,'2026-11-22 17:27:52.527982+00:00');
INSERT INTO "threads" VALUES ('01m824skz98nr25aqtfbetwd94','resolve yourself','b2:356c81999a1265d0014cde4816f17e84',NULL,'2026-11-22 17:27:52.557582+00:00');
INSERT INTO "threads" VALUES ('01m824skznsefzvtmn2z8bp2zp','wrapped up','b2:5bb6ef27dda7dcafa6108752c581ac49',NULL,'2026-11-22 17:27:52.568774+00:00');
INSERT INTO "threads" VALUES ('01m824skzyghzbpn8v8jmvye1h','repeat everything','b2:10b4ff5c2051eada32360d510c14230b',NULL,'2026-11-22 17:27:52.578105+00:00');
INSERT INTO "threads" VALUES ('01m824sm09rv4dxdmqtatbe1ta','','b2:1d7f5c47aa3671c795ee19a89af7e0aa',NULL,'2026-11-22 17:27:52.586048+00:00');
INSERT INTO "threads" VALUES ('01m824sm0en1px0ze4sswyjqg5','','b2:1a6b8e4a1abfb41cbff16cfe2a7d0036',NULL,'2026-11-22 17:27:52.591054+00:00');
INSERT INTO "threads" VALUES ('01m824sm0q2q0smh0tn6rye6p7','','b2:1f5f6104451b101db26b7c834ccab1b9',NULL,'2026-11-22 17:27:52.599353+00:00');
INSERT INTO "threads" VALUES ('01m824sm0xbg73ev0e8cqb7s6g','','b2:181eb2cf1fa5bc72aeda548204ebc288',NULL,'2026-11-22 17:27:52.605171+00:00');
INSERT INTO "threads" VALUES ('01m824sm11rmhqadrsbbjyczwy','One','b2:4a05245610723978f8feb8e8e0655ea3',NULL,'2026-11-22 17:27:52.609654+00:00');
INSERT INTO "threads" VALUES ('01m824sm17dg8dcnn0qh4e2afr','A fork','b2:5e519f196a7e0156c00ea71a8a0dee29','01m824sm11rmhqadrsbbjyczwy','2026-11-22 17:27:52.616040+00:00');
INSERT INTO "threads" VALUES ('01m824sm1cnwk1qef7efvk2qqq','Nothing said yet',NULL,NULL,'2026-11-22 17:27:52.620458+00:00');
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
INSERT INTO "turns" VALUES ('01m824sjy30t9ekn0m8v8w2e96','01m824sb915t5x4h7k3jkvw6b0','b2:7fa9df4d3c24ca0d6111a461e53bdfb5','b2:3459652222a4e53f25110b72ff5b13a2','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.491370+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sjynvwnx8a5wyw85tc60','01m824sb915t5x4h7k3jkvw6b0','b2:80367d085daaa2e2c43b82650d57eaf5','b2:928b7e8e46bc61c941521c3d208656f4','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.509610+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sjz3c0crav91584h4rqs','01m824sb9tqrzfy9yx1961krre','b2:ea11dadfe6d9f83ae513f5dd82ae9e27','b2:9df50f53679c66ac31094278a3dc7b52','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.523516+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sjzp5cn4zvc03ep0fxn1','01m824sb9tqrzfy9yx1961krre','b2:db11d02709d14523cc0cab9fe6beae78','b2:bf839b873bdcff26d42492e09cadcff8','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.542791+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk09m8p8nxmqzpma3aj3','01m824sbag537exycdshzfwtak','b2:a68335e69bd81afbb06b72b49d739e74','b2:e60678924994c130eb19ffce312c624d','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.561719+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk0v9na3gmak0fhdb689','01m824sbag537exycdshzfwtak','b2:00ff7b2f7b8fadd51bcb223c721d5129','b2:6f81ab7706bd6a01b481e9dc4023d356','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.579109+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk19nvgtp2dkd5tf36jh','01m824scw4advrgynsfbxrt40q','b2:7fa9df4d3c24ca0d6111a461e53bdfb5','b2:3459652222a4e53f25110b72ff5b13a2','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.593462+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk1st4cgn8nbnxne83rh','01m824scw4advrgynsfbxrt40q','b2:80367d085daaa2e2c43b82650d57eaf5','b2:928b7e8e46bc61c941521c3d208656f4','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.609803+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk298skmz1sbewa0dgve','01m824sdcree2sx34k691511j9','b2:ea11dadfe6d9f83ae513f5dd82ae9e27','b2:9df50f53679c66ac31094278a3dc7b52','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.625741+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk2vybp7dph2kers523b','01m824sdcree2sx34k691511j9','b2:db11d02709d14523cc0cab9fe6beae78','b2:bf839b873bdcff26d42492e09cadcff8','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.643904+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk3e9wevcjhzfax50fjd','01m824se1r8rbx4n7mt75hza93','b2:a68335e69bd81afbb06b72b49d739e74','b2:e60678924994c130eb19ffce312c624d','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.662172+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk41qsbyhhfg6ejmdjhf','01m824se1r8rbx4n7mt75hza93','b2:00ff7b2f7b8fadd51bcb223c721d5129','b2:6f81ab7706bd6a01b481e9dc4023d356','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.681551+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk4mwc27qkjshksvp6sc','01m824seq7snxj0hn11gk7rb8e','b2:7a33029051eb6042a8ea1f49746df559','b2:020036498ff61a318b6ab0ae748e18e4','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.700287+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk5901xjvdq3kr1kyr4b','01m824seq7snxj0hn11gk7rb8e','b2:1e6efc377c8ef345f4285597e3739186','b2:ab99bb4984f8a338726a9d5e477ad6b9','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.721495+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk5vvb0anw3zn33aqw27','01m824sf3vctfhgpkyerh6wt1e','b2:21725a16036b1aeecea17b3297a535c7','b2:f24221dedbcc927968987572c17f32e3','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.739890+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk6byhx640d79z58ryb0','01m824sf3vctfhgpkyerh6wt1e','b2:6f7cd9d3130101da0f34f6297b9dc13c','b2:dd102ae3941083e0447b43c3e834f15b','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.755561+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk6ssr556h1dr3wz1hs3','01m824sfbkbh9ybnwqzjac4vtj','b2:4155bf6fdd01e27b13591150cb69a168','b2:a1f1eb846f5168f2a267ad1656f5c719','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.769750+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk79n6wvcf6cgqag4m4w','01m824sfbkbh9ybnwqzjac4vtj','b2:3640122cb10d6508a5ff004bef55916c','b2:8200debc0e057f1dfbb10492b3b2765f','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.785126+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk7nx0y91swaanpnm56a','01m824sfp6g4qt7rezmwegamr2','b2:baf18371fa9ae5ab515f0735f683e732','b2:2eaf9b3f32f685e33c99faaef0965f5f','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.797980+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk85z2e85fgs916e61q8','01m824sfp6g4qt7rezmwegamr2','b2:ba99d70e0abd48a1b6d590791c1e17af','b2:2926b59aa7091b68d1fec4aa3972288f','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.813966+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk8k5w9v7rxfbdwj9bpx','01m824sg4gdnzrwc415m8v9wdm','b2:fe844b47f1bb28e492196953f15d846e','b2:0f414b60fb8848b7f2a24f18ee45d6d6','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.827638+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk91m7tvn0vjdgm4amy9','01m824sg4gdnzrwc415m8v9wdm','b2:13e0dd4e3d6d01e917baadda91c70922','b2:dc3f724cbe7ab4e63337492319318998','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.841205+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk9e9j0050my4w8ttrm5','01m824sgh77xjvanch1q8jpxry','b2:e8d03217837106d63dcb582fd26609bb','b2:774dafc543c70d720eefc3f90c23be58','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.854716+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824sk9x8k5jeqsrdtkdr23j','01m824sgh77xjvanch1q8jpxry','b2:3891d7bf9ca724294ae82fc7f031265a','b2:27a2a9e5d0ba13594c593d9af7aa5ab3','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.869605+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skaavkagyamvxnjb27dd','01m824sgvsptfkrcrkfvr5zqtd','b2:c9ae375634b75caa74d6bebb4bc3d109','b2:4350c7d15d04f6844e28ccb64cbb4df0','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.882670+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skar07zb33w340bhntq8','01m824sgvsptfkrcrkfvr5zqtd','b2:640321e395702924bcaea309a550a42f','b2:b45e25f2a69704b0bd642852bc7f5675','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.896456+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skb6y44bcshnyr0avw0x','01m824sha6rza5mwbza3c4k17a','b2:225edbf5d71bce0ea8616ca8c0f79429','b2:df35488d1656022e3df2cf8b8fd4f344','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.910575+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skbm10bd3a4pjv22areh','01m824sha6rza5mwbza3c4k17a','b2:04e9773ebf35f45ebb896c31a3a1f4fc','b2:a755dbde3557caee58182a8a8d0c6cb7','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.924680+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skc4a5rzpy4t6vtn66hs','01m824shcfxkkj8qrrrnvye2rg','b2:1e7dda37541e21f9ff3808b8cd4b7fe0','b2:e7ce68aedd59024de13e673df6213b75','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.940085+00:00','{"id": "r-1", "content": "You said: Continued by 0.36", "stop": "end", "words": ["Continued", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skcm0gvhn9e0tjtne15s','01m824shcfxkkj8qrrrnvye2rg','b2:53ea8c3799530547490ca9f114b8f644','b2:6ebb9aa08ae4c2abd3b85c602b4b8c64','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.956927+00:00','{"id": "r-1", "content": "You said: And again by 0.36", "stop": "end", "words": ["And", "again", "by", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skd0tpb4eyf21k40kgf3','01m824skcxd2fwqcnpxa3sdckv','b2:72b0e932d7d580765be840ba1249d55d','b2:fe2706086a872bc77c9b26bc31b66a4e','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.968358+00:00','{"id": "r-1", "content": "You said: A question of 0.36", "stop": "end", "words": ["A", "question", "of", "0.36"]}');
INSERT INTO "turns" VALUES ('01m824skda983w534xmt6fe300','01m824skd7xrw5j1235w9vsbrc','b2:180afa5cfd85097fe858cdf120c4722c','b2:b9e9fc5d83a6cf6a7d74c1de3b305d13','scripted',NULL,NULL,NULL,NULL,NULL,NULL,0,'2026-11-22T17:27:51.978293+00:00',NULL);
INSERT INTO "turns" VALUES ('01m824skdmzzpx9az3wncyfce6','01m824skdh46q74332s3909w2n','b2:7ac827232938dc88136f0b1e28b41d3a','b2:057b8819e9964cda542cfe15c526e9d4','scripted',NULL,NULL,NULL,110,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.988777+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Zw\u00f6lf", "Boxk\u00e4mpfer", "\ud83e\udd4a", "<&>", "\"quoted\"", "''it''", "and", "a", "second", "line"]}');
INSERT INTO "turns" VALUES ('01m824skdyjewfqy6hebw7qefs','01m824skdvpt91mwgs5k804f84','b2:e6ceca3ce7f504fb63099ba450680417','b2:1e622b33f556f11a806f78d7021daf1b','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:51.998297+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["long", "one"]}');
INSERT INTO "turns" VALUES ('01m824skebnqhmrxycdrjr9d5t','01m824skdvpt91mwgs5k804f84','b2:13d4eb4cecce82e5ab8983ede9da7d96','b2:ded8b32beab61dfe23558e885613d44e','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.011641+00:00','{"id": "r-1", "content": "You said: And more?", "stop": "end", "words": ["And", "more?"]}');
INSERT INTO "turns" VALUES ('01m824skespmp3sccsp8nq3txe','01m824skdvpt91mwgs5k804f84','b2:13a4299b9aac02eb05adb93debf968f8','b2:85d56ba6808466cc81b66120d87c2941','scripted',NULL,'{"temperature": 0.5, "name": "Zo\u00eb"}',NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.025258+00:00','{"id": "r-1", "content": "You said: And then?", "stop": "end", "words": ["And", "then?"]}');
INSERT INTO "turns" VALUES ('01m824skf685v8knx8jtezfx4c','01m824skf3c02frmp91hnc59xe','b2:46d0575ce125d029e67846886a221666','b2:d3ecb75fb2ec56bc254a2a935494ad22','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.038728+00:00','{"id": "r-1", "content": "You said: Another conversation", "stop": "end", "words": ["Another", "conversation"]}');
INSERT INTO "turns" VALUES ('01m824skfkr80evpq4fvprgt6q','01m824skf3c02frmp91hnc59xe','b2:c20397fec124c95bf4147e1a3627713d','b2:bf46a9e5b95cd53c21391a170a60b4d1','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.051722+00:00','{"id": "r-1", "content": "You said: The same instructions again", "stop": "end", "words": ["The", "same", "instructions", "again"]}');
INSERT INTO "turns" VALUES ('01m824skg08p0x5tgffhy2bbka','01m824skdvpt91mwgs5k804f84','b2:5b3ae70fdd43fdd948507c4e8c52b963','b2:ff4af8f4e811572c4d05f554708fd398','scripted',NULL,NULL,NULL,104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.064307+00:00','{"id": "r-1", "content": "You said: Back to the first", "stop": "end", "words": ["Back", "to", "the", "first"]}');
INSERT INTO "turns" VALUES ('01m824skg98f52ee1pxfq8qrqs','01m824skg7wy5cevj7eg7vvd1p','b2:b5458713223f322746a6103f553f696f','b2:737f6caff10bdf0ecac4b35cefb71fa5','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.073970+00:00','{"id": "r-1", "content": "You said: An instruction only for the first", "stop": "end", "words": ["An", "instruction", "only", "for", "the", "first"]}');
INSERT INTO "turns" VALUES ('01m824skgpw8af7mh2mvecsetm','01m824skg7wy5cevj7eg7vvd1p','b2:121070c5357e50e64a385c2ea87c03a1','b2:52c3e14f3173cf78d8e3b58c23dc9d05','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.086193+00:00','{"id": "r-1", "content": "You said: Changed instructions", "stop": "end", "words": ["Changed", "instructions"]}');
INSERT INTO "turns" VALUES ('01m824skgz6a4v2p25sqd8g4wc','01m824skgxvwz4cjdm28d48qwy','b2:28c77d0ffe87145d0e09ede547c8eff4','b2:d7ca88d466ef88b318cf334478b77adf','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.095814+00:00','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}');
INSERT INTO "turns" VALUES ('01m824skh9spc9p66dpe0wfe7y','01m824skh6ymrnhkcn3r1kg96c','b2:28c77d0ffe87145d0e09ede547c8eff4','b2:d7ca88d466ef88b318cf334478b77adf','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.105458+00:00','{"id": "r-1", "content": "You said: repeated", "stop": "end", "words": ["repeated"]}');
INSERT INTO "turns" VALUES ('01m824skhk6x1q8c272bbkyba7','01m824skhgfq3bnsayjzjv4trw','b2:242ff274af52d2fdfbb7cc8ce07f110c','b2:ae00a7ad7832be7b98e941ef260a7c89','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.115069+00:00','{"id": "r-1", "content": "You said: from standard input", "stop": "end", "words": ["from", "standard", "input"]}');
INSERT INTO "turns" VALUES ('01m824skhwtp1ege77p23yz93v','01m824skhsw5ngrb0hsqk9enpr','b2:d6fb9e4a138485ddf3a52d64362bad5a','b2:8dbac3c7708cbf85d6c017d20ed296c0','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.124652+00:00','{"id": "r-1", "content": "You said: marked: no dollar", "stop": "end", "words": ["marked:", "no", "dollar"]}');
INSERT INTO "turns" VALUES ('01m824skkh63bfjg3d6xhwqy08','01m824skj38n3pyhpjkw4fqty6','b2:fe899748cf254edd42afce89f4b7d62c','b2:8c4793f282fa32662b514a2e7152005d','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.177277+00:00','{"price": {"$raw": {"$": "100"}}, "raw": {"$raw": {"$raw": 1}}, "said": "You said: marked with dollars"}');
INSERT INTO "turns" VALUES ('01m824skkxp0gz5dpwh5becd1m','01m824skkvhdtbr5xxkb0tg0vx','b2:2a61b81caf31b72c784198c78172473d','b2:b6e97d1aa4261f4e1ea6a5589dc57702','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.190012+00:00','{"id": "r-1", "content": "You said: See this with 2 attachments", "stop": "end", "words": ["See", "this"]}');
INSERT INTO "turns" VALUES ('01m824skmdq2yk7jttwpmemat4','01m824skkvhdtbr5xxkb0tg0vx','b2:f0baa4dcab55177a05452c05570e24e5','b2:ee4a8df73fabbe47610a24ddfdcc270a','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.205764+00:00','{"id": "r-1", "content": "You said: And this with 1 attachments", "stop": "end", "words": ["And", "this"]}');
INSERT INTO "turns" VALUES ('01m824skmrf9gghcyawb7wmnzg','01m824skmp8xfzf1gp67j42h69','b2:ddddf3a4ff2966e522fa9e1a37e60640','b2:b3cd0b4a0b59a560f6a359358ac16e08','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.216968+00:00','{"id": "r-1", "content": "You said: This too with 2 attachments", "stop": "end", "words": ["This", "too"]}');
INSERT INTO "turns" VALUES ('01m824skn3bywknph0vkgrjkrc','01m824skn1nv87n0p2vz5yg5ng','b2:c7012f5522b1aa72cad2235210b74921','b2:933ac9854cf65c98a333d3f0095a4bc8','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.227814+00:00','{"id": "r-1", "content": "You said: Read it with 1 attachments", "stop": "end", "words": ["Read", "it"]}');
INSERT INTO "turns" VALUES ('01m824skngd39kd3ye3wd0jxjq','01m824skn1nv87n0p2vz5yg5ng','b2:597c3f2fb06f25253e244dee7989c647','b2:c4b708ac9a18d6b4e873faac259a65d4','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.240281+00:00','{"id": "r-1", "content": "You said: What was it?", "stop": "end", "words": ["What", "was", "it?"]}');
INSERT INTO "turns" VALUES ('01m824skntmh90h4dd0d30y4ne','01m824sknq5kfjcxk6g6bbcm0a','b2:c38412bf3b9773bdf5824d4e38fb8f40','b2:e5dfdc1c8c8d0925b5ad1dda7ee6ef75','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.250559+00:00','{"id": "r-1", "content": "You said: nothing with 1 attachments", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824skp67sq4d3q8s0exba68','01m824sknq5kfjcxk6g6bbcm0a','b2:4adc087a4c23e0da6a57058e1de33ff0','b2:8d59c06f09c01f849d0bcfd0c6997596','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.262979+00:00','{"id": "r-1", "content": "You said: Only a picture", "stop": "end", "words": ["Only", "a", "picture"]}');
INSERT INTO "turns" VALUES ('01m824skpq7mv2nhxq7jrh23p0','01m824skpmka7cw39ckbtevx57','b2:a51d4e352c3ddaa3135ce217be313522','b2:0286b4f0ec05468a6e50a9742c73c2bd','scripted',NULL,NULL,NULL,121,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.279841+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Say", "it", "again"]}');
INSERT INTO "turns" VALUES ('01m824skq4d21nzy34qyy8t4x8','01m824skpmka7cw39ckbtevx57','b2:4327b64dea5db21aa7b6712835d40596','b2:36b32e2c5ed48df076be115a43d7697a','scripted',NULL,NULL,NULL,115,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.292879+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "And", "once", "more"]}');
INSERT INTO "turns" VALUES ('01m824skqf47x07bd1p9wmmeqd','01m824skqb1rmjgf5v0cjhdgdx','b2:45a66ec84637637faaf4b7adcd97bb14','b2:2749b3920f2706e604aa8b32d8dec971','scripted',NULL,NULL,NULL,132,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.303045+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "Never", "rhyme.", "With", "both"]}');
INSERT INTO "turns" VALUES ('01m824skqt1da04y94sxwk7wg4','01m824skqqjv5gxz5vejr897j9','b2:0c266319ffc0adea1d23dec86bc086a6','b2:a56f910d7e525c168491578fa280ac54','scripted',NULL,NULL,NULL,118,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.314305+00:00','{"id": "r-1", "content": {"$": "0.0.text"}, "stop": "end", "words": ["Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red.", "Roses", "are", "red."]}');
INSERT INTO "turns" VALUES ('01m824skr437z35w2a8b7d4pag','01m824skr16acz7dxsd7h0ygd3','b2:df2d40d3eafb9830936c65b3fdf70be5','b2:abbd859d48c7576e51a5377f03efdbea','scripted',NULL,NULL,'848bffbc260a905ad40888a4518f40ef',104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.324790+00:00','{"id": "r-1", "content": "{\"name\": \"Cleo\", \"age\": 5}", "stop": "end", "words": ["data", "of", "a", "dog"]}');
INSERT INTO "turns" VALUES ('01m824skrgwbwjm6z5kxp39b79','01m824skr16acz7dxsd7h0ygd3','b2:847abde214c40ae7b61a710917900759','b2:8681e6f8167647be3593275221fc7ea4','scripted',NULL,NULL,'848bffbc260a905ad40888a4518f40ef',103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.336639+00:00','{"id": "r-1", "content": "{\"name\": \"Cleo\", \"age\": 5}", "stop": "end", "words": ["data", "of", "another"]}');
INSERT INTO "turns" VALUES ('01m824skrsy3wpsx88t10w5jcp','01m824skrq70f06bpsdfdq8hbx','b2:675e3bf7dc08aaf80476f72d3139f12c','b2:826ec39102300ba364d948326f7c85de','scripted',NULL,NULL,'165ab31f2c3ff13fe09e393aedeb1f30',104,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.345530+00:00','{"id": "r-1", "content": "{\"name\": \"Cleo\", \"age\": 5}", "stop": "end", "words": ["data", "as", "a", "list"]}');
INSERT INTO "turns" VALUES ('01m824sks3gb7k2b3gbtps6sym','01m824sks062604s6yhswf1xgp','b2:f59c5990a761ce8fd287617c16c99033','b2:16634e9af10da997d8d3e9b766a5870a','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.355339+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"upper\",", "\"arguments\":", "{\"text\":", "\"hello\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824sks3gb7k2b3gbtps6syn','01m824sks062604s6yhswf1xgp','b2:52169b5d4a93570b26510fc79d1043d4','b2:5133c19e7a1f10c4338da4093cf43bc5','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.355528+00:00','{"id": "r-1", "content": "Tools said: upper=HELLO", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sksj7c1z37014sqwkmyz','01m824sks062604s6yhswf1xgp','b2:47051e6d0b707c12c34855dcf828af98','b2:7130303c2defbe8a25a11a3ca630f68b','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.370495+00:00','{"id": "r-1", "content": "You said: Thanks", "stop": "end", "words": ["Thanks"]}');
INSERT INTO "turns" VALUES ('01m824sksvttz62aqq05hsjzgc','01m824sksr364gy77v4jmr5nbw','b2:f8cb26956aadf2aba6f71cb370dfda94','b2:8b4cb1f61debc5a764f2efd822e79a06','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.379420+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"broken\"}]"]}');
INSERT INTO "turns" VALUES ('01m824sksvttz62aqq05hsjzgd','01m824sksr364gy77v4jmr5nbw','b2:0543f10b67058abf0de80db700b2fb54','b2:58345825eb58ed91d924f651770e0013','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.379579+00:00','{"id": "r-1", "content": "Tools said: broken=Error: It broke", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824skt85h5tza7ea4kn3y7y','01m824skt50rbq978fyg5p2yjf','b2:e660b1c365144afaf44ea99ea6d5eb27','b2:ed2311ba4647d2cbfbca6321625f2af5','scripted',NULL,NULL,NULL,111,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.392927+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}},", "{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"cups\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824skt9v3mhr0bds0d4b3m2','01m824skt50rbq978fyg5p2yjf','b2:f79e9bf907bd527ef58ceb665af6a39c','b2:61b7c613e2785fccd2afbcfb44778eb9','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.393255+00:00','{"id": "r-1", "content": "Tools said: Shelf_count=3 books there; Shelf_count=3 cups there", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sktqp6230cz3tby9s2hc','01m824sktmcrpr53h61bnkps9v','b2:db0e7985bdb0defe7ec02c81a76e53d4','b2:ede2ca1bd0e8c69030172da8e0965e57','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.407967+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"Shelf_count\",", "\"arguments\":", "{\"kind\":", "\"books\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824sktrxkyjxgxgyh8438hg','01m824sktmcrpr53h61bnkps9v','b2:119f5b8f8d1dcc36996a1c41fbd7f7eb','b2:fbc774b419ad433d0db04c536fe59783','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.408157+00:00','{"id": "r-1", "content": "Tools said: Shelf_count=3 books here", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824skv8ajx8vfk8k24481mw','01m824skv4tjbkx3g67phzyjz7','b2:ed433de3439ca278bfef82388e5ae92c','b2:53aceea2a383d7b6ff722c6454f9f548','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.424624+00:00','{"id": "r-1", "content": "You said: No call", "stop": "end", "words": ["No", "call"]}');
INSERT INTO "turns" VALUES ('01m824skvkxax5h5xf184gf1pe','01m824skvg6cthkq727ew3enff','b2:f93b0431999f9be8b254ba95ab30df69','b2:85b01e1f2bd4b21bbc580166898cf359','scripted',NULL,NULL,NULL,106,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.435420+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"shout\",", "\"arguments\":", "{\"word\":", "\"hey\"}}]"]}');
INSERT INTO "turns" VALUES ('01m824skvkxax5h5xf184gf1pf','01m824skvg6cthkq727ew3enff','b2:218c6fba79c7b7741b8357b2e1d560e9','b2:da2c0dee166d286af31b946f8396c237','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.435606+00:00','{"id": "r-1", "content": "Tools said: shout=hey!", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824skw112sa0yrz7qrb04y1','01m824skvyk05wffk8ea56cpqk','b2:0a3b660a6da5edc9be52b1d889110d29','b2:3165c0c36a9a322de9be77ebd28a38dc','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.449355+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"missing\"}]"]}');
INSERT INTO "turns" VALUES ('01m824skw112sa0yrz7qrb04y2','01m824skvyk05wffk8ea56cpqk','b2:38a7ee596f8aea5971c091ad3870f998','b2:c1fb8cedf93a7521961fa202b27bb087','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.449501+00:00','{"id": "r-1", "content": "Tools said: missing=Error: tool \"missing\" does not exist", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824skwfyd9gcv4rzxrmyc10','01m824skwc28nz4et8mgcz9930','b2:0883c534047d716f953166699fbd239d','b2:454b9f110a333e24ccf601c946549e41','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.463413+00:00','{"id": "r-1", "content": "Let me look. ", "stop": "end", "words": ["use", "[{\"name\":", "\"picture\"}]"]}');
INSERT INTO "turns" VALUES ('01m824skwfyd9gcv4rzxrmyc11','01m824skwc28nz4et8mgcz9930','b2:f883263ad25b351337c3f94cf331e766','b2:00c003a827e0e32dad24afe531084757','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.463601+00:00','{"id": "r-1", "content": "Tools said: picture=A picture", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824skx1gf8c5n5qm1bgertp','01m824skwc28nz4et8mgcz9930','b2:d07ed3eb9562ec6eeb42620b0d2a1a8a','b2:41381ded3ba3ba2aee82389feb01ec00','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.481942+00:00','{"id": "r-1", "content": "You said: Nice", "stop": "end", "words": ["Nice"]}');
INSERT INTO "turns" VALUES ('01m824skxhxqjy5vg0s7sc7fmn','01m824skxd71r0ebtv91z4gqge','b2:fc6102cfede8a9029f0ecbf2a55744a0','b2:81de869faf2c50c4207ea18d66be4aad','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.497599+00:00','{"id": "r-1", "content": "Thought: about pelicans", "stop": "end", "words": ["think", "about", "pelicans"]}');
INSERT INTO "turns" VALUES ('01m824sky3jzbt5em6pxnvckk8','01m824skxd71r0ebtv91z4gqge','b2:69861685188ccdea05677f5a81877030','b2:ecd63da4b48f30bca0db1a39bea5620d','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.515183+00:00','{"id": "r-1", "content": "You said: So?", "stop": "end", "words": ["So?"]}');
INSERT INTO "turns" VALUES ('01m824skyfdytz96k5fd6nec90','01m824skybhtpk75t5xqg8e1aq','b2:3d141887eab8c2757483684e8a605004','b2:9e9347b0ec0d780a6304a33b0dcb06ec','scripted',NULL,NULL,NULL,103,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.527321+00:00','{"id": "r-1", "content": "Pelicans it is.", "stop": "end", "words": ["search", "for", "pelicans"]}');
INSERT INTO "turns" VALUES ('01m824skz066s0r4whe7ka4cej','01m824skybhtpk75t5xqg8e1aq','b2:23f99c712dc90ea1bbdbf6f8e9facccf','b2:d21ee918d0158e85a111cd28e22a452d','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.544171+00:00','{"id": "r-1", "content": "You said: Sure?", "stop": "end", "words": ["Sure?"]}');
INSERT INTO "turns" VALUES ('01m824skzcsg8chp0qavza3q6s','01m824skz98nr25aqtfbetwd94','b2:e42ba051b87ee0c61b4086962e46d6b7','b2:356c81999a1265d0014cde4816f17e84','scripted','scripted-2024',NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.556757+00:00','{"id": "r-1", "content": "You said: resolve yourself", "stop": "end", "words": ["resolve", "yourself"]}');
INSERT INTO "turns" VALUES ('01m824skzrnrqnafnqkmc6121v','01m824skznsefzvtmn2z8bp2zp','b2:dec044dbf2aa68d3caf47cf44abfb9e6','b2:5bb6ef27dda7dcafa6108752c581ac49','scripted',NULL,NULL,NULL,102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.568284+00:00','{"inner": {"$": "m.envelope"}, "close": {"$": {"m": "m.envelope", "u": {"more": "of this call"}}}, "text": "You said: wrapped up"}');
INSERT INTO "turns" VALUES ('01m824sm01c4yz9f01z50w596v','01m824skzyghzbpn8v8jmvye1h','b2:ba4e82915b29087acbe22d395b528a12','b2:10b4ff5c2051eada32360d510c14230b','scripted',NULL,NULL,'77ee4a45fb15fa1c327b3b545314b1dd',102,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.577535+00:00','{"reasoning": {"$": "0.0.text"}, "metadata": {"$": "0.0.pm.p"}, "deep": {"$": "0.0.pm.p.deep.0"}, "joined": {"$r": ["<", {"$": "0.1.text"}, "> after ", {"$": "0.0.text"}]}, "arguments": [{"$": "0.2.argsv"}, {"$": "0.2.args2"}, {"$": "0.2.args"}], "close": {"$": {"m": "0.2.argsv", "u": {"more": 1}}}, "output": {"$": "0.3.output"}, "tools": [{"$": "tool.upper.description"}], "schema": {"$": "schema"}, "dollars": [{"$raw": {"$": "0.1.text"}}, {"$raw": {"$r": []}}, {"$raw": {"$raw": {"$raw": {"$": 1}}}}]}');
INSERT INTO "turns" VALUES ('01m824sm09rv4dxdmqtatbe1t9','01m824sm09rv4dxdmqtatbe1ta','b2:6a8a19a7a1ca10083ae2bd3b62f1f412','b2:1d7f5c47aa3671c795ee19a89af7e0aa','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.585653+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sm0en1px0ze4sswyjqg4','01m824sm0en1px0ze4sswyjqg5','b2:091b013a0170b91d37ee6f832880e538','b2:1a6b8e4a1abfb41cbff16cfe2a7d0036','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.590627+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sm0pkka89mzqxam7x50q','01m824sm0q2q0smh0tn6rye6p7','b2:9b155506d14d463de3ef263db466c4b8','b2:1f5f6104451b101db26b7c834ccab1b9','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.598894+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sm0w5cxj6ab4qap7b2k7','01m824sm0xbg73ev0e8cqb7s6g','b2:2a6cf8a70f93d2d012bd98941aa39490','b2:181eb2cf1fa5bc72aeda548204ebc288','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.604731+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sm11rmhqadrsbbjyczwz','01m824sm11rmhqadrsbbjyczwy','b2:deb56f992edce46d0a186212a14297c5','b2:2bffc8ca6576a47995ac8c5b10a87e6f','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.609212+00:00','{"id": "r-1", "content": "You said: One", "stop": "end", "words": ["One"]}');
INSERT INTO "turns" VALUES ('01m824sm11rmhqadrsbbjyczx0','01m824sm11rmhqadrsbbjyczwy','b2:0834a68391af6bc2a041bf434c7599b1','b2:ee585e82a721a4411c9858b0e3ddd141','scripted',NULL,NULL,NULL,101,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.609305+00:00','{"id": "r-1", "content": "You said: Two", "stop": "end", "words": ["Two"]}');
INSERT INTO "turns" VALUES ('01m824sm1e7gqcfy3g4mcrvjqc','01m824sm11rmhqadrsbbjyczwy','b2:16738ad4d3824fd00d34f199ed9c08d6','b2:b3897fa9bda728a55ee40a776e822e58','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.622218+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
INSERT INTO "turns" VALUES ('01m824sm1hxnvg22tn1dph38yz','01m824sm11rmhqadrsbbjyczwy','b2:2067534f9bcc8ed8f1404402e3d8d952','b2:4a05245610723978f8feb8e8e0655ea3','scripted',NULL,NULL,NULL,100,20,'{"cached": {"read": 3}}',0,'2026-11-22T17:27:52.625761+00:00','{"id": "r-1", "content": "You said: nothing", "stop": "end", "words": []}');
CREATE TABLE "turn_fragments" (
   "turn_id" TEXT REFERENCES "turns"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   "kind" TEXT,
   PRIMARY KEY ("turn_id", "fragment_id", "kind", "order")
);
INSERT INTO "turn_fragments" VALUES ('01m824skpq7mv2nhxq7jrh23p0',1,0,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824skpq7mv2nhxq7jrh23p0',3,0,'system');
INSERT INTO "turn_fragments" VALUES ('01m824skq4d21nzy34qyy8t4x8',3,0,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824skqf47x07bd1p9wmmeqd',1,0,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824skqf47x07bd1p9wmmeqd',3,1,'prompt');
INSERT INTO "turn_fragments" VALUES ('01m824skqf47x07bd1p9wmmeqd',3,0,'system');
INSERT INTO "turn_fragments" VALUES ('01m824skqt1da04y94sxwk7wg4',1,0,'prompt');
CREATE TABLE "turn_search" (
   "id" INTEGER PRIMARY KEY,
   "turn_id" TEXT REFERENCES "turns"("id"),
   "prompt" TEXT,
   "response" TEXT
);
INSERT INTO "turn_search" VALUES (1,'01m824sjy30t9ekn0m8v8w2e96','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (2,'01m824sjynvwnx8a5wyw85tc60','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (3,'01m824sjz3c0crav91584h4rqs','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (4,'01m824sjzp5cn4zvc03ep0fxn1','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (5,'01m824sk09m8p8nxmqzpma3aj3','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (6,'01m824sk0v9na3gmak0fhdb689','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (7,'01m824sk19nvgtp2dkd5tf36jh','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (8,'01m824sk1st4cgn8nbnxne83rh','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (9,'01m824sk298skmz1sbewa0dgve','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (10,'01m824sk2vybp7dph2kers523b','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (11,'01m824sk3e9wevcjhzfax50fjd','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (12,'01m824sk41qsbyhhfg6ejmdjhf','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (13,'01m824sk4mwc27qkjshksvp6sc','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (14,'01m824sk5901xjvdq3kr1kyr4b','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (15,'01m824sk5vvb0anw3zn33aqw27','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (16,'01m824sk6byhx640d79z58ryb0','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (17,'01m824sk6ssr556h1dr3wz1hs3','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (18,'01m824sk79n6wvcf6cgqag4m4w','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (19,'01m824sk7nx0y91swaanpnm56a','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (20,'01m824sk85z2e85fgs916e61q8','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (21,'01m824sk8k5w9v7rxfbdwj9bpx','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (22,'01m824sk91m7tvn0vjdgm4amy9','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (23,'01m824sk9e9j0050my4w8ttrm5','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (24,'01m824sk9x8k5jeqsrdtkdr23j','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (25,'01m824skaavkagyamvxnjb27dd','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (26,'01m824skar07zb33w340bhntq8','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (27,'01m824skb6y44bcshnyr0avw0x','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (28,'01m824skbm10bd3a4pjv22areh','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (29,'01m824skc4a5rzpy4t6vtn66hs','Continued by 0.36','You said: Continued by 0.36');
INSERT INTO "turn_search" VALUES (30,'01m824skcm0gvhn9e0tjtne15s','And again by 0.36','You said: And again by 0.36');
INSERT INTO "turn_search" VALUES (31,'01m824skd0tpb4eyf21k40kgf3','A question of 0.36','You said: A question of 0.36');
INSERT INTO "turn_search" VALUES (32,'01m824skda983w534xmt6fe300','quiet one','You said: quiet one');
INSERT INTO "turn_search" VALUES (33,'01m824skdmzzpx9az3wncyfce6','Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line','You said: Zwölf Boxkämpfer 🥊 <&> "quoted" ''it''
and a second line');
INSERT INTO "turn_search" VALUES (34,'01m824skdyjewfqy6hebw7qefs','long one','A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. A long answer that is said word for word in the payload too. ');
INSERT INTO "turn_search" VALUES (35,'01m824skebnqhmrxycdrjr9d5t','And more?','You said: And more?');
INSERT INTO "turn_search" VALUES (36,'01m824skespmp3sccsp8nq3txe','And then?','You said: And then?');
INSERT INTO "turn_search" VALUES (37,'01m824skf685v8knx8jtezfx4c','Another conversation','You said: Another conversation');
INSERT INTO "turn_search" VALUES (38,'01m824skfkr80evpq4fvprgt6q','The same instructions again','You said: The same instructions again');
INSERT INTO "turn_search" VALUES (39,'01m824skg08p0x5tgffhy2bbka','Back to the first','You said: Back to the first');
INSERT INTO "turn_search" VALUES (40,'01m824skg98f52ee1pxfq8qrqs','An instruction only for the first','You said: An instruction only for the first');
INSERT INTO "turn_search" VALUES (41,'01m824skgpw8af7mh2mvecsetm','Changed instructions','You said: Changed instructions');
INSERT INTO "turn_search" VALUES (42,'01m824skgz6a4v2p25sqd8g4wc','repeated','You said: repeated');
INSERT INTO "turn_search" VALUES (43,'01m824skh9spc9p66dpe0wfe7y','repeated','You said: repeated');
INSERT INTO "turn_search" VALUES (44,'01m824skhk6x1q8c272bbkyba7','from standard input','You said: from standard input');
INSERT INTO "turn_search" VALUES (45,'01m824skhwtp1ege77p23yz93v','marked: no dollar','You said: marked: no dollar');
INSERT INTO "turn_search" VALUES (46,'01m824skkh63bfjg3d6xhwqy08','marked with dollars','You said: marked with dollars');
INSERT INTO "turn_search" VALUES (47,'01m824skkxp0gz5dpwh5becd1m','See this','You said: See this with 2 attachments');
INSERT INTO "turn_search" VALUES (48,'01m824skmdq2yk7jttwpmemat4','And this','You said: And this with 1 attachments');
INSERT INTO "turn_search" VALUES (49,'01m824skmrf9gghcyawb7wmnzg','This too','You said: This too with 2 attachments');
INSERT INTO "turn_search" VALUES (50,'01m824skn3bywknph0vkgrjkrc','Read it','You said: Read it with 1 attachments');
INSERT INTO "turn_search" VALUES (51,'01m824skngd39kd3ye3wd0jxjq','What was it?','You said: What was it?');
INSERT INTO "turn_search" VALUES (52,'01m824skntmh90h4dd0d30y4ne','','You said: nothing with 1 attachments');
INSERT INTO "turn_search" VALUES (53,'01m824skp67sq4d3q8s0exba68','Only a picture','You said: Only a picture');
INSERT INTO "turn_search" VALUES (54,'01m824skpq7mv2nhxq7jrh23p0','Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Say it again');
INSERT INTO "turn_search" VALUES (55,'01m824skq4d21nzy34qyy8t4x8','Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more','You said: Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
And once more');
INSERT INTO "turn_search" VALUES (56,'01m824skqf47x07bd1p9wmmeqd','

With both','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.

Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. Never rhyme. 
With both');
INSERT INTO "turn_search" VALUES (57,'01m824skqt1da04y94sxwk7wg4','','You said: Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
Roses are red.
');
INSERT INTO "turn_search" VALUES (58,'01m824skr437z35w2a8b7d4pag','data of a dog','{"name": "Cleo", "age": 5}');
INSERT INTO "turn_search" VALUES (59,'01m824skrgwbwjm6z5kxp39b79','data of another','{"name": "Cleo", "age": 5}');
INSERT INTO "turn_search" VALUES (60,'01m824skrsy3wpsx88t10w5jcp','data as a list','{"name": "Cleo", "age": 5}');
INSERT INTO "turn_search" VALUES (61,'01m824sks3gb7k2b3gbtps6sym','use [{"name": "upper", "arguments": {"text": "hello"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (62,'01m824sks3gb7k2b3gbtps6syn','','Tools said: upper=HELLO');
INSERT INTO "turn_search" VALUES (63,'01m824sksj7c1z37014sqwkmyz','Thanks','You said: Thanks');
INSERT INTO "turn_search" VALUES (64,'01m824sksvttz62aqq05hsjzgc','use [{"name": "broken"}]','Let me look. ');
INSERT INTO "turn_search" VALUES (65,'01m824sksvttz62aqq05hsjzgd','','Tools said: broken=Error: It broke');
INSERT INTO "turn_search" VALUES (66,'01m824skt85h5tza7ea4kn3y7y','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}, {"name": "Shelf_count", "arguments": {"kind": "cups"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (67,'01m824skt9v3mhr0bds0d4b3m2','','Tools said: Shelf_count=3 books there; Shelf_count=3 cups there');
INSERT INTO "turn_search" VALUES (68,'01m824sktqp6230cz3tby9s2hc','use [{"name": "Shelf_count", "arguments": {"kind": "books"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (69,'01m824sktrxkyjxgxgyh8438hg','','Tools said: Shelf_count=3 books here');
INSERT INTO "turn_search" VALUES (70,'01m824skv8ajx8vfk8k24481mw','No call','You said: No call');
INSERT INTO "turn_search" VALUES (71,'01m824skvkxax5h5xf184gf1pe','use [{"name": "shout", "arguments": {"word": "hey"}}]','Let me look. ');
INSERT INTO "turn_search" VALUES (72,'01m824skvkxax5h5xf184gf1pf','','Tools said: shout=hey!');
INSERT INTO "turn_search" VALUES (73,'01m824skw112sa0yrz7qrb04y1','use [{"name": "missing"}]','Let me look. ');
INSERT INTO "turn_search" VALUES (74,'01m824skw112sa0yrz7qrb04y2','','Tools said: missing=Error: tool "missing" does not exist');
INSERT INTO "turn_search" VALUES (75,'01m824skwfyd9gcv4rzxrmyc10','use [{"name": "picture"}]','Let me look. ');
INSERT INTO "turn_search" VALUES (76,'01m824skwfyd9gcv4rzxrmyc11','','Tools said: picture=A picture');
INSERT INTO "turn_search" VALUES (77,'01m824skx1gf8c5n5qm1bgertp','Nice','You said: Nice');
INSERT INTO "turn_search" VALUES (78,'01m824skxhxqjy5vg0s7sc7fmn','think about pelicans','Thought: about pelicans');
INSERT INTO "turn_search" VALUES (79,'01m824sky3jzbt5em6pxnvckk8','So?','You said: So?');
INSERT INTO "turn_search" VALUES (80,'01m824skyfdytz96k5fd6nec90','search for pelicans','Pelicans it is.');
INSERT INTO "turn_search" VALUES (81,'01m824skz066s0r4whe7ka4cej','Sure?','You said: Sure?');
INSERT INTO "turn_search" VALUES (82,'01m824skzcsg8chp0qavza3q6s','resolve yourself','You said: resolve yourself');
INSERT INTO "turn_search" VALUES (83,'01m824skzrnrqnafnqkmc6121v','wrapped up','You said: wrapped up');
INSERT INTO "turn_search" VALUES (84,'01m824sm01c4yz9f01z50w596v','repeat everything','Said at such length that it is worth leaving out where it is said again. answer');
INSERT INTO "turn_search" VALUES (85,'01m824sm09rv4dxdmqtatbe1t9','Go on','You said: nothing');
INSERT INTO "turn_search" VALUES (86,'01m824sm0en1px0ze4sswyjqg4','Sent again','You said: nothing');
INSERT INTO "turn_search" VALUES (87,'01m824sm0pkka89mzqxam7x50q','','You said: nothing');
INSERT INTO "turn_search" VALUES (88,'01m824sm0w5cxj6ab4qap7b2k7','Thanks','You said: nothing');
INSERT INTO "turn_search" VALUES (89,'01m824sm11rmhqadrsbbjyczwz','One','You said: One');
INSERT INTO "turn_search" VALUES (90,'01m824sm11rmhqadrsbbjyczx0','Two','You said: Two');
INSERT INTO "turn_search" VALUES (91,'01m824sm1e7gqcfy3g4mcrvjqc','Branch one','You said: nothing');
INSERT INTO "turn_search" VALUES (92,'01m824sm1hxnvg22tn1dph38yz','Branch two','You said: nothing');
CREATE TABLE "turn_tools" (
   "turn_id" TEXT REFERENCES "turns"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "instance_id" INTEGER REFERENCES "tool_instances"("id"),
   PRIMARY KEY ("turn_id", "tool_id")
);
INSERT INTO "turn_tools" VALUES ('01m824sk9e9j0050my4w8ttrm5',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sk9x8k5jeqsrdtkdr23j',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skaavkagyamvxnjb27dd',2,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skaavkagyamvxnjb27dd',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skar07zb33w340bhntq8',2,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skar07zb33w340bhntq8',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skb6y44bcshnyr0avw0x',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skbm10bd3a4pjv22areh',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skc4a5rzpy4t6vtn66hs',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skcm0gvhn9e0tjtne15s',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sks3gb7k2b3gbtps6sym',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sks3gb7k2b3gbtps6syn',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sksj7c1z37014sqwkmyz',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sksvttz62aqq05hsjzgc',2,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sksvttz62aqq05hsjzgc',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sksvttz62aqq05hsjzgd',2,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sksvttz62aqq05hsjzgd',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skt85h5tza7ea4kn3y7y',3,1);
INSERT INTO "turn_tools" VALUES ('01m824skt9v3mhr0bds0d4b3m2',3,1);
INSERT INTO "turn_tools" VALUES ('01m824sktqp6230cz3tby9s2hc',3,2);
INSERT INTO "turn_tools" VALUES ('01m824sktrxkyjxgxgyh8438hg',3,2);
INSERT INTO "turn_tools" VALUES ('01m824skv8ajx8vfk8k24481mw',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skv8ajx8vfk8k24481mw',3,3);
INSERT INTO "turn_tools" VALUES ('01m824skvkxax5h5xf184gf1pe',4,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skvkxax5h5xf184gf1pf',4,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skw112sa0yrz7qrb04y1',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skw112sa0yrz7qrb04y2',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skwfyd9gcv4rzxrmyc10',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skwfyd9gcv4rzxrmyc11',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824skx1gf8c5n5qm1bgertp',5,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sm01c4yz9f01z50w596v',1,NULL);
INSERT INTO "turn_tools" VALUES ('01m824sm0pkka89mzqxam7x50q',6,4);
CREATE VIRTUAL TABLE notes using fts5(title, body);
INSERT INTO "notes" VALUES ('A note','about pelicans');
INSERT INTO "notes" VALUES ('A note','about pelicans');
INSERT INTO "notes" VALUES ('A note','about pelicans');
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
INSERT INTO "tool_instantiations" VALUES ('01m824skt9v3mhr0bds0d4b3m2','call-0',1);
INSERT INTO "tool_instantiations" VALUES ('01m824skt9v3mhr0bds0d4b3m2','call-1',1);
INSERT INTO "tool_instantiations" VALUES ('01m824sktrxkyjxgxgyh8438hg','call-0',2);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('counted',9);
CREATE INDEX ratings_by_stars on ratings (stars desc) where stars > 1;
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
CREATE VIEW best as select * from ratings where stars > 3;
CREATE TRIGGER ratings_seen after insert on ratings begin
            insert into seen values ('rating', 1)
            on conflict (what) do update set times = times + 1;
        end;
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
COMMIT;
