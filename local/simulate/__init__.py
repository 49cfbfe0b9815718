"""The simulator: real domain, storage and handlers under a virtual clock, with faults.

Three parts. `environment/` runs the system; `generator/` decides what people and the shop do; and
`auditor/` judges what was handed over, by a model of its own that shares no rule with the system.
"""
