"""The only database: what was received, the keys of rounds, and every point id ever given.

Importing this package or `records` sets nothing up; `setup.open_store` does.
"""
