"""`llm serve`: every installed model behind the protocols that clients already speak.

A request is decoded (`protocols/`), asked of a model (`asking/`), recorded like any other call, and
encoded again. `guarding/` decides who may ask for what, `endpoints/` puts these together, one
module a protocol; `app.py` has the table of addresses.
"""
