"""Every statement of the contract with release 0.36, each checked off by a test that names it."""
