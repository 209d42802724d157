"""The endpoints, one module a protocol; `app.py` says at which addresses they are."""
