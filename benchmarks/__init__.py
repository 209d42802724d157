"""Runnable comparisons with release 0.36 and others, each in an environment of its own.

`python -m benchmarks` runs them all (an hour, with `--rounds 1` half of it) and writes
docs/measurements.md and the README's section; `python -m benchmarks NAME...` does so for some and
keeps what is known of the others; `python -m benchmarks.NAME` runs one and only prints:

- `startup`: commands that call no model, against 0.36 and a bare interpreter
- `plugins_startup`: the same and a prompt, with twenty real plugins
- `completing`: completions of a shell, with twenty real plugins, beyond a bare interpreter
- `plugin_models`: one of 2,000 models of a plugin is found, and all are listed
- `first_request`: from the start of the process until the request arrives, against 0.36
- `streaming`: events a second through a scripted model, against 0.36
- `stream_events`: CPU for an event of OpenAI's APIs, against the SDK and 0.36
- `concurrent`: streamed prompts a second with 500 in flight, against the SDK
- `history`: what it costs to keep 1,000 turns of a conversation, in time and bytes, against 0.36
- `many_calls`: commands that look into a history of 100,000 calls
- `embed_multi`: vectors that are stored in a second, against 0.36
- `similar`: searches in 100,000 and 1,000,000 vectors, against 0.36; takes 4 GB of disk
- `similar_docstrings`: the same in docstrings; needs the extra `local`
- `served`: CPU for an event of 200 streams of `llm serve`, against the proxy of litellm
- `served_memory`: what `llm serve` holds after 20,000 calls, and of a stream of an hour
- `resent`: what `llm serve` takes for a client that sends everything again

A comparison is a module with `rows(rounds)`, which measures and gives one `rows.Row` after the
other, and `ROUNDS`, that its numbers need to settle; `table` lists them all. What has neither a
limit nor anyone beside it is only printed.

Those who are compared take turns, and what is kept are medians and ratios: machines differ and
slow down, ratios less so. Where there is a limit, it is said beside it, with `holds` or `MISSED`.
For numbers to be told to others, let nothing else run: a server in a process of its own
(`server`) answers, and wants a processor for itself. `concurrent` also shows what that server can
do; a rate near it would be the server's. Only `first_request` is also made over TLS: to read the
certificates takes time that ours does not spend on plain HTTP, and has to spend out there.
"""
