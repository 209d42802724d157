"""Views named like the tables of older releases, so that SQL written against those still reads.

Their columns are the old ones, in the old order. `views.py` makes them, and what they stand on:
`call_parts` and `message_parts` here always go by the name `said`.
"""

from __future__ import annotations

from llm.store.sqlite.expressions import hexadecimal, json_of, seconds, text_of, utc

# Numbers by which parts sort, and which no other part has: of one call, of all calls.
_ORDER = "said.place * 16384 + said.position"
_ID = f"said.call * 268435456 + {_ORDER}"

_TOOLS = "json_each(CASE WHEN form = 'list' AND redacted IS NULL THEN content ELSE '[]' END)"


def _of_definition(field: str, blob: str) -> str:
    """What the definition of a tool in *blob* says; nothing where it was redacted."""
    return (
        f"(SELECT CASE WHEN json_valid(text) THEN text ->> '$.{field}' END"  # noqa: S608 - our own SQL
        f" FROM blob_texts WHERE id = {blob})"
    )


# What was typed: without the fragments, and the line ends that set them off.
_FRAGMENTS = "SELECT blob FROM call_fragments WHERE call = calls.number AND kind = 'prompt'"
_TYPED = f"""CASE
  WHEN NOT EXISTS ({_FRAGMENTS}) THEN {text_of("blobs.id")}
  WHEN blobs.id IN ({_FRAGMENTS}) THEN ''
  WHEN form = 'joined' AND redacted IS NULL THEN ltrim((SELECT group_concat(text, '') FROM
    (SELECT {text_of("value")} AS text FROM json_each(blobs.content)
     WHERE value NOT IN ({_FRAGMENTS}) ORDER BY key)), char(10))
  ELSE {text_of("blobs.id")} END"""  # noqa: S608 - our own SQL
_PROMPT = f"""coalesce((SELECT group_concat(text, char(10)) FROM
    (SELECT (SELECT group_concat(text, '') FROM
        (SELECT {_TYPED} AS text FROM message_parts AS said
         JOIN blobs ON blobs.id = said.part ->> '$.text'
         WHERE said.message = asked.message AND said.type = 'text' ORDER BY said.position)) AS text
     FROM call_messages AS asked JOIN stored_messages ON stored_messages.id = asked.message
     WHERE asked.call = calls.number AND kind = 'asked' AND role = 'user' ORDER BY place)
    WHERE text IS NOT NULL), '')"""  # noqa: S608 - our own SQL
# As it was given; where it was not, because the messages begin with it, their text.
_SYSTEM = f"""CASE
  WHEN calls.system IS NOT NULL THEN {text_of("calls.system")}
  WHEN calls.instructions IS NOT NULL AND NOT EXISTS (SELECT 1 FROM call_fragments
    WHERE call = calls.number AND kind = 'system')
  THEN (SELECT group_concat(text, char(10, 10)) FROM
    (SELECT text FROM call_messages JOIN message_texts USING (message)
     WHERE call = calls.number AND kind = 'instructions' ORDER BY place)) END"""  # noqa: S608 - our own SQL


def _answered(column: str) -> str:
    return f"""(SELECT group_concat({column}, '') FROM
    (SELECT {column} FROM call_messages JOIN message_texts USING (message)
     WHERE call = calls.number AND kind = 'answered' ORDER BY place))"""  # noqa: S608 - our own SQL


# A call that has not ended has no answer yet, but what has arrived.
_ARRIVED = """(SELECT group_concat(text, '') FROM
    (SELECT CASE event.type WHEN 'text' THEN event.value ELSE event.value ->> '$.chunk' END AS text
     FROM streams, json_each(streams.events) AS event WHERE streams.call = calls.number
     AND (event.type = 'text' OR event.value ->> '$.type' = 'text') ORDER BY number, event.key))"""
_RESPONSE = f"""coalesce(CASE WHEN calls.output IS NULL THEN {_ARRIVED}
    ELSE {_answered("text")} END, '')"""
_SCHEMA = "(SELECT known_schemas.id FROM known_schemas WHERE blob = calls.schema)"

_RESPONSES = f"""
SELECT calls.id AS id, calls.model AS model, {_PROMPT} AS prompt, {_SYSTEM} AS system,
  NULL AS prompt_json, coalesce({text_of("calls.options")}, '{{}}') AS options_json,
  {_RESPONSE} AS response, {text_of("calls.payload")} AS response_json,
  conversations.id AS conversation_id, calls.duration_ms AS duration_ms,
  {utc("calls.started")} AS datetime_utc, calls.input_tokens AS input_tokens,
  calls.output_tokens AS output_tokens, calls.token_details AS token_details,
  {_SCHEMA} AS schema_id, calls.resolved_model AS resolved_model,
  {_answered("reasoning")} AS reasoning
FROM calls JOIN conversations ON conversations.number = calls.conversation
"""  # noqa: S608 - our own SQL

_TURNS = f"""
SELECT calls.id AS id, conversations.id AS thread_id,
  (SELECT {hexadecimal("hash")} FROM nodes WHERE id = calls.input) AS parent_message_hash,
  (SELECT {hexadecimal("hash")} FROM nodes
   WHERE id = coalesce(calls.output, calls.input)) AS tip_message_hash,
  calls.model AS model, calls.resolved_model AS resolved_model,
  {text_of("calls.options")} AS options_json, {_SCHEMA} AS schema_id,
  calls.input_tokens AS input_tokens, calls.output_tokens AS output_tokens,
  calls.token_details AS token_details, calls.duration_ms AS duration_ms,
  {utc("calls.started")} AS datetime_utc, {text_of("calls.payload")} AS response_json
FROM calls JOIN conversations ON conversations.number = calls.conversation
"""  # noqa: S608 - our own SQL

_TURN_SEARCH = """
SELECT calls.number AS id, calls.id AS turn_id, said.prompt AS prompt, said.response AS response
FROM calls JOIN responses AS said ON said.id = calls.id
"""

# Hashes are bytes in the table. What limits nothing keeps SQLite from taking this apart, so that it
# makes an index of the digits for a query that joins on them, instead of looking through all.
_NAMED = f"(SELECT id, {hexadecimal('hash')} AS hash FROM nodes LIMIT -1) AS named"  # noqa: S608 - our own SQL

_THREADS = f"""
SELECT conversations.id AS id, name AS name,
  (SELECT {hexadecimal("hash")} FROM nodes WHERE nodes.id = tip) AS tip_message_hash,
  forked_from AS forked_from,
  (SELECT {utc("min(started)", " ")} FROM calls
   WHERE calls.conversation = conversations.number) AS datetime_utc
FROM conversations
"""  # noqa: S608 - our own SQL

_MESSAGES = f"""
SELECT named.hash AS hash,
  (SELECT {hexadecimal("before.hash")} FROM nodes AS before WHERE before.id = nodes.parent)
    AS parent_hash,
  role AS role,
  CASE json_type(body) WHEN 'object' THEN {text_of("body ->> '$.provider_metadata'")} END
    AS provider_metadata
FROM {_NAMED} JOIN nodes ON nodes.id = named.id
JOIN stored_messages ON stored_messages.id = nodes.message
"""  # noqa: S608 - our own SQL

_PARTS = f"""
SELECT nodes.id * 16384 + said.position AS id, named.hash AS message_hash,
  said.position AS position, said.type AS type,
  CASE WHEN said.type IN ('tool_call', 'tool_result') THEN said.part ->> '$.name' END AS tool_name,
  {text_of("said.part ->> '$.text'")} AS text,
  nullif(json_replace(json_remove(said.part, '$.type', '$.text'),
    '$.output', {text_of("said.part ->> '$.output'")},
    '$.exception', {text_of("said.part ->> '$.exception'")},
    '$.arguments', json({json_of("said.part ->> '$.arguments'")}),
    '$.provider_metadata', json({json_of("said.part ->> '$.provider_metadata'")})), '{{}}')
    AS payload
FROM {_NAMED} JOIN nodes ON nodes.id = named.id
JOIN message_parts AS said ON said.message = nodes.message
"""  # noqa: S608 - our own SQL

_TOOL_ID = f"""(SELECT offered.value FROM calls JOIN blobs ON blobs.id = calls.tools,
    {_TOOLS} AS offered
    WHERE calls.number = said.call
      AND {_of_definition("name", "offered.value")} = said.part ->> '$.name' LIMIT 1)"""  # noqa: S608 - our own SQL

_TOOL_CALLS = f"""
SELECT {_ID} AS id, calls.id AS response_id, {_TOOL_ID} AS tool_id,
  said.part ->> '$.name' AS name, {text_of("said.part ->> '$.arguments'")} AS arguments,
  said.part ->> '$.tool_call_id' AS tool_call_id
FROM calls JOIN call_parts AS said ON said.call = calls.number
WHERE said.type = 'tool_call' AND said.kind = 'answered'
"""  # noqa: S608 - our own SQL

_TOOL_RESULTS = f"""
SELECT {_ID} AS id, calls.id AS response_id, {_TOOL_ID} AS tool_id,
  said.part ->> '$.name' AS name, {text_of("said.part ->> '$.output'")} AS output,
  said.part ->> '$.tool_call_id' AS tool_call_id, NULL AS instance_id,
  {text_of("said.part ->> '$.exception'")} AS exception
FROM calls JOIN call_parts AS said ON said.call = calls.number WHERE said.type = 'tool_result'
"""  # noqa: S608 - our own SQL

_TOOL_RESPONSES = f"""
SELECT offered.value AS tool_id, calls.id AS response_id
FROM calls JOIN blobs ON blobs.id = calls.tools, {_TOOLS} AS offered
"""  # noqa: S608 - our own SQL

_TOOLS_OFFERED = f"""
SELECT blobs.id AS id, {hexadecimal("hash")} AS hash, {_of_definition("name", "blobs.id")} AS name,
  {_of_definition("description", "blobs.id")} AS description,
  {_of_definition("input_schema", "blobs.id")} AS input_schema,
  {_of_definition("plugin", "blobs.id")} AS plugin
FROM blobs WHERE blobs.id IN (SELECT offered.value FROM
  (SELECT content, form, redacted FROM blobs WHERE id IN (SELECT tools FROM calls)) AS lists,
  {_TOOLS} AS offered)
"""  # noqa: S608 - our own SQL

_FRAGMENTS_KNOWN = f"""
SELECT known_fragments.blob AS id, {hexadecimal("hash")} AS hash,
  {text_of("known_fragments.blob")} AS content, {seconds("added")} AS datetime_utc,
  source AS source
FROM known_fragments JOIN blobs ON blobs.id = known_fragments.blob
"""  # noqa: S608 - our own SQL


def _fragments_of(kind: str) -> str:
    return f"""
SELECT calls.id AS response_id, used.blob AS fragment_id,
  (SELECT count(*) FROM call_fragments AS before WHERE before.call = used.call
   AND before.kind = used.kind AND before.number < used.number) AS "order"
FROM calls JOIN call_fragments AS used ON used.call = calls.number WHERE used.kind = '{kind}'
"""  # noqa: S608 - our own SQL


# The attachments of a part, each in JSON as it is stored.
_GIVEN = """json_each(coalesce(said.part -> '$.attachments',
    '[' || (said.part -> '$.attachment') || ']', '[]'))"""
_BYTES = "coalesce(given.value ->> '$.content', given.value ->> '$.copy')"
_URL = f"""CASE json_type(given.value, '$.url') WHEN 'integer'
    THEN {text_of("given.value ->> '$.url'")} ELSE given.value ->> '$.url' END"""
_ATTACHMENT_ID = f"""coalesce((SELECT {hexadecimal("hash")} FROM blobs WHERE blobs.id = {_BYTES}),
    given.value ->> '$.id', 'url:' || {_URL})"""  # noqa: S608 - our own SQL

_ATTACHMENTS = f"""
SELECT {_ATTACHMENT_ID} AS id, given.value ->> '$.type' AS type, given.value ->> '$.path' AS path,
  {_URL} AS url,
  (SELECT CAST(text AS BLOB) FROM blob_texts WHERE blob_texts.id = {_BYTES}) AS content
FROM message_parts AS said, {_GIVEN} AS given
WHERE said.type IN ('attachment', 'tool_result') GROUP BY 1
"""  # noqa: S608 - our own SQL

_PROMPT_ATTACHMENTS = f"""
SELECT calls.id AS response_id, {_ATTACHMENT_ID} AS attachment_id,
  ({_ORDER}) * 256 + given.key AS "order"
FROM calls JOIN call_parts AS said ON said.call = calls.number, {_GIVEN} AS given
WHERE said.kind = 'asked' AND said.type IN ('attachment', 'tool_result')
"""  # noqa: S608 - our own SQL

_TOOL_RESULT_ATTACHMENTS = f"""
SELECT {_ID} AS tool_result_id, {_ATTACHMENT_ID} AS attachment_id, given.key AS "order"
FROM call_parts AS said, {_GIVEN} AS given WHERE said.type = 'tool_result'
"""  # noqa: S608 - our own SQL

_SCHEMAS = f"SELECT known_schemas.id AS id, {text_of('blob')} AS content FROM known_schemas"  # noqa: S608 - our own SQL

OLD_TABLES = {
    "responses": _RESPONSES,
    "turns": _TURNS,
    "turn_search": _TURN_SEARCH,
    "threads": _THREADS,
    "messages": _MESSAGES,
    "parts": _PARTS,
    "tool_calls": _TOOL_CALLS,
    "tool_results": _TOOL_RESULTS,
    "tool_responses": _TOOL_RESPONSES,
    "tools": _TOOLS_OFFERED,
    "fragments": _FRAGMENTS_KNOWN,
    "prompt_fragments": _fragments_of("prompt"),
    "system_fragments": _fragments_of("system"),
    "attachments": _ATTACHMENTS,
    "prompt_attachments": _PROMPT_ATTACHMENTS,
    "tool_results_attachments": _TOOL_RESULT_ATTACHMENTS,
    "schemas": _SCHEMAS,
}
"""Name and SELECT of each view, after those that it reads."""
