"""Runnable comparisons with release 0.36 and the openai SDK, each in an environment of its own.

`python -m benchmarks` runs them all (half an hour, with `--rounds 1` ten minutes);
`python -m benchmarks.NAME` runs one:

- `startup`: commands that call no model, against 0.36 and a bare interpreter
- `first_request`: from the start of the process until the request arrives, against 0.36
- `streaming`: events a second through a scripted model, against 0.36
- `stream_events`: CPU for an event of OpenAI's APIs, against the SDK and 0.36
- `concurrent`: streamed prompts a second with 500 in flight, against the SDK
- `history`: what it costs to keep 1,000 turns of a conversation, in time and bytes, against 0.36
- `many_calls`: commands that look into a history of 100,000 calls
- `similar`: searches in 100,000 and 1,000,000 vectors, against 0.36; takes 4 GB of disk

Those who are compared take turns, and what is printed are medians and ratios: machines differ and
slow down, ratios less so. Where a ratio has a limit, it is printed beside it, with `holds` or
`MISSED`. For numbers to be told to others, let nothing else run: a server in a process of its own
(`server`) answers, and wants a processor for itself. `concurrent` also shows what that server can
do; a rate near it would be the server's. Only `first_request` is also made over TLS: to read the
certificates takes time that ours does not spend on plain HTTP, and has to spend out there.
"""
