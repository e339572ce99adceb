"""Named settings of the simulator: files, the built-in library, links and the store.

`scenarios.scenario` reads and writes files, `scenarios.link` short texts for a URL, `scenarios.store` keeps
saved scenarios in a database (and alone needs SQLAlchemy).
"""
