"""Made-up households, cases and pairs for trying the system out (`manage.py seed_demo`).

Read `seeding.seed` first: it names the parts in the order in which they are made. Nobody here is
real: identity numbers are valid but drawn by lot, communities are marked 演示.
"""
