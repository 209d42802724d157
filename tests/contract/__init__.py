"""What every backend of the history must do: the invariants of the design, each shown by tests.

A backend is one more row of `backends.BACKENDS`; the tests know nothing else of it.

| invariant | shown by |
| --- | --- |
| 1 said once, stored once | `test_said_once.py` |
| 2 instructions, tools, options and schema belong to the call | `test_belongs_to_the_call.py` |
| 3 a turn costs what is new in it | `test_cost_of_a_turn.py` |
| 3 a client that leaves things out is recognised | `test_recognised_clients.py` |
| 7 conversations branch | `test_branching.py` |
| 9 what comes out is what went in | `test_round_trip.py`, `test_odd_values.py` |
| 11 attachments are copied in | `test_attachments.py` |
| 13 opaque data stays where it is valid | `test_opaque_data.py`, `tests/core/test_scope.py` |
"""
